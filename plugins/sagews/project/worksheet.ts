import { mkdir, mkdtemp } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Activity, Blobs, Clock, Commit, Log, Processes, SharedDocument } from '@stoa/sdk/project'
import { StoaError, type Stop } from '@stoa/sdk/contract'
import type { CellState, Kernel } from '../contract.ts'
import {
  amendGroup,
  beginnings,
  cellAt,
  cellsOf,
  codeOf,
  deleteOutput,
  findCell,
  headerBefore,
  headerLine,
  isMessage,
  isAuto,
  readLine,
  repair,
  setFlag,
  staticOutput,
  writeFlags,
  type Message,
} from '../document/index.ts'
import { ChangeSet, type Text } from '@codemirror/state'
import { errors } from './errors.ts'
import type { Act, Acted } from '../api.ts'
import { act } from './acts.ts'
import { lateOutput } from './late.ts'
import { inOrder, referred } from './files.ts'
import { endFlags, flagChanges } from './flags.ts'
import type { Kernels } from './kernels.ts'
import { commit, outputWriter, type OutputWriter } from './output.ts'
import type { Session } from './session.ts'
import type { Spoken } from './spoken.ts'
import { namedCells, resultOf, runTable } from './table.ts'
import { takeTurns } from './turns.ts'

/** One worksheet that is open in the project server. */
export type Worksheet = {
  readonly state: { kernel: Kernel; cells: CellState[] }
  /** Whether a cell runs or waits. */
  readonly busy: boolean
  /** `keep`: what a cell's groups began with is given to its new run, so that controls keep their values. */
  run(request: { cells: readonly string[]; by: string; keep?: boolean }): void
  interrupt(request: { cell?: string; by: string }): void
  restart(request: { by: string }): void
  reply(request: { cell: string; value: string | null }): void
  deleteOutput(cells: readonly string[]): void
  /** Does what a plugin asks of the session, between cells. Rejects with `no_session` or `cell_gone`. */
  perform(request: Act): Promise<Acted>
  readonly session: Session | null
  stop(): void
}
export type WorksheetGiven = {
  readonly document: SharedDocument
  /** Absolute path of the file. */
  readonly file: string
  readonly kernels: Kernels
  readonly processes: Processes
  readonly blobs: Blobs
  readonly activity: Activity
  readonly clock: Clock
  readonly log: Log
  /** What code without a mode is written in: Sage, or what a notebook says. */
  spoken(): Spoken
  kernelChanged(kernel: Kernel): void
  cellsChanged(cells: CellState[]): void
}

/**
 * Runs the cells of one worksheet in the order asked, writes what they put out into its document and keeps the flags in the text
 * equal to what really runs. It goes on without anybody watching. The text is left as it is until a person edits or runs something.
 */
export function openWorksheet(given: WorksheetGiven): Worksheet {
  const { document, clock, kernels, processes, blobs, activity, log } = given
  const table = runTable()
  let kernel: Kernel = { state: 'stopped', language: '', notes: [] }
  let session: Session | null = null
  let starting: Promise<Session> | null = null
  let spool = ''
  let writer: OutputWriter | null = null
  let asking: { cell: string; question: Record<string, unknown> } | null = null
  let interruptedBy: string | null = null
  let flagsKnown = false
  const keeping = new Set<string>()
  /** The code of each cell as it was run last. */
  const ran = new Map<string, string>()
  /** The cells by the position that they had when they ran, which tracebacks name them by. */
  const ranAs = new Map<number, string>()
  let referTimer: Stop | null = null

  // A file saved while cells ran, or a project server that died: they run no more. Only told, not written, until somebody changes the text.
  for (const { id, flags } of cellsOf(document.text))
    if (/[rx]/.test(flags))
      table.finish(id, { state: 'interrupted', earlier: true, reason: 'The project server stopped while this cell ran.' })

  const tell = (ids: readonly string[]) => {
    const now = clock.elapsed()
    given.cellsChanged([...new Set(ids)].map(id => table.get(id, now)))
  }
  const setKernel = (next: Partial<Kernel>) => {
    kernel = { ...kernel, reason: undefined, ...next }
    given.kernelChanged(kernel)
  }

  const writeAllFlags = () => {
    const changes = flagChanges(table, cellsOf(document.text))
    flagsKnown = true
    if (changes.length > 0) commit(document, changes)
  }

  const referSoon = () => {
    void referTimer?.()
    referTimer = clock.after(2000, () => {
      blobs
        .refer(document.path, referred(document.text))
        .catch((failure: unknown) => log.warn({ failure: String(failure) }, 'references to blobs were not noted'))
    })
  }

  /** Whether a cell's code is another than what was run: a cell that was added behind it changes nothing of it. */
  const isOther = (id: string, text: Text, header: number): boolean => {
    const cell = cellAt(text, header)
    return !cell || ran.get(id) !== codeOf(text, cell).trimEnd()
  }
  const heard = ({ version, author, changes, after }: Commit) => {
    if (author === '~output') return
    const near: { from: number; to: number }[] = []
    changes.iterChangedRanges((_fromA, _toA, from, to) => near.push({ from, to }))
    const edited = new Set<string>()
    for (const range of near) {
      const at = headerBefore(after, range.from)
      for (let line = after.lineAt(at ?? range.from); ; line = after.line(line.number + 1)) {
        const read = readLine(line.text)
        if (read?.kind === 'header' && isOther(read.id, after, line.from) && table.edit(read.id)) edited.add(read.id)
        if (line.to >= range.to || line.number === after.lines) break
      }
    }
    if (edited.size > 0) tell([...edited])
    // Never inside the commit that is being told: others have not heard it yet.
    queueMicrotask(() => {
      const latest = document.version === version
      const fix = repair(document.text, latest ? { near } : {})
      if (fix) commit(document, [fix])
      if (!flagsKnown) writeAllFlags()
      else if (latest) writeFlagsNear(near)
      else writeAllFlags()
    })
    referSoon()
  }
  const writeFlagsNear = (near: readonly { from: number; to: number }[]) => {
    const text = document.text
    const whole = cellsOf(text)
    const cells = whole.filter(cell => cell.header && near.some(range => range.from <= cell.to && range.to >= cell.header!.from))
    const changes = flagChanges(table, cells)
    if (changes.length > 0) commit(document, changes)
  }
  const stopHearing = document.onCommit(heard)

  const startSession = (): Promise<Session> => {
    if (session) return Promise.resolve(session)
    starting ??= newSession().finally(() => (starting = null))
    return starting
  }
  /** What ran so far ran in a session that has ended. */
  const retire = () => {
    tell(table.retire())
    if (flagsKnown) writeAllFlags()
  }
  const newSession = async (): Promise<Session> => {
    setKernel({ state: 'starting' })
    await mkdir(processes.scratch, { recursive: true })
    spool = await mkdtemp(join(processes.scratch, 'spool-'))
    const started = await kernels.start({ path: given.file, cwd: dirname(given.file), spool })
    session = started
    started.onLate(late.take)
    setKernel({ state: 'ready', language: started.language, notes: [...started.notes] })
    void started.ended.then(reason => {
      if (session !== started) return
      session = null
      setKernel({ state: 'dead', reason })
      retire()
    })
    return started
  }

  const autoCells = () =>
    cellsOf(document.text)
      .filter(cell => cell.header && isAuto(codeOf(document.text, cell)))
      .map(cell => cell.id)

  const handle = (id: string, message: Message): void => {
    const { hide, show } = message
    if (hide || show) {
      const cell = findCell(document.text, id)
      if (cell) commit(document, writeFlags(cell, setFlag(cell.flags, (hide ?? show) === 'input' ? 'i' : 'o', Boolean(hide))))
      return
    }
    noteQuestion(id, message)
    if (message.limited) writer?.replace('limited', message)
    else if (typeof message.amend === 'string') amend(message)
    else writer?.add(named(message))
  }
  /** Another output of this cell, or of one that ran earlier, is told how its beginning reads now. */
  const amend = (message: Message) => {
    if (message.cell === table.running) return writer?.add(message)
    const cell = findCell(document.text, String(message.cell))
    const changes = cell && isMessage(message.message) ? amendGroup(cell, String(message.amend), message.message) : []
    if (changes.length > 0) commit(document, changes)
  }
  const noteQuestion = (id: string, message: Message) => {
    if (isMessage(message.raw_input)) asking = { cell: id, question: message.raw_input }
  }
  /** A traceback with the ids of the cells that it names. */
  const named = (message: Message): Message =>
    message.traceback ? { ...message, traceback: { ...message.traceback, cells: namedCells(String(message.stderr), ranAs) } } : message

  const late = lateOutput({ document, blobs, spool: () => spool, running: () => table.running, named, written: referSoon })

  const runOne = async (id: string): Promise<void> => {
    const cells = cellsOf(document.text)
    const index = cells.findIndex(cell => cell.id === id)
    if (index < 0) {
      table.finish(id, { state: 'idle' })
      return
    }
    const code = codeOf(document.text, cells[index]!)
    ran.set(id, code.trimEnd())
    ranAs.set(index + 1, id)
    table.begin(id, clock.elapsed())
    tell([id])
    const started = clock.elapsed()
    const own = (writer = outputWriter({ document, cell: id, clock }))
    const finish = (result: Omit<CellState, 'id'>) => {
      writer = null
      asking = null
      table.finish(id, result)
      own.finish(endFlags(table, { id, flags: findCell(document.text, id)?.flags ?? '' }))
      late.settle()
      tell([id])
      referSoon()
    }
    const by = table.get(id, started).by
    const direct = staticOutput(code, cells[index])
    if (direct) {
      if (direct.hide) handle(id, { hide: 'input' })
      own.add(direct.message)
      return finish({ state: 'done', elapsed: (clock.elapsed() - started) / 1000, by })
    }
    let files: ReturnType<typeof inOrder> | null = null
    try {
      const running = await startSession()
      if (interruptedBy !== null) return finish({ state: 'interrupted', by: interruptedBy, elapsed: 0 })
      setKernel({ state: 'busy' })
      files = inOrder({ spool, blobs, handle: message => handle(id, message) })
      const kept = keeping.delete(id) ? beginnings(cells[index]!) : []
      const finished = running.run({ cell: id, code, ...given.spoken(), kept, cellNumber: index + 1, output: files.take })
      writeRunningFlag(id)
      const done = await finished
      await files.taken()
      await spillOver(own)
      finish(resultOf(done, { by, interruptedBy }))
    } catch (failure) {
      await files?.taken()
      const body = failure instanceof StoaError ? failure : null
      if (!body) log.error({ failure: String(failure) }, 'a run failed inside the server')
      const reason = body?.message ?? 'The run failed inside the server. Its log has the details.'
      if (interruptedBy !== null) finish({ state: 'interrupted', elapsed: (clock.elapsed() - started) / 1000, by: interruptedBy })
      else {
        own.add({ error: reason })
        finish({ state: 'failed', reason, elapsed: (clock.elapsed() - started) / 1000, by, ...(session ? {} : { earlier: true }) })
        if (body?.code !== 'session_ended') setKernel({ state: 'dead', reason })
        emptyQueue()
      }
    }
    if (session) setKernel({ state: 'ready' })
  }

  const writeRunningFlag = (id: string) => {
    if (!flagsKnown) return writeAllFlags()
    const cell = findCell(document.text, id)
    if (cell) commit(document, flagChanges(table, [cell]))
  }
  const spillOver = async (own: OutputWriter) => {
    const rest = own.overflow
    if (rest === '') return
    const { id, size } = await blobs.add({ bytes: new TextEncoder().encode(rest) }, { mime: 'text/plain; charset=utf-8' })
    own.replace('limited', { limited: { sha: id, size, filename: 'output.txt', reason: 'The worksheet is full.', complete: true } })
  }

  const emptyQueue = () => {
    const waiting = table.queue.filter(id => id !== table.running)
    for (const id of waiting) table.unwait(id)
    tell(waiting)
    if (flagsKnown && waiting.length > 0) writeAllFlags()
  }

  const turns = takeTurns({
    nextCell: () => table.queue[0],
    runCell(id) {
      interruptedBy = null
      return runOne(id)
    },
    hold: () => activity.hold(`a cell of ${document.path} runs`),
  })

  const enqueue = (ids: readonly string[], by: string) => {
    const first = table.queue.length === 0
    for (const id of ids) table.wait(id, by)
    tell(table.queue)
    if (!first || ids.length > 1) if (flagsKnown) writeAllFlags()
    turns.wake()
  }

  /** Gives the text before the first cell, or a file without cells, a header, so that it can be run. */
  const headFirst = (): string => {
    const [first] = cellsOf(document.text)
    // Mending may have given it one meanwhile.
    if (first?.header) return first.id
    const id = crypto.randomUUID()
    commit(document, [{ from: 0, insert: headerLine(id) + '\n' }])
    return id
  }

  return {
    get state() {
      return { kernel, cells: table.list(clock.elapsed()) }
    },
    get busy() {
      return table.queue.length > 0 || turns.acting || turns.waiting
    },
    get session() {
      return session
    },
    run({ cells, by, keep = false }) {
      const ids = cells.map(id => (id === '' ? headFirst() : id))
      const auto = session || turns.underWay ? [] : autoCells().filter(id => !ids.includes(id))
      for (const id of [...auto, ...(keep ? ids : [])]) keeping.add(id)
      enqueue([...auto, ...ids], by)
    },
    interrupt({ cell, by }) {
      if (cell !== undefined && cell !== table.running && table.queue.includes(cell)) {
        table.unwait(cell)
        tell([cell, ...table.queue])
        if (flagsKnown) writeAllFlags()
        return
      }
      emptyQueue()
      if (!table.running && !turns.acting) return
      interruptedBy = by
      session?.interrupt()
    },
    restart({ by }) {
      interruptedBy = by
      emptyQueue()
      const old = session
      session = null
      old?.end()
      retire()
      setKernel({ state: 'stopped' })
      const auto = autoCells()
      for (const id of auto) keeping.add(id)
      if (auto.length > 0) enqueue(auto, by)
      else
        void startSession().catch((failure: unknown) =>
          setKernel({ state: 'dead', reason: failure instanceof StoaError ? failure.message : 'The kernel did not start.' }),
        )
    },
    reply({ cell, value }) {
      if (!asking || asking.cell !== cell || !session) throw errors.notAsking(cell)
      writer?.replace('raw_input', { raw_input: { ...asking.question, value: value ?? '', submitted: true } })
      asking = null
      session.answer(value)
    },
    deleteOutput(ids) {
      const text = document.text
      const wanted = new Set(ids)
      const changes = cellsOf(text)
        .filter(cell => wanted.has(cell.id))
        .flatMap(cell => deleteOutput(text, cell))
      if (changes.length > 0) document.commit('~output', ChangeSet.of(changes, text.length))
    },
    perform: request =>
      turns.act(async () => {
        if (!session) throw errors.noSession()
        interruptedBy = null
        const heed = (message: Message) => (noteQuestion(request.cell, message), named(message))
        return act(request, { document, session, spool, blobs, clock, named: heed }).finally(referSoon)
      }),
    stop() {
      void stopHearing()
      void referTimer?.()
      const old = session
      session = null
      old?.end()
      document.close()
    },
  }
}
