import { EditorState, type Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import type { Runs } from './runs.ts'
import type { Desk } from './desk.ts'
import { HeaderWidget, headerUpdates } from './header.ts'
import { highlighting } from './highlight.ts'
import { codeBoxes } from './lines.ts'
import { builtinModes } from './languages.ts'
import { createModes } from './modes.ts'
import { OutputWidget } from './output.ts'
import { createOutputs } from './outputs.ts'
import { builtin } from './outputs/builtin.ts'
import { sheet } from './sheet.ts'
import { StubWidget } from './stub.ts'
import { addStyles } from './style.ts'

/** A worksheet's text shown as a worksheet in which nothing runs and nothing can be changed. */
export function reading({ url }: { url(path: string): string }): Extension {
  addStyles()
  const outputs = createOutputs()
  const modes = createModes()
  const desk: Desk = {
    runs: noRuns,
    outputs: { ...outputs, get: kind => builtin.get(kind) },
    modes: { ...modes, get: name => builtinModes.get(name) },
    url,
    path: '',
    ranHere: () => false,
    programs: { run: () => nothing },
    started: new Set(),
    editable: false,
    runnable: false,
    live: () => false,
    watch: () => nothing,
    channel() {
      throw new RangeError('A worksheet that is only read asks nothing.')
    },
    company: false,
    colour: () => 0,
    run: nothing,
    interrupt: nothing,
    reply: nothing,
    goTo: nothing,
    insert: nothing,
    edit: nothing,
    heights: new Map(),
  }
  return [
    sheet({
      header: line => new HeaderWidget(line, desk),
      output: (line, hidden) => new OutputWidget(line, hidden, desk),
      stub: (id, code) => new StubWidget(id, code, desk),
    }),
    headerUpdates(desk),
    codeBoxes(desk),
    highlighting(modes),
    EditorView.lineWrapping,
    EditorState.readOnly.of(true),
    EditorView.editable.of(false),
  ]
}

const nothing = (): void => undefined
const noRuns: Runs = {
  kernel: { state: 'stopped', language: '', notes: [] },
  get: () => undefined,
  counts: { running: 0, waiting: 0 },
  running: null,
  onChange: () => nothing,
  onTick: () => nothing,
  stop: nothing,
}
