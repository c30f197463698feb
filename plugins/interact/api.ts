import { token, type Stop } from '@stoa/sdk/contract'

/** A control as its Python class describes it: what every control says, and what its class's `options` adds. */
export type ControlAbout = Readonly<Record<string, unknown>> & {
  /** Names the kind. */
  readonly control_type: string
  /** The name of the function's argument. */
  readonly var: string
  readonly label: string
  /** The value now, as `wire` of the class gives it. */
  readonly default: unknown
}
/** What a control may use where it is drawn. */
export type ControlPlace = {
  /** To be the id of the element that takes the value: the label is bound to it. What it is called, as plain text, for `aria-label`. */
  readonly id: string
  readonly name: string
  /** The id of the element with the label, for `aria-labelledby` of a group; and of the one for errors, for `aria-describedby`. */
  readonly label: string
  readonly error: string
  /** Sets the value, as `receive` of the Python class takes it. May be called at each movement: only the newest is sent. */
  send(value: unknown): void
  /** HTML, made harmless and with its formulas typeset. */
  html(source: string): HTMLElement
}
/** A control as it is drawn. */
export type ShownControl = {
  readonly element: HTMLElement
  /** Stands at the end of the row, such as the value of a slider. */
  readonly readout?: HTMLElement
  /** The control carries its label itself, as a button does. */
  readonly labelled?: boolean
  /** Shows this value or these options instead; false if it must be drawn anew for that. */
  update(about: ControlAbout): boolean
  /** Whether it can be used now. Disabled controls still show their value. */
  enable(on: boolean): void
  readonly stop?: Stop
}
/** Draws a control. */
export type ShowControl = (about: ControlAbout, place: ControlPlace) => ShownControl
/** One kind of control: its Python class says `kind`, its ES module is fetched when it is drawn for the first time. */
export type ControlKind = { readonly kind: string; load(): Promise<ShowControl> }
/** The kinds of controls that interacts can have. The latest that was added for a kind counts. */
export type Controls = { add(kind: ControlKind): Stop; get(kind: string): ControlKind | undefined; onChange(listener: () => void): Stop }
/** The kinds of controls that interacts can have. */
export const Controls = token<Controls>('stoa/Controls@1')
