import type { Remote } from '@stoa/sdk/contract'
import type { Place, Toasts } from '@stoa/sdk/ui'
import type { Entry, Trashed, files } from '../contract.ts'
import { countOf, nameOf, pathIn } from './names.ts'
import type { FollowedTasks } from './tasks.ts'
import type { Undo } from './undo.ts'

/** What was refused, and where it is to be said: at a row, at the form for something new, or above the list. */
export type Refusal = { readonly at: string | null; readonly sentence: string }

/** The most that one call takes. */
const mostAtOnce = 1000
function inParts<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / mostAtOnce) }, (_, i) => all.slice(i * mostAtOnce, (i + 1) * mostAtOnce))
}

export type FilesDesk = ReturnType<typeof createDesk>

/** What a person can do with files, each answered with a refusal where it happened, or null. */
export function createDesk({
  remote,
  place,
  toasts,
  undo,
  tasks,
}: {
  remote: Remote<typeof files>
  place: Place
  toasts: Toasts
  undo: Undo
  tasks(): FollowedTasks
}) {
  const sentenceOf = (failure: unknown): string => (failure as Error).message

  /** Answers where the things are now. */
  async function restore(ids: string[]): Promise<string[]> {
    const paths: string[] = []
    try {
      for (const some of inParts(ids)) {
        const { restored, failed } = await remote.call('restore', { ids: some })
        paths.push(...restored.map(({ path }) => path))
        if (failed.length > 0) toasts.show(failed[0]!.error.message)
        const beside = restored.find(({ path }) => nameOf(path).includes('(restored)'))
        if (beside) toasts.show(`Restored as ${nameOf(beside.path)}, since the old name is taken.`)
      }
    } catch (failure) {
      toasts.show(sentenceOf(failure))
    }
    return paths
  }

  async function back(moved: readonly { from: string; to: string }[]): Promise<void> {
    try {
      for (const { from, to } of moved) await remote.call('rename', { from: to, to: from })
    } catch (failure) {
      toasts.show(sentenceOf(failure))
    }
  }

  /** Begins something that takes long; what is refused at once is said here, the rest at its row. */
  async function begin(asked: Promise<{ task: string }>): Promise<Refusal | null> {
    try {
      tasks().begun(await asked)
      return null
    } catch (failure) {
      return { at: null, sentence: sentenceOf(failure) }
    }
  }

  async function backToModes(changed: readonly { path: string; before: number }[]): Promise<void> {
    try {
      for (const { path, before } of changed) await remote.call('setMode', { paths: [path], mode: before })
    } catch (failure) {
      toasts.show(sentenceOf(failure))
    }
  }

  return {
    remote,
    restore,
    /** Out of the trash, with the way back into it. */
    async bringBack(ids: string[]): Promise<void> {
      const paths = await restore(ids)
      if (paths.length > 0)
        undo.did(`Restored ${paths.length === 1 ? nameOf(paths[0]!) : countOf(paths.length)}.`, async () => {
          const refused = await this.remove(paths)
          if (refused) toasts.show(refused.sentence)
        })
    },
    /** Deletes these in the trash for good, or everything in it; answers why not. */
    async erase(ids: readonly string[] | null): Promise<string | null> {
      try {
        if (ids === null) await remote.call('emptyTrash', {})
        else for (const some of inParts(ids)) await remote.call('emptyTrash', { ids: some })
        return null
      } catch (failure) {
        return sentenceOf(failure)
      }
    },
    copy: (paths: string[], to: string) => begin(remote.call('copy', { paths, to })),
    compress: (directory: string, names: string[], form: 'zip' | 'tar.gz') => begin(remote.call('compress', { directory, names, form })),
    extract: (path: string) => begin(remote.call('extract', { path })),
    import: (url: string, directory: string) => begin(remote.call('import', { url, directory })),
    async setMode(paths: string[], mode: number): Promise<Refusal | null> {
      try {
        const { changed, failed } = await remote.call('setMode', { paths, mode })
        if (changed.length > 0)
          undo.did(`Changed the permissions of ${changed.length === 1 ? nameOf(changed[0]!.path) : countOf(changed.length)}.`, () =>
            backToModes(changed),
          )
        const [first] = failed
        return first ? { at: nameOf(first.path), sentence: first.error.message } : null
      } catch (failure) {
        return { at: null, sentence: sentenceOf(failure) }
      }
    },
    /** What lies in a folder, as much as comes at once; nothing where it is not there. */
    folders: (directory: string): Promise<readonly Entry[]> =>
      remote.call('list', { directory }).then(
        ({ entries }) => entries,
        () => [],
      ),
    /** Makes a folder with those above it unless it is there. */
    async makeSure(directory: string): Promise<Refusal | null> {
      if (directory === '') return null
      try {
        const { entry } = await remote.call('stat', { path: directory })
        if (entry === null) await remote.call('makeDirectory', { path: directory, parents: true })
        return null
      } catch (failure) {
        return { at: null, sentence: sentenceOf(failure) }
      }
    },
    /** Makes a file with its folders and answers its path; a name that ends in a slash is a folder. */
    async create({
      directory,
      name,
      content,
    }: {
      directory: string
      name: string
      content?: string
    }): Promise<{ path: string; folder: boolean } | Refusal> {
      const folder = name.endsWith('/')
      const path = pathIn(directory, folder ? name.slice(0, -1) : name)
      try {
        const made = folder
          ? await remote.call('makeDirectory', { path, parents: true })
          : await remote.call('create', { path, parents: true, ...(content !== undefined && { content }) })
        return { path: made.path, folder }
      } catch (failure) {
        return { at: null, sentence: sentenceOf(failure) }
      }
    },
    async rename(directory: string, entry: Entry, name: string): Promise<Refusal | null> {
      try {
        if (entry.bytes !== undefined) await remote.call('repairName', { directory, bytes: entry.bytes, name })
        else {
          const one = { from: pathIn(directory, entry.name), to: pathIn(directory, name) }
          await remote.call('rename', one)
          undo.did(`Renamed ${entry.name} to ${name}.`, () => back([one]))
        }
        return null
      } catch (failure) {
        return { at: entry.name, sentence: sentenceOf(failure) }
      }
    },
    /** Moves things into a folder, as far as that goes, with the way back. */
    async move(from: readonly string[], to: string): Promise<Refusal | null> {
      const done: { from: string; to: string }[] = []
      let refused: Refusal | null = null
      for (const path of from) {
        const target = pathIn(to, nameOf(path))
        try {
          await remote.call('rename', { from: path, to: target })
          done.push({ from: path, to: target })
        } catch (failure) {
          refused = { at: nameOf(path), sentence: sentenceOf(failure) }
          break
        }
      }
      if (done.length > 0)
        undo.did(
          `Moved ${done.length === 1 ? nameOf(done[0]!.from) : countOf(done.length)} to ${nameOf(to) || 'the top of the project'}.`,
          () => back(done),
        )
      return refused
    },
    /** To the trash at once, with the way back said beside it. */
    async remove(paths: readonly string[]): Promise<Refusal | null> {
      const gone: Trashed[] = []
      let refused: Refusal | null = null
      try {
        for (const some of inParts(paths)) {
          const { trashed, failed } = await remote.call('remove', { paths: some })
          gone.push(...trashed)
          if (failed.length > 0) refused ??= { at: nameOf(failed[0]!.path), sentence: failed[0]!.error.message }
        }
      } catch (failure) {
        refused = { at: null, sentence: sentenceOf(failure) }
      }
      if (gone.length > 0)
        undo.did(`Moved ${gone.length === 1 ? nameOf(gone[0]!.path) : countOf(gone.length)} to the trash.`, async () => {
          await restore(gone.map(({ id }) => id))
        })
      return refused
    },
    /** Starts the browser's own download of things of one folder as one archive. */
    downloadArchive(names: readonly string[], url: string, form: 'zip' | 'tar.gz'): void {
      const link = document.createElement('a')
      link.href = `${url}?${new URLSearchParams([['as', form], ...names.map((name): [string, string] => ['name', name])])}`
      link.download = ''
      link.click()
    },
    /** Starts the browser's own download, so that nothing is held in the page. */
    download(paths: readonly string[], url: (path: string) => string): void {
      for (const path of paths) {
        const link = document.createElement('a')
        link.href = url(path)
        link.download = nameOf(path)
        link.click()
      }
    },
    openFile: (path: string) => place.project.openFile(path),
  }
}
