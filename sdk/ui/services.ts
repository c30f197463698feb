import { token, type Connect, type Role, type Stop } from '@stoa/sdk/contract'

/** The project that a view belongs to. */
export type ProjectView = {
  readonly id: string
  readonly title: string
  /** The viewer's own role now; `onChange` tells when it or the title changes. */
  readonly role: Role
  onChange(listener: () => void): Stop
  /** `<base>/projects/<id>/…`: the address of a route or blob. */
  url(path: string): string
  openFile(path: string, at?: { line?: number }): void
  /** Goes to a page; `query` says what it is to show (see `PageAddress`). */
  openPage(id: string, query?: PageAddress['query']): void
}

/** The person at this page. */
export type Viewer = { readonly id: string; readonly name: string }

/** A command: in the palette always, on its key while its view has the keyboard. `key` as in CodeMirror: `Mod-s`. */
export type Command = { id: string; title: string; key?: string; enabled?(): boolean; run(): void }

/** What a view is given: where to draw, and what the chrome around it can do. */
export type Place = {
  readonly element: HTMLElement
  /** The 40 px row above the view; empty when handed over. */
  readonly toolbar: HTMLElement
  readonly project: ProjectView
  readonly viewer: Viewer
  readonly connect: Connect
  /** Text for the status line's right half, such as `Ln 3, Col 7`; and its left half, such as `Saved, version 812`. */
  status(parts: { left?: string; right?: string }): void
  /** Whether the tab shows the dot of not yet saved. */
  unsaved(value: boolean): void
  /** Marks the tab of a view that is not in sight: something happened in it, or it asks for somebody. Looking at it takes the mark away. */
  mark(news: 'activity' | 'bell'): void
  /** Commands of this view. */
  commands(commands: readonly Command[]): Stop
  /** People looking at this view, shown at the strip. */
  people(people: readonly { session: string; name: string; colour: number }[]): void
}

/** What a view of a file is given. */
export type FilePlace = Place & {
  readonly path: string
  readonly line?: number
  /** The file has another path now. The view is made anew under it, in the same tab. */
  moved(path: string): void
  /**
   * This editor leaves the file to the next that fits, which takes its place in the tab: its content is not what its name says, or a person
   * asked. False where there is no other.
   */
  pass(): boolean
}

/** A way to show and edit files of some kind. `fits` answers 0 for a file it can't show; the highest number opens. */
export type FileEditor = {
  readonly id: string
  readonly title: string
  fits(path: string): number
  mount(place: FilePlace): Stop
}
/** Where editors of files are added. */
export type Editors = { add(editor: FileEditor): Stop }
/** Where editors of files are added. */
export const Editors = token<Editors>('stoa/Editors@1')

/**
 * Something to do with a file: in its menu where files are listed; and when it is open, whichever editor shows it, a button at the right of its
 * toolbar, in the palette, and on its key.
 * `icon` is as for a page.
 */
export type FileAction = {
  readonly id: string
  readonly title: string
  readonly icon: string
  readonly key?: string
  /** Whether there is such a thing for this file. */
  fits(path: string): boolean
  run(file: { readonly path: string; readonly project: ProjectView }): void
}
/** Where actions on files are added, and asked for where files are listed. */
export type FileActions = { add(action: FileAction): Stop; of(path: string): readonly FileAction[] }
/** Where actions on files are added, and asked for where files are listed. */
export const FileActions = token<FileActions>('stoa/FileActions@1')

/** What a page shows, as the part of its address behind `?`: whoever follows the link sees the same. */
export type PageAddress = {
  /** Names and values now; empty when the page was reached from the rail. */
  readonly query: Readonly<Record<string, string>>
  /** Hears of one that was not written here: a link, the way back, or the page coming into sight again. */
  onChange(listener: () => void): Stop
  /** Says what is shown now, in place of what was; leaves no step on the way back. Ignored while the page is not in sight. */
  write(query: Readonly<Record<string, string>>): void
}

/**
 * A page of a project, reached from the rail: Files, Find, History. Lower `order` stands higher, and the first is where a project opens.
 * `icon` is the path data of a line drawing on a 16 by 16 grid, such as `M2 4h4l1.5 1.7H14v7.8H2z`.
 */
export type ProjectPage = {
  readonly id: string
  readonly title: string
  readonly icon: string
  readonly order: number
  mount(place: Place & { readonly address: PageAddress }): Stop
}
/** Where pages of a project are added. */
export type Pages = { add(page: ProjectPage): Stop }
/** Where pages of a project are added. */
export const Pages = token<Pages>('stoa/Pages@1')

/** Kinds of new file offered where files are made: `Sage worksheet`, `.sagews`. */
export type FileKind = { readonly extension: string; readonly title: string; readonly content?: string }
/** Where kinds of new file are added, and listed. */
export type FileKinds = { add(kind: FileKind): Stop; list(): readonly FileKind[] }
/** Where kinds of new file are added, and listed. */
export const FileKinds = token<FileKinds>('stoa/FileKinds@1')

/** Short messages that have no place on the page; one at a time, bottom left. */
export type Toasts = { show(sentence: string, action?: { title: string; run(): void }): void }
export const Toasts = token<Toasts>('stoa/Toasts@1')

/** Settings that follow the account, with a default for each. */
export type Settings = {
  get<T>(key: string, otherwise: T): T
  set(key: string, value: unknown): void
  onChange(listener: (key: string) => void): Stop
}
export const Settings = token<Settings>('stoa/Settings@1')
