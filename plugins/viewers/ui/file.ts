import type { files } from '@stoa/plugin-files/contract'
import { stops, type Stop } from '@stoa/sdk/contract'
import type { FilePlace } from '@stoa/sdk/ui'

/** A file of the project, read in pieces and watched. */
export type WatchedFile = {
  /** Where a browser gets it from to show it, and to keep it. */
  view(): string
  download(): string
  /** Bytes from `start` to before `end`, and how many there are in all. */
  read(start: number, end: number): Promise<{ bytes: Uint8Array; size: number }>
  stop: Stop
}

/** Each part escaped, so that `#`, `?` and `%` are characters of a name. */
export const urlPath = (path: string): string => path.split('/').map(encodeURIComponent).join('/')

/** Watches a file: `now` is called when it is known and whenever it changed; `gone` hears why it can't be shown. */
export function watchFile({
  place,
  now,
  gone,
}: {
  place: Pick<FilePlace, 'connect' | 'project' | 'path'>
  now(): void
  gone(sentence: string): void
}): WatchedFile {
  const { path, project } = place
  const watching = stops()
  const directory = path.split('/').slice(0, -1).join('/')
  const name = path.split('/').at(-1)!
  const address = project.url(`files@1/download/${urlPath(path)}`)
  const remote = place.connect<typeof files>('files@1', { project: project.id })
  remote.opened.catch(() => undefined)
  watching.add(() => remote.close())
  let version = ''

  async function look(): Promise<void> {
    try {
      await remote.call('watch', { directory })
      const { entry, why } = await remote.call('stat', { path })
      const readable = entry && (entry.kind === 'file' || (entry.kind === 'link' && entry.leads === 'file'))
      if (!readable) {
        version = ''
        return gone(entry ? `${name} is a folder, a pipe, a socket or a device, which cannot be shown.` : (why ?? `There is no ${name}.`))
      }
      const found = `${entry.size}-${entry.modified}`
      if (found === version) return
      version = found
      now()
    } catch (failure) {
      if (remote.state === 'open') gone((failure as Error).message)
    }
  }
  watching.add(
    remote.on('listing', news => {
      const concerned = news.again || news.gone !== undefined || news.removed.includes(name) || news.changed.some(one => one.name === name)
      if (news.directory === directory && concerned) void look()
    }),
  )
  watching.add(remote.onState(state => void (state === 'open' && look())))
  if (remote.state === 'open') void look()

  return {
    view: () => `${address}?view=1&at=${encodeURIComponent(version)}`,
    download: () => address,
    async read(start, end) {
      const answer = await fetch(address, { headers: { range: `bytes=${start}-${end - 1}` }, cache: 'no-store' })
      // There are no bytes from there on.
      if (answer.status === 416) return { bytes: new Uint8Array(), size: await sizeOf(answer) }
      if (!answer.ok) throw new Error(await sentenceOf(answer))
      const bytes = new Uint8Array(await answer.arrayBuffer())
      const all = /\/(\d+)$/.exec(answer.headers.get('content-range') ?? '')
      return { bytes, size: all ? Number(all[1]) : bytes.length }
    },
    stop: watching.stop,
  }
}

async function sizeOf(answer: Response): Promise<number> {
  return Number(/of (\d+) bytes/.exec(await sentenceOf(answer))?.[1] ?? 0)
}

async function sentenceOf(answer: Response): Promise<string> {
  const said = (await answer.json().catch(() => null)) as { message?: string } | null
  return said?.message ?? `The server answered ${answer.status}.`
}
