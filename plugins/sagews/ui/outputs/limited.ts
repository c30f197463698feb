import type { OutputKind, OutputPlace } from '../../api.ts'
import { bytes, fileLink } from './file.ts'
import { moreButton } from './more.ts'

type Limited = { sha?: string; filename?: string; size?: number; reason?: string; shown?: number }
/** Bytes that each “Show more” brings. */
const portion = 50_000

/** Output beyond the limits, which lies in a file: a link to it, and its text in portions. */
export const limited: OutputKind = {
  kind: 'limited',
  show(value, place) {
    const element = document.createElement('div')
    let latest = ''
    const draw = (given: unknown) => {
      const about = given as Limited
      if (latest === JSON.stringify(about)) return
      latest = JSON.stringify(about)
      const line = document.createElement('div')
      line.className = 'ws-limited'
      line.append(`Output limited${about.reason ? `: ${String(about.reason).replace(/\.$/, '')}` : ''}. `)
      element.replaceChildren(line)
      if (!about.sha || !/^[0-9a-f]{64}$/.test(about.sha)) return line.append(`The rest goes to ${about.filename ?? 'a file'}.`)
      const url = place.url(`blobs/${about.sha}/${encodeURIComponent(about.filename ?? 'output.txt')}`)
      line.append('All of it is in ', fileLink(url, about.filename ?? 'output.txt'), `, ${bytes(about.size ?? 0)}. `)
      more(element, { url, from: about.shown ?? 0, size: about.size ?? 0, place })
    }
    draw(value)
    return {
      element,
      update(next) {
        draw(next)
        return true
      },
    }
  },
}

function more(element: HTMLElement, { url, from, size, place }: { url: string; from: number; size: number; place: OutputPlace }): void {
  if (from >= size) return
  const text = document.createElement('pre')
  text.className = 'ws-text'
  text.hidden = true
  let at = from
  const button = moreButton('Show more', () => {
    button.disabled = true
    part(url, at, at + portion).then(
      piece => {
        text.hidden = false
        text.append(piece)
        at += portion
        button.disabled = false
        button.textContent = `Show more (${bytes(Math.max(0, size - at))} are left)`
        if (at >= size) button.remove()
        place.resized()
      },
      () => {
        button.disabled = false
        button.textContent = 'This could not be fetched. Try again'
      },
    )
  })
  element.append(text, button)
}

/** The text of a file between two bytes, also where the server sends all of it. */
async function part(url: string, from: number, to: number): Promise<string> {
  const answer = await fetch(url, { headers: { range: `bytes=${from}-${to - 1}` } })
  if (!answer.ok || !answer.body) throw new RangeError(`The file answered ${answer.status}.`)
  const start = answer.status === 206 ? 0 : from
  const kept: Uint8Array[] = []
  let passed = 0
  const reader = answer.body.getReader()
  for (let read = await reader.read(); !read.done && passed < start + to - from; read = await reader.read()) {
    kept.push(read.value.subarray(Math.max(0, start - passed), Math.max(0, start + to - from - passed)))
    passed += read.value.length
  }
  await reader.cancel()
  return new TextDecoder().decode(await new Blob(kept as BlobPart[]).arrayBuffer())
}
