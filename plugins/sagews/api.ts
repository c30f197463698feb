import type { Extension } from '@codemirror/state'
import type { Parser } from '@lezer/common'
import { token, type Contract, type Remote, type Stop } from '@stoa/sdk/contract'

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
  /** Runs the cell again; with `keep` its controls keep the values that the worksheet has of them. */
  run(options?: { keep?: boolean }): void
  /** Interrupts what runs. */
  interrupt(): void
  /** Answers a cell that asks for input. */
  reply(value: string): void
  /**
   * Whether the session that made this output still runs, so that it can be asked for more; changes of this and of the other properties
   * are told to `watch`.
   */
  readonly live: boolean
  watch(listener: () => void): Stop
  /** A channel of another plugin's contract about this worksheet, opened with its path as `path`; one for all outputs, closed with the page. */
  channel<C extends Contract>(name: string): Remote<C>
  /** HTML, made harmless and with its formulas typeset. */
  html(source: string): HTMLElement
  /** The colour of a person who is here, by name, from 1; 0 for others. */
  colour(name: string): number
  /** Whether others are at this worksheet. */
  readonly company: boolean
  /** Shows messages inside an element, as outputs are, and says how to take them away. */
  draw(messages: readonly Readonly<Record<string, unknown>>[], into: HTMLElement): Stop
  /** The path of the worksheet in its project. */
  readonly path: string
  /** Whether this person has run the cell since the page was opened, or this very program was started here already. */
  asked(program: Program): boolean
  /**
   * Runs a program in the worksheet's sandboxed frame, and shows what it draws inside an element, made harmless. To be called only for
   * programs that this person has asked for. What is returned ends it.
   */
  runProgram(program: Program, into: HTMLElement): Stop
  /** To be called when the output's size changed by other means than its own elements' sizes. */
  resized(): void
}
/** A program that a worksheet brings; `obj` is what it is given. */
export type Program = { readonly code: string; readonly coffeescript: boolean; readonly obj: unknown }
/** One output as it is shown. `inside` is where the messages of the group that it begins are shown. `update` takes a later value of the same message and says whether it could; else it is drawn anew. */
export type ShownOutput = { readonly element: HTMLElement; readonly inside?: HTMLElement; update?(value: unknown): boolean; stop?: Stop }
/** Shows messages of one kind: `kind` is the message's field, such as `stdout`. `lines` guesses the height before it is drawn. */
export type OutputKind = {
  readonly kind: string
  show(value: unknown, place: OutputPlace, message: Readonly<Record<string, unknown>>): ShownOutput
  lines?(value: unknown): number
}
/** The kinds of output that worksheets can show. The latest that was added for a kind counts. */
export type Outputs = { add(kind: OutputKind): Stop; get(kind: string): OutputKind | undefined; onChange(listener: () => void): Stop }
export const Outputs = token<Outputs>('stoa/Outputs@1')

/**
 * In what the text below `%name` is written: how it is coloured. What the mode does is a Python function or object, which a plugin's
 * package registers with `stoa_kernel.modes.register`.
 */
export type Mode = { readonly name: string; language(): Promise<Parser> }
/** The modes that the page knows. The latest that was added for a name counts. */
export type Modes = { add(mode: Mode): Stop; get(name: string): Mode | undefined; onChange(listener: () => void): Stop }
export const Modes = token<Modes>('stoa/Modes@1')

/** How a view of `@codemirror/view` shows a worksheet for reading; it must stand in an element of this class. `url` is as for an output. */
export type WorksheetReading = { readonly className: 'ws'; readonly extension: Extension }

/** Fetches what shows worksheets for reading, such as older versions: nothing runs there, and nothing can be changed. */
export async function worksheetReading(given: { url(path: string): string }): Promise<WorksheetReading> {
  const { reading } = await import('./ui/reading.ts')
  return { className: 'ws', extension: reading(given) }
}

/** Markdown with formulas, as worksheets show it; it must stand in an element of this class. */
export type Prose = {
  readonly className: 'ws-prose'
  /** Made harmless, not yet in the page: nothing that it names is fetched before. */
  parse(markdown: string): DocumentFragment
  /** Typesets the formulas of what `parse` made. */
  typeset(element: HTMLElement): Promise<void>
}

/** Fetches what shows Markdown. */
export async function loadProse(): Promise<Prose> {
  const { prose } = await import('./ui/prose.ts')
  return prose()
}

/** Something that a plugin asks of a session: its handler there puts out one group of a cell's output anew. */
export type Act = {
  /** The cell that the group belongs to. */
  readonly cell: string
  readonly group: string
  /** Under which name the plugin's Python package handles it. */
  readonly handler: string
  /** What the handler gets, asked for when the turn has come. */
  body(): object
  /** What is put out goes to whoever asked and not into the document. */
  readonly apart?: boolean
  /** Hears that it has begun, and how to end it between two statements when its outcome is no longer wanted. */
  begun?(supersede: () => void): void
}
/** How an act ended; `messages` of one that was done apart. */
export type Acted = {
  readonly status: 'ok' | 'error' | 'interrupted' | 'superseded'
  readonly error?: { readonly name: string; readonly message: string }
  readonly messages: readonly Readonly<Record<string, unknown>>[]
}
/** The worksheets of a project, for other plugins' parts beside them. */
export type Worksheets = {
  /**
   * Lets a plugin's Python package, in the session of this worksheet, put out one group of messages anew, between cells. Whoever calls has
   * checked the role. Rejects with `no_session` where none runs, `cell_gone`, or `session_ended`.
   */
  perform(path: string, request: Act): Promise<Acted>
}
/** The worksheets of a project, for other plugins' parts beside them. */
export const Worksheets = token<Worksheets>('stoa/Worksheets@1')
