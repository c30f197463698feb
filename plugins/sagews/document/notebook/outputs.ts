import { isMessage, type Message } from '../messages.ts'
import { fromLines, isFields, same, toLines, type Fields, type Json } from './json.ts'

/** Where pictures are: a worksheet names them by the SHA-256 of their bytes, a notebook has them inside. */
export type Pictures = {
  /** The bytes of a picture; null where it is no longer kept. */
  read(sha: string): Uint8Array | null
  /** Takes a picture in, and answers its SHA-256 in hex. */
  keep(bytes: Uint8Array, mime: string): string
}

/** Kinds of pictures, and how names of such files end. */
export const endings: Readonly<Record<string, string>> = {
  'image/svg+xml': 'svg',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
}
/** Kinds of data, best first. What is none of them is kept and not shown. */
const shown = [...Object.keys(endings), 'text/html', 'text/markdown', 'text/latex', 'text/plain']

/** One output of a notebook as a message. What a worksheet has no word for stays in it as `ipynb`: the output without what is said already. */
export function messageOf(output: Fields, pictures: Pictures): Message {
  const metadata = isFields(output['metadata']) ? output['metadata'] : {}
  if (isMessage(metadata['stoa'])) return adopted(metadata['stoa'], output, pictures)
  const message = plainMessage(output, pictures)
  if (same(plainOutput(message, pictures), output)) return message
  return { ...message, ipynb: rest(output, message, pictures) }
}

/**
 * A message as an output of a notebook. `carried` where the output can't say all of it and has no place to keep it in: then it must be kept
 * beside.
 */
export function outputOf(message: Message, pictures: Pictures): { output: Fields; carried: Message | null } {
  const { ipynb } = message
  if (isFields(ipynb)) {
    const whole = filled(ipynb, message, pictures)
    if (whole) return { output: whole, carried: null }
  }
  const output = plainOutput(message, pictures)
  if (same(plainMessage(output, pictures), message)) return { output, carried: null }
  return 'metadata' in output ? { output: { ...output, metadata: { stoa: message } }, carried: null } : { output, carried: message }
}

/** A message of a worksheet that comes back from a notebook, its picture taken in again. */
function adopted(message: Message, output: Fields, pictures: Pictures): Message {
  const file = message['file']
  const [mime, value] = datum(output)
  const bytes = isFields(file) && mime in endings ? bytesOf(mime, value) : null
  if (!bytes || !isFields(file)) return message
  const sha = pictures.keep(bytes, mime)
  return sha === file['sha'] ? message : { ...message, file: { ...file, sha } }
}

function datum(output: Fields): [mime: string, value: Json] {
  const data = isFields(output['data']) ? output['data'] : {}
  const html = fromLines(data['text/html'] ?? '') ?? ''
  // Sage says a formula both ways, and the one as HTML is there to be typeset only.
  const mime = 'text/latex' in data && /^<html>\s*(<script type="math\/tex|\\\()/.test(html) ? 'text/latex' : shown.find(one => one in data)
  return mime === undefined ? ['', null] : [mime, data[mime]]
}

function plainMessage(output: Fields, pictures: Pictures): Message {
  const type = output['output_type']
  if (type === 'stream') return { [output['name'] === 'stderr' ? 'stderr' : 'stdout']: fromLines(output['text']) ?? '' }
  if (type === 'error') {
    const lines = Array.isArray(output['traceback']) ? output['traceback'].map(String) : []
    const said = { name: String(output['ename'] ?? 'Error'), message: String(output['evalue'] ?? '') }
    return { stderr: `${withoutColours(lines.join('\n'))}\n`, traceback: said }
  }
  const [mime, value] = datum(output)
  const bytes = mime in endings ? bytesOf(mime, value) : null
  if (bytes) {
    const sha = pictures.keep(bytes, mime)
    return { file: { filename: `picture.${endings[mime]}`, mime, sha, size: bytes.length, show: true } }
  }
  const text = mime in endings ? null : fromLines(value)
  if (text === null) return { stdout: `${mime || Object.keys(isFields(output['data']) ? output['data'] : {}).join(', ')}\n` }
  if (mime === 'text/html') return { html: text }
  if (mime === 'text/markdown') return { md: text }
  if (mime === 'text/latex') {
    const found = /^\s*(\$\$?|\\\(|\\\[)([^]*?)(\$\$?|\\\)|\\\])\s*$/.exec(text)
    return { tex: { tex: found ? found[2]! : text, display: found ? found[1] === '$$' || found[1] === '\\[' : true } }
  }
  return { stdout: `${text}\n` }
}

function plainOutput(message: Message, pictures: Pictures): Fields {
  const display = (data: Fields): Fields => ({ data, metadata: {}, output_type: 'display_data' })
  const { stdout, stderr, traceback, html, md, tex, file, code } = message
  if (isFields(traceback)) {
    const lines = String(stderr ?? '')
      .replace(/\n$/, '')
      .split('\n')
    return {
      ename: String(traceback['name'] ?? 'Error'),
      evalue: String(traceback['message'] ?? ''),
      output_type: 'error',
      traceback: lines,
    }
  }
  if (typeof stdout === 'string') return { name: 'stdout', output_type: 'stream', text: toLines(stdout) }
  if (typeof stderr === 'string') return { name: 'stderr', output_type: 'stream', text: toLines(stderr) }
  if (typeof html === 'string') return display({ 'text/html': toLines(html) })
  if (typeof md === 'string') return display({ 'text/markdown': toLines(md) })
  if (isFields(tex)) {
    const dollars = tex['display'] === true ? '$$' : '$'
    return display({ 'text/latex': toLines(`${dollars}${String(tex['tex'] ?? '')}${dollars}`) })
  }
  if (isFields(file)) {
    const name = String(file['filename'] ?? 'file')
    const mime = Object.keys(endings).find(one =>
      name
        .toLowerCase()
        .replace(/\.jpeg$/, '.jpg')
        .endsWith(`.${endings[one]}`),
    )
    const bytes = mime !== undefined && typeof file['sha'] === 'string' ? pictures.read(file['sha']) : null
    return bytes ? display({ [mime!]: valueOf(mime!, bytes) }) : display({ 'text/plain': [`[${name}]`] })
  }
  if (isFields(code)) return display({ 'text/plain': toLines(String(code['source'] ?? '')) })
  const kind = Object.keys(message)[0] ?? 'message'
  return display({ 'text/plain': [typeof message['error'] === 'string' ? message['error'] : `[${kind}]`] })
}

/** An output without what its message says; in its place how that was written. */
function rest(output: Fields, message: Message, pictures: Pictures): Fields {
  const place = (value: Json, mime: string) => {
    const way = ways.findIndex(one => same(one(message, mime, pictures), value))
    return way < 0 ? value : way
  }
  if (output['output_type'] === 'stream') return { ...output, text: place(output['text'], '') }
  const data = output['data']
  const [mime, value] = datum(output)
  if (!isFields(data) || mime === '') return output
  return { ...output, data: { ...data, [mime]: place(value, mime) } }
}

/** An output made whole again; null if its picture is no longer kept. */
function filled(kept: Fields, message: Message, pictures: Pictures): Fields | null {
  const fill = (value: Json, mime: string) => (typeof value === 'number' ? (ways[value]?.(message, mime, pictures) ?? null) : value)
  if (kept['output_type'] === 'stream') return { ...kept, text: fill(kept['text'], '') }
  const [mime, value] = datum(kept)
  if (mime === '') return kept
  const whole = fill(value, mime)
  return whole === null ? null : { ...kept, data: { ...(kept['data'] as Fields), [mime]: whole } }
}

/** The ways in which notebooks write what a message says: a list of lines or one string; base64 on one line, with or without its end. */
const ways: readonly ((message: Message, mime: string, pictures: Pictures) => Json)[] = [
  (message, mime, pictures) => said(message, mime, pictures, toLines, base64),
  (message, mime, pictures) =>
    said(
      message,
      mime,
      pictures,
      text => text,
      bytes => `${base64(bytes)}\n`,
    ),
  (message, mime, pictures) => said(message, mime, pictures, toLines, bytes => base64(bytes).replace(/.{76}|.+$/g, '$&\n')),
]

function said(
  message: Message,
  mime: string,
  pictures: Pictures,
  lines: (text: string) => Json,
  binary: (bytes: Uint8Array) => Json,
): Json {
  const { file } = message
  if (mime in endings) {
    const bytes = isFields(file) ? pictures.read(String(file['sha'])) : null
    if (!bytes) return null
    return mime === 'image/svg+xml' ? lines(new TextDecoder().decode(bytes)) : binary(bytes)
  }
  const output = plainOutput(message, pictures)
  if (mime === '') return lines(fromLines(output['text']) ?? '')
  if (mime === 'text/plain') return lines(String(message['stdout'] ?? '').replace(/\n$/, ''))
  return lines(fromLines((output['data'] as Fields | undefined)?.[mime]) ?? '')
}

/** The bytes of data in a notebook; null where there are none. */
export function bytesOf(mime: string, value: Json): Uint8Array | null {
  const text = fromLines(value)
  if (text === null) return null
  if (mime === 'image/svg+xml') return new TextEncoder().encode(text)
  const bytes = Buffer.from(text, 'base64')
  return bytes.length > 0 ? new Uint8Array(bytes) : null
}

function valueOf(mime: string, bytes: Uint8Array): Json {
  return mime === 'image/svg+xml' ? toLines(new TextDecoder().decode(bytes)) : base64(bytes)
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

/** A terminal's text without its colours. */
function withoutColours(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\x1b\[[0-9;]*[A-Za-z]/g, '')
}
