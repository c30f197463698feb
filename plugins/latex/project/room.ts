import { stops, type Stop } from '@stoa/sdk/contract'
import type { Activity, Clock, Files, Log, Processes } from '@stoa/sdk/project'
import type { Build, LatexState, Problem } from '../contract.ts'
import { prepareBuild, startBuild } from './build.ts'
import { engineOf, readMagic } from './magic.ts'
import { keepPdf } from './output.ts'
import type { Progress } from './progress.ts'
import { readResult } from './result.ts'
import type { Sources } from './root.ts'
import type { Standby } from './standby.ts'

const mostListed = 200
/** How soon after another progress is told, in milliseconds. */
const tellAfter = 150

/** One main file, its builds and what came of them; the same for everybody at it. */
export type Room = {
  readonly main: string
  readonly state: LatexState
  /** Builds, or once more after what runs; answers which build that is. */
  build(order: { by: string; clean: boolean }): number
  /** Ends what runs and what waits. */
  halt(by: string): void
  /** Looks again which program the document asks for. */
  look(): Promise<void>
  stop(): Promise<void>
}

/** Lets so many builds run at once in a project. */
export type Turns = { take(): Promise<() => void> }

/** As many turns as there are, in the order asked. */
export function createTurns(most: number): Turns {
  let free = most
  const waiting: (() => void)[] = []
  return {
    async take() {
      if (free > 0) free--
      else await new Promise<void>(resolve => waiting.push(resolve))
      let given = false
      return () => {
        if (given) return
        given = true
        const next = waiting.shift()
        if (next) next()
        else free++
      }
    },
  }
}

/** Opens the room of a main file, with what earlier builds have left. */
export async function openRoom({
  main,
  files,
  sources,
  processes,
  activity,
  clock,
  log,
  turns,
  standby,
  save,
  changed,
}: {
  main: string
  files: Files
  sources: Sources
  processes: Processes
  activity: Activity
  clock: Clock
  log: Log
  turns: Turns
  standby: Standby
  /** Puts what is typed into the files before they are built. */
  save(): Promise<void>
  changed(state: LatexState): void
}): Promise<Room> {
  const text = (await sources.read(main)) ?? ''
  const left = await readResult(files, main, { sagetex: readMagic(text).sagetex ?? true })
  const pdf = await keepPdf(files, main)
  let state: LatexState = {
    main,
    engine: engineOf(text),
    build: { state: left === null ? 'never' : stateOf(left.problems, left.made), number: 0, again: false },
    ...listed(left?.problems ?? []),
    pdf: pdf && { ...pdf, current: left?.made ?? false },
  }
  let number = 0
  let next: { by: string; clean: boolean } | null = null
  let working: Promise<void> | null = null
  let current: { stop(): void } | null = null
  let halted: string | null = null
  let stopTelling: Stop | null = null

  const tell = () => {
    void stopTelling?.()
    stopTelling = null
    changed(state)
  }
  const set = (change: Partial<LatexState>) => {
    state = { ...state, ...change }
    tell()
  }
  const setBuild = (build: Build) => set({ build })
  const progress = ({ step, page }: Progress) => {
    if (state.build.state !== 'running') return
    const { step: _, page: __, ...rest } = state.build
    state = { ...state, build: { ...rest, ...(step !== undefined && { step }), ...(page !== undefined && { page }) } }
    stopTelling ??= clock.after(tellAfter, tell)
  }

  async function one({ by, clean }: { by: string; clean: boolean }): Promise<void> {
    number++
    halted = null
    setBuild({ state: 'queued', number, again: false, by })
    const leave = await turns.take()
    const release = activity.hold(`building ${main}`)
    const started = clock.elapsed()
    try {
      if (halted !== null) return setBuild({ state: 'stopped', number, again: false, by: halted })
      await save()
      const now = (await sources.read(main)) ?? ''
      const engine = engineOf(now)
      set({ engine, build: { state: 'running', number, again: next !== null, by } })
      const before = state.pdf?.id
      const building = startBuild({
        files,
        processes,
        clock,
        standby,
        main,
        engine,
        sagetex: readMagic(now).sagetex ?? true,
        clean,
        progress,
      })
      current = building
      const built = await building.built
      current = null
      const seconds = Math.round((clock.elapsed() - started) / 100) / 10
      const kept = await keepPdf(files, main).catch(() => null)
      const fresh = built.made && kept !== null
      const pdf = kept ? { ...kept, current: fresh } : null
      const shown = { pdf: pdf ?? (state.pdf && { ...state.pdf, current: false }) }
      if (built.stopped)
        return set({
          ...shown,
          build: { state: 'stopped', number, again: next !== null, by: halted ?? by, seconds },
          ...(kept?.id !== before && { pdf }),
        })
      standby.prepare(() => prepareBuild({ files, processes, clock, main, engine }))
      const result = built.fatal !== undefined ? 'failed' : stateOf(built.problems, built.made)
      set({
        ...shown,
        ...listed(built.problems),
        build: { state: result, number, again: next !== null, by, seconds, ...(built.fatal !== undefined && { reason: built.fatal }) },
      })
    } catch (failure) {
      log.error({ failure: (failure as Error).stack, main }, 'A build failed inside.')
      setBuild({ state: 'failed', number, again: false, by, reason: `It could not be built: ${(failure as Error).message}` })
    } finally {
      await release()
      leave()
    }
  }
  async function work(): Promise<void> {
    while (next) {
      const order = next
      next = null
      await one(order)
    }
    working = null
  }

  return {
    main,
    get state() {
      return state
    },
    build(order) {
      next = { by: order.by, clean: order.clean || (next?.clean ?? false) }
      if (working) {
        if (!state.build.again) setBuild({ ...state.build, again: true })
        return number + 1
      }
      working = work()
      return number
    },
    halt(by) {
      next = null
      if (!working) return
      halted = by
      current?.stop()
      if (state.build.again) setBuild({ ...state.build, again: false })
    },
    async look() {
      if (working) return
      const engine = engineOf((await sources.read(main)) ?? '')
      if (engine !== state.engine) set({ engine })
    },
    async stop() {
      const all = stops()
      all.add(() => working ?? undefined)
      all.add(() => {
        next = null
        halted ??= ''
        current?.stop()
        void stopTelling?.()
      })
      await all.stop()
    },
  }
}

const stateOf = (problems: readonly Problem[], made: boolean) =>
  made && !problems.some(({ kind }) => kind === 'error') ? 'done' : 'failed'

/** Errors first, then warnings, then boxes, in the order of the log; at most so many. */
function listed(problems: readonly Problem[]): { problems: Problem[]; more: number } {
  const order = { error: 0, warning: 1, box: 2 }
  const sorted = problems.toSorted((a, b) => order[a.kind] - order[b.kind])
  const short = sorted.slice(0, mostListed).map(one => ({ ...one, message: shortened(one.message) }))
  return { problems: short, more: Math.max(0, sorted.length - mostListed) }
}

/** TeX may quote a whole line of a document that has no line breaks. */
const shortened = (message: string): string => (message.length > 500 ? `${message.slice(0, 499)}…` : message)
