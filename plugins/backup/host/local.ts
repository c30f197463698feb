import { createHash } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import type { ProjectRun, StoredSnapshot } from '@stoa/sdk/host'
import { environmentOf, type Ended, type Programs } from '../project/run.ts'
import { errors } from './errors.ts'

/** Bytes of one pack, and of all of one project, at most. */
export const largest = { pack: 2 ** 31, project: 50e9, answer: 16e6 } as const

/**
 * A project's repository on this machine. Everything on it is done by programs in the project's sandbox, and what they answer is as little to be
 * trusted as the project itself: names are checked, content against its name, and lengths have limits.
 */
export type LocalRepository = {
  /** Programs on the repository, in the sandbox. */
  readonly programs: Programs
  /** Newest first. */
  snapshots(): Promise<StoredSnapshot[]>
  /** Packs and their bytes. */
  packs(): Promise<Map<string, number>>
  /** A pack's content. Rejects at its end if it is not what the name says. */
  read(pack: string): AsyncGenerator<Uint8Array>
  /** Makes an empty repository; what was there is removed. */
  begin(): Promise<void>
  /** Takes a pack in; all that is in it is checked on the way. */
  add(pack: string, content: AsyncIterable<Uint8Array>): Promise<void>
  /** Lists snapshots whose trees are here; answers the ids of those. */
  list(snapshots: readonly StoredSnapshot[]): Promise<Set<string>>
  /** Whether an object and all that it refers to is here. */
  whole(object: string): Promise<boolean>
  /** Writes the content of paths (`[from]` in the snapshot, for all of it `.`) into the empty folder of the project. */
  restore(snapshot: StoredSnapshot): Promise<void>
}

const repositoryFolder = '.stoa/bup'
const packName = /^pack-([0-9a-f]{40})\.pack (\d+)$/
/** Fed one line a snapshot: id, tree, seconds, note. Answers the ids that could be listed. */
const listing =
  'while IFS="\t" read -r id tree at note; do commit=$(printf %s "$note" | GIT_AUTHOR_DATE="@$at +0000" GIT_COMMITTER_DATE="@$at +0000" git commit-tree "$tree" 2>/dev/null) && git update-ref "refs/heads/s$id" "$commit" && echo "$id"; done; true'
/** A restored project steps into its folder; of Stoa's own folder the parts that are kept. */
const placing =
  'cd "$1" && if [ -d .stoa ]; then for part in .stoa/*; do [ -e "$part" ] && rm -rf -- "$2/$part" && mv -- "$part" "$2/.stoa/"; done; rm -rf .stoa; fi; find . -mindepth 1 -maxdepth 1 -exec mv -t "$2" -- {} + && cd / && rm -rf -- "$1"'

/** The repository of a project, reached by `run`. `signal` ends whatever runs. */
export function localRepository({ project, run, signal }: { project: string; run: ProjectRun; signal: AbortSignal }): LocalRepository {
  const root = run.root(project)
  const folder = `${root}/${repositoryFolder}`

  async function start(command: readonly [string, ...string[]]) {
    signal.throwIfAborted()
    const program = await run.start({ project, command: ['nice', '-n', '5', ...command], environment: environmentOf(folder) })
    const end = () => program.kill()
    signal.addEventListener('abort', end)
    void program.ended.then(() => signal.removeEventListener('abort', end))
    if (signal.aborted) end()
    return program
  }
  const programs: Programs = {
    async run(command, input) {
      const program = await start(command)
      program.stdin.end(input ?? '')
      const pieces: Buffer[] = []
      let bytes = 0
      program.stdout.on('data', (piece: Buffer) => {
        bytes += piece.length
        if (bytes > largest.answer) program.kill()
        else pieces.push(piece)
      })
      const { code, stderr } = await program.ended
      signal.throwIfAborted()
      return { code, stderr, stdout: Buffer.concat(pieces) }
    },
    stream() {
      throw new Error('Content is read pack by pack here.')
    },
    stop: async () => undefined,
  }
  async function must(command: readonly [string, ...string[]], input?: string): Promise<Ended> {
    const ended = await programs.run(command, input)
    if (ended.code !== 0) throw errors.program({ program: command[0], detail: ended.stderr })
    return ended
  }
  const linesOf = ({ stdout }: Ended) =>
    stdout
      .toString()
      .split('\n')
      .filter(line => line !== '')

  return {
    programs,
    async snapshots() {
      const ended = await must(['git', 'for-each-ref', '--format=%(refname:lstrip=2)%09%(tree)%09%(contents:subject)', 'refs/heads/s*'])
      return linesOf(ended)
        .flatMap(line => {
          const [, id, tree, note = ''] = /^s(\d{1,16})\t([0-9a-f]{40})\t(.*)$/.exec(line) ?? []
          return id !== undefined && tree !== undefined && note.length <= 10_000 ? [{ id, time: Number(id), tree, note }] : []
        })
        .sort((a, b) => b.time - a.time)
    },
    async packs() {
      const ended = await must(['find', `${folder}/objects/pack`, '-name', 'pack-*.pack', '-type', 'f', '-printf', '%f %s\n'])
      const found = new Map<string, number>()
      for (const line of linesOf(ended)) {
        const [, pack, bytes] = packName.exec(line) ?? []
        if (pack !== undefined) found.set(pack, Number(bytes))
      }
      return found
    },
    async *read(pack) {
      const program = await start(['cat', '--', `${folder}/objects/pack/pack-${pack}.pack`])
      program.stdin.end()
      const hash = createHash('sha1')
      let tail = Buffer.alloc(0)
      let bytes = 0
      let all = false
      try {
        for await (const piece of program.stdout as AsyncIterable<Buffer>) {
          bytes += piece.length
          if (bytes > largest.pack) throw errors.tooLarge({ what: 'A pack', bytes, limit: largest.pack })
          const both = Buffer.concat([tail, piece])
          const cut = Math.max(0, both.length - 20)
          hash.update(both.subarray(0, cut))
          tail = Buffer.from(both.subarray(cut))
          yield piece
        }
        all = true
      } finally {
        if (!all) program.kill()
      }
      const { code, stderr } = await program.ended
      if (code !== 0) throw errors.program({ program: 'cat', detail: stderr })
      if (tail.toString('hex') !== pack || hash.digest('hex') !== pack) throw errors.notItsName(pack)
    },
    async begin() {
      await must(['rm', '-rf', '--', folder])
      await must(['mkdir', '-p', '--', folder])
      await must(['bup', 'init'])
    },
    async add(pack, content) {
      const program = await start(['git', 'index-pack', '--stdin', `--max-input-size=${largest.pack}`])
      program.stdout.resume()
      try {
        await pipeline(content, program.stdin)
      } catch (failure) {
        program.kill()
        await program.ended
        throw failure
      }
      const { code, stderr } = await program.ended
      if (code !== 0) throw errors.damaged({ pack, problem: stderr.trim().slice(-200) })
    },
    async list(snapshots) {
      const lines = snapshots.map(({ id, tree, time, note }) => [id, tree, Math.floor(time / 1000), note].join('\t'))
      const ended = await must(['sh', '-c', listing], lines.map(line => `${line}\n`).join(''))
      return new Set(linesOf(ended))
    },
    whole: async object => (await programs.run(['git', 'rev-list', '--objects', '--quiet', object])).code === 0,
    async restore({ id }) {
      const staged = `${folder}/staged`
      await must(['rm', '-rf', '--', staged])
      await must(['bup', 'restore', '--sparse', '-C', staged, `/s${id}/latest/.`])
      await must(['sh', '-c', placing, 'sh', staged, root])
    },
  }
}
