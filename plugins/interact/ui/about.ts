import type { ControlAbout } from '../api.ts'

/** An item of a row: a control by the name of its argument, the output under '', or rows on top of each other. */
export type LayoutItem =
  | { readonly name: string; readonly width: number; readonly label: string | null }
  | { readonly rows: readonly LayoutRow[]; readonly width: number }
export type LayoutRow = readonly LayoutItem[]

/** An interact as the worksheet holds it. */
export type InteractAbout = {
  readonly id: string
  readonly controls: readonly ControlAbout[]
  readonly layout: readonly LayoutRow[]
  readonly width: unknown
  readonly style: string
  /** Whether the old output goes as soon as something is moved. */
  readonly flicker: boolean
  /** The run that it is the outcome of, and who set what in it. */
  readonly move: number
  readonly moved: { readonly by: string; readonly var: string } | null
}

/** Reads what a worksheet says of an interact, which may be old or made up: what is not understood is left out. */
export function readInteract(value: unknown): InteractAbout {
  const given = fields(value)
  const controls = listed(given.controls)
    .map(readControl)
    .filter(control => control !== null)
  const layout = readRows(given.layout, 0)
  const placed = new Set(namesIn(layout))
  const moved = fields(given.moved)
  return {
    id: String(given.id ?? ''),
    controls,
    layout: [
      ...layout,
      ...controls.filter(control => !placed.has(control.var)).map(control => [{ name: control.var, width: 12, label: null }]),
    ],
    width: given.width,
    flicker: given.flicker === true,
    style: typeof given.style === 'string' ? given.style : '',
    move: typeof given.move === 'number' ? given.move : -1,
    moved: typeof moved.by === 'string' && typeof moved.var === 'string' ? { by: moved.by, var: moved.var } : null,
  }
}

function readControl(value: unknown): ControlAbout | null {
  const given = fields(value)
  if (typeof given.control_type !== 'string' || typeof given.var !== 'string') return null
  return { ...given, control_type: given.control_type, var: given.var, label: String(given.label ?? ''), default: given.default }
}

function readRows(value: unknown, depth: number): LayoutRow[] {
  if (depth > 4) return []
  return listed(value)
    .map(row =>
      listed(row)
        .map(item => readItem(item, depth))
        .filter(item => item !== null),
    )
    .filter(row => row.length > 0)
}

function readItem(value: unknown, depth: number): LayoutItem | null {
  if (Array.isArray(value)) {
    const [name, width, label] = value as unknown[]
    return typeof name === 'string' ? { name, width: twelfths(width), label: typeof label === 'string' ? label : null } : null
  }
  const given = fields(value)
  return Array.isArray(given.rows) ? { rows: readRows(given.rows, depth + 1), width: twelfths(given.width) } : null
}

/** All names of a layout, in order. */
export function namesIn(rows: readonly LayoutRow[]): string[] {
  return rows.flatMap(row => row.flatMap(item => ('rows' in item ? namesIn(item.rows) : [item.name])))
}

function twelfths(value: unknown): number {
  return typeof value === 'number' && value >= 1 && value <= 12 ? Math.round(value) : 12
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}

function listed(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
