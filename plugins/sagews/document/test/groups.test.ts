import { ChangeSet, Text } from '@codemirror/state'
import fc from 'fast-check'
import t from 'tap'
import { amendGroup, applied, cellsOf, headerLine, nest, outputLine, readPayload, replaceGroup, type Message } from '../index.ts'

const id = '00000001-0000-4000-8000-000000000000'
const sheet = (messages: readonly Message[]) => Text.of([headerLine(id), 'code', outputLine(id, messages), ''])
const cell = (text: Text) => cellsOf(text)[0]!
const read = (text: Text): Message[] => readPayload(cell(text).outputs[0]!.payload).map(piece => piece.message!)
const changed = (text: Text, changes: Parameters<typeof ChangeSet.of>[0]) => ChangeSet.of(changes, text.length).apply(text)
const group = (name: string, inside: Message[], about: unknown = {}): Message[] => [
  { interact: about, open: name },
  ...inside,
  { close: name },
]

t.test('[I-4] a group is replaced where it stands, and nothing around it changes', t => {
  const before = sheet([
    { stdout: 'a' },
    ...group('g', [{ stdout: '1' }, ...group('h', [{ stdout: '2' }])]),
    ...group('k', []),
    { done: true },
  ])
  const after = changed(before, replaceGroup(cell(before), 'g', group('g', [{ stdout: 'new' }]))!)
  t.same(read(after), [{ stdout: 'a' }, ...group('g', [{ stdout: 'new' }]), ...group('k', []), { done: true }])
  const inner = changed(before, replaceGroup(cell(before), 'h', group('h', [{ html: 'x' }]))!)
  t.same(read(inner)[4], { html: 'x' }, 'also one within another')
  t.equal(replaceGroup(cell(before), 'none', group('none', [])), null)
  t.end()
})

t.test('[I-4] a group whose end is missing reaches to the end of the output', t => {
  const before = sheet([{ interact: 1, open: 'g' }, { stdout: '1' }, { done: true }])
  t.same(read(changed(before, replaceGroup(cell(before), 'g', group('g', []))!)), [
    ...group('g', []).with(0, { interact: {}, open: 'g' }),
    { done: true },
  ])
  t.end()
})

t.test('[I-4] only the message that begins a group is amended; a slider that moves writes its value and not all it can be', t => {
  const values = Array.from({ length: 500 }, (_, i) => String(i))
  const before = sheet([...group('g', [{ stdout: '1' }], { vals: values, default: 3 }), { done: true }])
  const changes = amendGroup(cell(before), 'g', { interact: { vals: values, default: 77 }, open: 'g' })
  t.match(changes, [{ insert: '77' }])
  t.same(read(changed(before, changes))[0], { interact: { vals: values, default: 77 }, open: 'g' })
  t.end()
})

t.test('[I-2] clear and delete_last take back what stands in the open group, and never its beginning', t => {
  const open = { interact: {}, open: 'g' }
  const put = (...messages: Message[]) => messages.reduce<Message[]>((all, message) => applied(all, message) ?? all, [])
  t.same(put({ stdout: 'a' }, open, { stdout: 'b' }, { clear: true }), [{ stdout: 'a' }, open])
  t.same(put(open, { delete_last: true }), [open])
  t.same(put({ stdout: 'a' }, ...group('g', [{ stdout: 'b' }]), { delete_last: true }), [{ stdout: 'a' }], 'a group is one piece')
  t.same(put(...group('g', []), { clear: true }), [])
  t.same(put(open, { amend: 'g', message: { interact: 2, open: 'g' } }), [{ interact: 2, open: 'g' }])
  t.equal(applied([], { amend: 'g', message: {} }), null)
  t.end()
})

t.test('[I-1] messages nest as their groups do; an end without a beginning is dropped', t => {
  const [first, second] = nest([{ close: 'x' }, ...group('g', [{ stdout: '1' }, ...group('h', [{ stdout: '2' }])]), { stdout: '3' }])
  t.same(
    first!.inside.map(({ message, inside }) => [Object.keys(message)[0], inside.length]),
    [
      ['stdout', 0],
      ['interact', 1],
    ],
  )
  t.same(second!.message, { stdout: '3' })
  t.end()
})

t.test('[I-4] whatever a group holds, replacing it gives exactly the messages asked for', async t => {
  const message = fc.oneof(fc.record({ stdout: fc.string({ unit: 'grapheme' }) }), fc.record({ html: fc.string({ unit: 'binary' }) }))
  const messages = fc.array(message, { maxLength: 5 })
  fc.assert(
    fc.property(messages, messages, messages, messages, fc.anything({ maxDepth: 1 }), (head, old, next, tail, about) => {
      const told = JSON.parse(JSON.stringify({ about: about ?? null })) as object
      const before = sheet([...head, ...group('g', old), ...tail, { done: true }])
      const now = group('g', next, told)
      const after = changed(before, replaceGroup(cell(before), 'g', now) ?? [])
      t.same(read(after), JSON.parse(JSON.stringify([...head, ...now, ...tail, { done: true }])))
    }),
    { numRuns: 200 },
  )
})
