import { Type, contract, type Static } from '@stoa/sdk/contract'

const none = Type.Object({})
const Path = Type.String({ maxLength: 4096 })

export const ProblemSchema = Type.Object({
  kind: Type.Union([Type.Literal('error'), Type.Literal('warning'), Type.Literal('box')]),
  /** What happened, in a sentence or in TeX's own words. */
  message: Type.String(),
  /** Path in the project; absent where it lies outside or is not known. */
  file: Type.Optional(Type.String()),
  /** From 1. */
  line: Type.Optional(Type.Integer()),
  /** What to do, where that is known. */
  advice: Type.Optional(Type.String()),
})
/** One thing that a build found wrong. A `box` is a line or page that is too full or too empty. */
export type Problem = Static<typeof ProblemSchema>

export const BuildSchema = Type.Object({
  state: Type.Union([
    Type.Literal('never'),
    Type.Literal('queued'),
    Type.Literal('running'),
    Type.Literal('done'),
    Type.Literal('failed'),
    Type.Literal('stopped'),
  ]),
  /** Counts the builds since the project started; 0 is what was found then. */
  number: Type.Integer(),
  /** While it runs: the program at work, such as `pdflatex`, `biber` or `sage`, and which run of it this is. */
  step: Type.Optional(Type.String()),
  /** While it runs: the last page that was set. */
  page: Type.Optional(Type.Integer()),
  /** Whether one more build follows this one. */
  again: Type.Boolean(),
  /** Who asked for it, or who stopped it. */
  by: Type.Optional(Type.String()),
  /** How long it took. */
  seconds: Type.Optional(Type.Number()),
  /** Why it failed or was stopped. */
  reason: Type.Optional(Type.String()),
})
/** How the building of one main file stands. */
export type Build = Static<typeof BuildSchema>

export const PdfSchema = Type.Object({
  /** Names the content: the same id is the same bytes. */
  id: Type.String(),
  size: Type.Integer(),
  /** When it was made, in milliseconds since 1970. */
  made: Type.Number(),
  /** Whether the last build made it; else it is an older one. */
  current: Type.Boolean(),
})
/** The PDF that there is, at `latex@1/pdf/<main>?id=<id>`. */
export type Pdf = Static<typeof PdfSchema>

export const StateSchema = Type.Object({
  /** The file that is built, which may be another than the one that is open. */
  main: Type.String(),
  engine: Type.Union([Type.Literal('pdflatex'), Type.Literal('xelatex'), Type.Literal('lualatex')]),
  build: BuildSchema,
  problems: Type.Array(ProblemSchema),
  /** Problems that were found and are not listed. */
  more: Type.Integer(),
  pdf: Type.Union([PdfSchema, Type.Null()]),
})
/** What everybody at a LaTeX file is told. */
export type LatexState = Static<typeof StateSchema>

export const SpotSchema = Type.Object({
  page: Type.Integer(),
  /** From the page's left and top edge, in PDF points. */
  x: Type.Number(),
  y: Type.Number(),
  width: Type.Number(),
  height: Type.Number(),
})
/** A rectangle of a page; `y` is its upper edge. */
export type Spot = Static<typeof SpotSchema>

export const CountSchema = Type.Object({
  words: Type.Integer(),
  headings: Type.Integer(),
  captions: Type.Integer(),
  formulas: Type.Integer(),
})
/** What `texcount` counts in a document and the files it includes. */
export type Count = Static<typeof CountSchema>

/**
 * Building one LaTeX file and looking at what came of it. A channel is opened for the file that is being edited; channels of files with the same
 * main file are told the same.
 *
 * - `pdf/<main>?id=<id>`: the bytes of a PDF. Ranges work. `?download=1` makes it an attachment under the file's own name.
 * - `log/<main>`: the whole log of the last build, as text.
 */
export const latex = contract({
  name: 'latex',
  version: 1,
  at: 'project',
  open: { role: 'viewer', params: Type.Object({ path: Path }), answer: StateSchema },
  calls: {
    /** Builds, or once more after the build that runs. `after` is the caller's last edit, which is waited for and saved first. */
    build: {
      role: 'editor',
      input: Type.Object({
        after: Type.Optional(Type.Object({ session: Type.String({ maxLength: 100 }), seq: Type.Integer() })),
        /** Forgets everything that earlier builds made. */
        clean: Type.Optional(Type.Boolean()),
      }),
      /** The build that has what was typed until now. */
      output: Type.Object({ number: Type.Integer() }),
    },
    /** Ends what runs, and what waits. */
    stop: { role: 'editor', input: none, output: none },
    /** Where a line of a source file is in the PDF; empty when it is nowhere. */
    find: {
      role: 'viewer',
      input: Type.Object({ file: Path, line: Type.Integer({ minimum: 1 }), column: Type.Optional(Type.Integer({ minimum: 0 })) }),
      output: Type.Object({ spots: Type.Array(SpotSchema) }),
      idempotent: true,
    },
    /** Which line of which source file a point of the PDF comes from; null when it comes from none of the project. */
    source: {
      role: 'viewer',
      input: Type.Object({ page: Type.Integer({ minimum: 1 }), x: Type.Number(), y: Type.Number() }),
      output: Type.Object({ source: Type.Union([Type.Object({ file: Type.String(), line: Type.Integer() }), Type.Null()]) }),
      idempotent: true,
    },
    /** Counts words in the document and what it includes. */
    count: { role: 'viewer', input: none, output: CountSchema, idempotent: true },
    /** What can be referred to from this document: in all of its files, and in its bibliography. */
    names: {
      role: 'viewer',
      input: none,
      output: Type.Object({
        labels: Type.Array(Type.String()),
        citations: Type.Array(Type.Object({ key: Type.String(), title: Type.String() })),
        /** Relative to the main file, as TeX wants them. */
        files: Type.Array(Type.String()),
        pictures: Type.Array(Type.String()),
        bibliographies: Type.Array(Type.String()),
      }),
      idempotent: true,
    },
  },
  events: { state: { body: StateSchema, whenSlow: 'latest' } },
  routes: { pdf: { role: 'viewer', method: 'GET' }, log: { role: 'viewer', method: 'GET' } },
})
