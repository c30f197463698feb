import type { Extension } from '@codemirror/state'
import { token, type Stop } from '@stoa/sdk/contract'

export { readableText } from './document/readable.ts'

/** Where an output stands, and what it may ask of the worksheet. */
export type OutputPlace = {
  /** Id of the cell, which names it for the life of the page. */
  readonly cell: string
  /** The position of a cell now, from 1; of this one without an id. Null for one that is gone. */
  number(cell?: string): number | null
  /** `<base>/projects/<id>/…`: the address of a route or blob. */
  url(path: string): string
  /** Whether this person may run cells; and may edit. */
  readonly runnable: boolean
  readonly editable: boolean
  /** Puts the cursor at a line (from 1) of a cell's code, by its position in the sheet. */
  goTo(cell: number, line: number): void
  /** Runs the cell again. */
  run(): void
  /** Answers a cell that asks for input. */
  reply(value: string): void
  /** To be called when the output's size changed by other means than its own elements' sizes. */
  resized(): void
}
/** One output as it is shown. `update` takes a later value of the same message and says whether it could; else it is drawn anew. */
export type ShownOutput = { readonly element: HTMLElement; update?(value: unknown): boolean; stop?: Stop }
/** Shows messages of one kind: `kind` is the message's field, such as `stdout`. `lines` guesses the height before it is drawn. */
export type OutputKind = {
  readonly kind: string
  show(value: unknown, place: OutputPlace, message: Readonly<Record<string, unknown>>): ShownOutput
  lines?(value: unknown): number
}
/** The kinds of output that worksheets can show. The latest that was added for a kind counts. */
export type Outputs = { add(kind: OutputKind): Stop; get(kind: string): OutputKind | undefined; onChange(listener: () => void): Stop }
export const Outputs = token<Outputs>('stoa/Outputs@1')

/** How a view of `@codemirror/view` shows a worksheet for reading; it must stand in an element of this class. `url` is as for an output. */
export type WorksheetReading = { readonly className: 'ws'; readonly extension: Extension }

/** Fetches what shows worksheets for reading, such as older versions: nothing runs there, and nothing can be changed. */
export async function worksheetReading(given: { url(path: string): string }): Promise<WorksheetReading> {
  const { reading } = await import('./ui/reading.ts')
  return { className: 'ws', extension: reading(given) }
}
