import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { CELL, OUTPUT, headerLine, outputLine, type Message } from '../../index.ts'
import type { Fields } from '../json.ts'
import { toLines } from '../json.ts'
import type { Pictures } from '../outputs.ts'

/** Pictures in memory. */
export function albums(): Pictures & { readonly kept: Map<string, Uint8Array> } {
  const kept = new Map<string, Uint8Array>()
  return {
    kept,
    read: sha => kept.get(sha) ?? null,
    keep(bytes) {
      const sha = createHash('sha256').update(bytes).digest('hex')
      kept.set(sha, bytes)
      return sha
    },
  }
}

const word = fc.constantFrom(
  'a = 1',
  'x^2',
  '%md',
  '%md(hide=False)',
  '%html',
  '%%html',
  '%raw',
  'größer',
  '',
  '  ',
  '# $x$',
  '\u{1D538}',
  'a\rb',
  'a\u2028b',
)
const source = fc.array(word, { maxLength: 5 }).map(lines => lines.join('\n'))
const text = fc
  .array(fc.constantFrom('4\n', 'ü', '\n', 'line\r', '\u2028', '<b>x</b>', '$', '[0m', OUTPUT), { maxLength: 4 })
  .map(all => all.join(''))
const number = fc.integer({ min: 0, max: 0xffffffff }).map(n => n.toString(16).padStart(8, '0'))
export const uuid = fc
  .tuple(number, fc.integer({ min: 0, max: 0xffff }))
  .map(([a, b]) => `${a}-1234-4000-8000-00000000${b.toString(16).padStart(4, '0')}`)
const anyJson = fc.jsonValue({ maxDepth: 2, stringUnit: 'grapheme' })

const message: fc.Arbitrary<Message> = fc.oneof(
  text.map(stdout => ({ stdout })),
  text.map(stderr => ({ stderr })),
  text.map(html => ({ html })),
  text.map(md => ({ md })),
  fc.record({ tex: text, display: fc.boolean() }).map(tex => ({ tex })),
  fc.record({ source: text, mode: fc.constant('python'), lineno: fc.integer() }).map(code => ({ code })),
  fc
    .record({ sha: fc.constantFrom('5'.repeat(64), 'gone'), filename: fc.constantFrom('a.png', 'b.svg', 'c.csv'), show: fc.boolean() })
    .map(file => ({ file })),
  fc.record({ stderr: text, traceback: fc.record({ name: text, message: text, line: fc.integer() }) }),
  fc.record({ interact: anyJson, open: fc.constant('g') }),
  fc.dictionary(fc.string({ minLength: 1, maxLength: 6 }), anyJson, { maxKeys: 3 }).map(one => one as Message),
)
const payload = fc.oneof(
  fc.array(message, { maxLength: 4 }).map(all => outputLine('', [...all, { done: true }]).slice(2)),
  fc.array(message, { maxLength: 3 }).map(all => outputLine('', all).slice(2)),
  fc.constantFrom('', `{"stdout": "spaced"}${OUTPUT}`, '{"stdout":"unfin', `${OUTPUT}{"done":true}`, `[1]${OUTPUT}null`),
)
const chunk = fc
  .tuple(
    uuid,
    fc.constantFrom('', 'i', 's', 'sia', 'ss', 'oi', 'r'),
    source,
    uuid,
    fc.option(payload),
    fc.constantFrom('', '\n', 'after\n'),
  )
  .map(
    ([id, flags, code, output, line, after]) =>
      `${headerLine(id, flags)}\n${code}\n${line === null ? '' : `${OUTPUT}${output}${OUTPUT}${line}\n`}${after}`,
  )
/** Worksheets as they are found: sound ones, and some with every damage. */
export const worksheet: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom('', '', 'before\n', `${OUTPUT}x\n`), fc.array(chunk, { maxLength: 5 }), fc.constantFrom('', '', 'end', CELL))
  .map(([head, chunks, tail]) => head + chunks.join('') + tail)
  .chain(sheet => fc.constantFrom(sheet, sheet, sheet, sheet.replaceAll('\n', '\r\n')))

const lines = (from: fc.Arbitrary<string>) => from.chain(one => fc.constantFrom<unknown>(toLines(one), one))
const picture = fc.uint8Array({ minLength: 1, maxLength: 90 }).chain(bytes => {
  const base64 = Buffer.from(bytes).toString('base64')
  return fc.constantFrom(base64, `${base64}\n`, base64.replace(/.{76}|.+$/g, '$&\n'))
})
const data = fc.record(
  {
    'application/json': anyJson,
    'image/png': picture,
    'image/svg+xml': lines(text.map(inner => `<svg>${inner}</svg>`)),
    'text/html': lines(text),
    'text/latex': lines(text.map(tex => `$\\displaystyle ${tex}$`)),
    'text/plain': lines(text),
  },
  { requiredKeys: [] },
)
const output: fc.Arbitrary<Fields> = fc.oneof(
  fc.record({ name: fc.constantFrom('stdout', 'stderr'), output_type: fc.constant('stream'), text: lines(text) }),
  fc.record({ data, metadata: fc.dictionary(number, anyJson, { maxKeys: 2 }), output_type: fc.constant('display_data') }),
  fc.record({ data, execution_count: fc.integer(), metadata: fc.constant({}), output_type: fc.constant('execute_result') }),
  fc.record({
    ename: text,
    evalue: text,
    output_type: fc.constant('error'),
    traceback: fc.array(
      text.map(one => `\u001b[31m${one}`),
      { maxLength: 3 },
    ),
  }),
)
const metadata = fc.dictionary(
  fc.constantFrom('tags', 'jupyter', 'collapsed', 'name'),
  fc.oneof(anyJson, fc.constant({ source_hidden: true })),
  { maxKeys: 2 },
)
const id = fc.oneof(number, uuid, fc.stringMatching(/^[a-zA-Z0-9_-]{1,12}$/))
const marked = fc.oneof(
  source,
  source.map(one => `${one}${CELL}x`),
)
const cell: fc.Arbitrary<Fields> = fc.oneof(
  fc.record({
    cell_type: fc.constant('code'),
    execution_count: fc.option(fc.nat()),
    id,
    metadata,
    outputs: fc.array(output, { maxLength: 3 }),
    source: lines(marked),
  }),
  fc.record({ cell_type: fc.constant('markdown'), id, metadata, source: lines(marked) }),
  fc.record({
    attachments: fc.constant({ 'a.png': { 'image/png': 'AAAA' } }),
    cell_type: fc.constant('markdown'),
    id,
    metadata,
    source: lines(source),
  }),
  fc.record({ cell_type: fc.constant('raw'), id, metadata, source: lines(source) }),
)
/** Notebooks of format 4.5, and of 4.4, whose cells have no ids. */
export const notebook: fc.Arbitrary<Fields> = fc
  .record({
    cells: fc.uniqueArray(cell, { maxLength: 4, selector: one => one['id'] }),
    metadata: fc.dictionary(number, anyJson, { maxKeys: 2 }),
    nbformat: fc.constant(4),
    nbformat_minor: fc.constantFrom(5, 4),
  })
  .map(made => (made.nbformat_minor === 5 ? made : { ...made, cells: made.cells.map(({ id: _id, ...others }) => others) }))
