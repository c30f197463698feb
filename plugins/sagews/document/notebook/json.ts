/** Any value that JSON has. A number that JavaScript would write otherwise than it was read is kept as it stood. */
export type Json = unknown
/** An object of JSON, its keys in the order of the file. */
export type Fields = { readonly [key: string]: Json }

/** How a file's JSON is laid out: what each level is indented by, and what follows the last brace. */
export type Layout = { readonly indent: string; readonly end: string }
/** As Jupyter writes. */
export const jupyterLayout: Layout = { indent: ' ', end: '\n' }

type RawNumbers = { rawJSON(text: string): unknown }

/** Reads JSON; a number such as `1.0` or one of twenty digits is written again as it was. Throws `SyntaxError`. */
export function readJson(text: string): Json {
  const keep = (_key: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === 'number' && context?.source !== undefined && context.source !== JSON.stringify(value)
      ? (JSON as unknown as RawNumbers).rawJSON(context.source)
      : value
  return JSON.parse(text, keep) as Json
}

export function writeJson(value: Json, layout: Layout = jupyterLayout): string {
  return JSON.stringify(value, null, layout.indent) + layout.end
}

/** The layout in which a file's JSON is written again byte for byte; Jupyter's own where none is. */
export function layoutOf(text: string, value: Json): Layout {
  const end = /\n*$/.exec(text)![0]
  for (const indent of [' ', '  ', '    ', '\t', '']) {
    const layout = { indent, end }
    if (writeJson(value, layout) === text) return layout
  }
  return jupyterLayout
}

export function isFields(value: Json): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether two values are written the same, keys in the same order. */
export function same(one: Json, other: Json): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

// eslint-disable-next-line no-control-regex
const line = /[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])|[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+$/g

/** A text as notebooks have it: a list of its lines, each with its end, divided where Python divides. */
export function toLines(text: string): string[] {
  return text.match(line) ?? []
}

/** The text of a list of lines or of a string; null for anything else. */
export function fromLines(value: Json): string | null {
  if (typeof value === 'string') return value
  return Array.isArray(value) && value.every(one => typeof one === 'string') ? value.join('') : null
}
