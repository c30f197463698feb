import type { Remote } from '@stoa/sdk/contract'
import type { Place, Toasts } from '@stoa/sdk/ui'
import type { Entry, files } from '../contract.ts'
import { nameOf, parentOf, pathIn } from './names.ts'

/** What was refused, and where it is to be said: at a row, at the form for something new, or above the list. */
export type Refusal = { readonly at: string | null; readonly sentence: string }

export type FilesDesk = ReturnType<typeof createDesk>

/** What a person can do with files, each answered with a refusal where it happened, or null. */
export function createDesk({ remote, place, toasts }: { remote: Remote<typeof files>; place: Place; toasts: Toasts }) {
  const sentenceOf = (failure: unknown): string => (failure as Error).message

  async function restore(ids: string[]): Promise<void> {
    try {
      const { restored, failed } = await remote.call('restore', { ids })
      if (failed.length > 0) toasts.show(failed[0]!.error.message)
      const beside = restored.find(({ path }) => nameOf(path).includes('(restored)'))
      if (beside) toasts.show(`Restored as ${nameOf(beside.path)}, since the old name is taken.`)
    } catch (failure) {
      toasts.show(sentenceOf(failure))
    }
  }

  return {
    remote,
    restore,
    /** Makes a file with its folders and answers its path; a name that ends in a slash is a folder. */
    async create({ directory, name, content }: { directory: string; name: string; content?: string }): Promise<{ path: string; folder: boolean } | Refusal> {
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
        else await remote.call('rename', { from: pathIn(directory, entry.name), to: pathIn(directory, name) })
        return null
      } catch (failure) {
        return { at: entry.name, sentence: sentenceOf(failure) }
      }
    },
    async move(from: readonly string[], to: string): Promise<Refusal | null> {
      for (const path of from) {
        try {
          await remote.call('rename', { from: path, to: pathIn(to, nameOf(path)) })
        } catch (failure) {
          return { at: parentOf(path) === to ? nameOf(path) : null, sentence: sentenceOf(failure) }
        }
      }
      return null
    },
    /** To the trash at once, with the way back said beside it. */
    async remove(paths: readonly string[]): Promise<Refusal | null> {
      try {
        const { trashed, failed } = await remote.call('remove', { paths: [...paths] })
        if (trashed.length > 0)
          toasts.show(trashed.length === 1 ? `Moved ${nameOf(trashed[0]!.path)} to the trash.` : `Moved ${trashed.length} things to the trash.`, {
            title: 'Undo',
            run: () => void restore(trashed.map(({ id }) => id)),
          })
        return failed.length > 0 ? { at: nameOf(failed[0]!.path), sentence: failed[0]!.error.message } : null
      } catch (failure) {
        return { at: null, sentence: sentenceOf(failure) }
      }
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
