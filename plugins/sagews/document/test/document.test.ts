import t from 'tap'
import fc from 'fast-check'
import { ChangeSet, Text } from '@codemirror/state'
import {
  CELL,
  OUTPUT,
  appendOutput,
  cellsOf,
  codeOf,
  codeOnly,
  deleteOutput,
  findCell,
  flagCells,
  headerLine,
  insertCell,
  isAuto,
  modeOf,
  readPayload,
  repair,
  replaceOutput,
  splitCell,
  staticOutput,
  visible,
  withNewIds,
  writeMessage,
} from '../index.ts'

const doc = (text: string) => Text.of(text.split('\n'))
const apply = (text: Text, changes: Parameters<typeof ChangeSet.of>[0]) => ChangeSet.of(changes, text.length).apply(text)
const uuid = (n: number) => `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`
const counter = () => {
  let n = 1000
  return () => uuid(n++)
}

const line = fc.oneof(
  fc.constant(''),
  fc.stringMatching(/^[αβγδ ]{1,12}$/),
  fc
    .record({ n: fc.integer({ min: 0, max: 6 }), flags: fc.stringMatching(/^[xwrcsioa]{0,3}$/) })
    .map(({ n, flags }) => headerLine(uuid(n), flags)),
  fc
    .record({
      n: fc.integer({ min: 0, max: 6 }),
      messages: fc.array(fc.record({ stdout: fc.stringMatching(/^[abc"{}\\]{0,8}$/) }), { maxLength: 3 }),
      closed: fc.boolean(),
    })
    .map(
      ({ n, messages, closed }) =>
        OUTPUT + uuid(n) + OUTPUT + messages.map(writeMessage).join(OUTPUT) + (closed && messages.length ? OUTPUT : ''),
    ),
)
const sheet = fc.array(line, { maxLength: 14 }).map(lines => lines.join('\n'))
const damage = fc.array(fc.record({ at: fc.nat(), what: fc.constantFrom('drop', CELL, OUTPUT, '\n', '\r', 'x') }), { maxLength: 6 })

/** Damages a sheet anywhere but in its Greek letters, which stand for what a person wrote. */
function damaged(text: string, steps: { at: number; what: string }[]): string {
  for (const { at, what } of steps) {
    const i = text.length === 0 ? 0 : at % text.length
    if (what !== 'drop') text = text.slice(0, i) + what + text.slice(i)
    else if (!/[αβγδ]/.test(text[i] ?? '')) text = text.slice(0, i) + text.slice(i + 1)
  }
  return text
}

t.test('[W-1] reading any text into cells loses no byte', async () => {
  fc.assert(
    fc.property(sheet, damage, (text, steps) => {
      const hurt = damaged(text, steps)
      const document = doc(hurt)
      const pieces = cellsOf(document).flatMap(cell => [...(cell.header ? [cell.header] : []), ...cell.code, ...cell.outputs])
      pieces.sort((a, b) => a.from - b.from || a.to - b.to)
      let at = 0
      let back = ''
      for (const { from, to } of pieces) {
        const between = document.sliceString(at, from)
        if (between !== '' && between !== '\n' && between !== '\r\n') return false
        back += between + document.sliceString(from, to)
        at = to
      }
      return back + document.sliceString(at) === hurt && /^\r?$/.test(document.sliceString(at))
    }),
    { numRuns: 500 },
  )
})

t.test('[W-11] repair keeps every letter a person wrote, and a repaired sheet needs no repair', async () => {
  fc.assert(
    fc.property(sheet, damage, (text, steps) => {
      const hurt = doc(damaged(text, steps))
      const mended = repair(hurt)?.apply(hurt) ?? hurt
      const letters = (d: Text) => d.toString().replace(/[^αβγδ]/g, '')
      if (letters(mended) !== letters(hurt)) return false
      if (repair(mended) !== null) return false
      const cells = cellsOf(mended)
      const ids = cells.filter(cell => cell.header).map(cell => cell.id)
      return new Set(ids).size === ids.length && cells.every(cell => !cell.header || cell.code.length > 0)
    }),
    { numRuns: 1000 },
  )
})

t.test('[W-11] two who mend the same text make the same change, and where both reach the text every cell is there once', async () => {
  fc.assert(
    fc.property(sheet, damage, (text, steps) => {
      const hurt = doc(damaged(text, steps))
      const [one, other] = [repair(hurt), repair(hurt)]
      if (!one || !other) return one === other
      const alike = JSON.stringify(one) === JSON.stringify(other)
      const both = one.compose(other.map(one)).apply(hurt)
      const mended = repair(both)?.apply(both) ?? both
      const ids = (text: Text) => cellsOf(text).flatMap(cell => [cell.id, ...cell.outputs.map(output => output.id)])
      return alike && JSON.stringify(ids(mended)) === JSON.stringify(ids(one.apply(hurt)))
    }),
    { numRuns: 1000 },
  )
})

t.test('[W-11] repair of a sound sheet changes nothing, wherever it looks', async () => {
  fc.assert(
    fc.property(sheet, fc.nat(), (text, at) => {
      const any = doc(text)
      const sound = repair(any)?.apply(any) ?? any
      const position = sound.length === 0 ? 0 : at % sound.length
      return repair(sound, { near: [{ from: position, to: position }] }) === null
    }),
    { numRuns: 500 },
  )
})

t.test('[W-11] an undone split whose output came between is mended near the change', async t => {
  const text = doc(
    `${headerLine(uuid(1))}\nfor i\n${OUTPUT}${uuid(2)}${OUTPUT}{"stdout":"}1"}${OUTPUT}{"done":true}r i in range(10)\n${headerLine(uuid(3))}\n`,
  )
  const at = text.toString().indexOf('r i in')
  const mended = repair(text, { near: [{ from: at, to: at }] })!.apply(text)
  t.equal(codeOf(mended, cellsOf(mended)[0]!), 'for i\nr i in range(10)')
})

t.test('[W-11] code glued to an output that has no message is code again', async t => {
  const text = doc(`${headerLine(uuid(1))}\n1\n${OUTPUT}${uuid(2)}${OUTPUT}print(2)`)
  t.equal(codeOf(text, cellsOf(text)[0]!), '1')
  const mended = repair(text)!.apply(text)
  t.equal(codeOf(mended, cellsOf(mended)[0]!), '1\nprint(2)')
})

t.test('[W-1] the forms that real worksheets have', async t => {
  const forms: [string, number][] = [
    ['', 1],
    ['print(1)', 1],
    [`before\n${headerLine(uuid(1))}\n1\n`, 2],
    [`${headerLine(uuid(1), 'is')}\n1\n${OUTPUT}${uuid(2)}${OUTPUT}{"stdout":"1\\n"}${OUTPUT}\n${headerLine(uuid(3))}\n\n`, 2],
    [`${headerLine(uuid(1), 'sia')}\n1\n${OUTPUT}${uuid(2)}${OUTPUT}${OUTPUT}{"stdout":"1\\n"}${OUTPUT}{"done":true}\n`, 1],
    [`${headerLine(uuid(1))}\r\n1\r\n${OUTPUT}${uuid(2)}${OUTPUT}{"stdout":"1\\n"}\r\n`, 1],
    [`${headerLine(uuid(1), 'r')}print(1)\n${headerLine(uuid(1))}\n2`, 2],
    [`${OUTPUT}${uuid(2)}${OUTPUT}{"stdout":"lost"}\n${headerLine(uuid(1).replace('4', 's'))}\n2`, 2],
    [`${headerLine(uuid(1))}\n1\n${OUTPUT}${uuid(2)}${OUTPUT}{"stdout":\n2\n${OUTPUT}${uuid(4)}${OUTPUT}{"html":"b"}\n`, 1],
    [`a\n${CELL}\nb`, 1],
  ]
  for (const [text, cells] of forms) t.equal(cellsOf(doc(text)).length, cells, JSON.stringify(text.slice(0, 60)))
  const several = cellsOf(doc(forms[8]![0]))[0]!
  t.equal(codeOf(doc(forms[8]![0]), several), '1\n2\n')
  t.equal(several.outputs.length, 2)
})

t.test('[W-1] messages: both endings, doubled markers, unreadable JSON, clear and joining', async t => {
  t.same(visible(readPayload(`{"stdout":"a"}${OUTPUT}{"stdout": "b"}${OUTPUT}{"done":true}`)), [{ stdout: 'ab' }])
  t.same(visible(readPayload(`${OUTPUT}{"html":"x"}${OUTPUT}`)), [{ html: 'x' }])
  t.same(visible(readPayload(`{"stdout":"a"}${OUTPUT}{"clear":true}${OUTPUT}{"stderr":"b","done":false}`)), [{ stderr: 'b', done: false }])
  t.same(visible(readPayload('{"stdout":"a')), [{ unreadable: '{"stdout":"a' }])
})

t.test('[W-1] a written message can never end its line or itself', async () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '\n', CELL, OUTPUT, '\u2028', '"', '\\', '\r') }), stdout => {
      const written = writeMessage({ stdout })
      return !/[\n\r\uFE20\uFE21\u2028]/.test(written) && readPayload(written)[0]?.message?.stdout === stdout
    }),
  )
})

t.test('[W-4] insert, split, flag, replace, append and delete output', async t => {
  let text = doc(`${headerLine(uuid(1))}\na\nb\n${headerLine(uuid(2))}\nc`)
  const inserted = insertCell(cellsOf(text)[0]!, '', uuid(9))
  text = apply(text, inserted.changes)
  t.same(
    cellsOf(text).map(cell => [cell.id, codeOf(text, cell)]),
    [
      [uuid(1), 'a\nb'],
      [uuid(9), ''],
      [uuid(2), 'c'],
    ],
  )
  t.equal(text.lineAt(inserted.cursor).number, 5)

  const at = text.toString().indexOf('b')
  const split = splitCell(text, at, uuid(8))
  text = apply(text, split.changes)
  t.same(
    cellsOf(text).map(cell => codeOf(text, cell)),
    ['a', 'b', '', 'c'],
  )
  t.equal(text.sliceString(split.cursor, split.cursor + 1), 'b')

  text = apply(text, flagCells(cellsOf(text), 'i', true))
  t.same(
    cellsOf(text).map(cell => cell.flags),
    ['i', 'i', 'i', 'i'],
  )
  t.same(flagCells(cellsOf(text), 'i', true), [])

  const write = (messages: Record<string, unknown>[]) => (text = apply(text, replaceOutput(findCell(text, uuid(2))!, messages, uuid(7))))
  write([{ stdout: 'x' }])
  write([{ stdout: 'y' }])
  text = apply(text, appendOutput(text, findCell(text, uuid(2))!, [{ done: true }]))
  const cell = findCell(text, uuid(2))!
  t.equal(cell.outputs.length, 1)
  t.equal(cell.outputs[0]!.id, uuid(7))
  t.same(visible(readPayload(cell.outputs[0]!.payload)), [{ stdout: 'y' }])
  text = apply(text, deleteOutput(text, cell))
  t.equal(findCell(text, uuid(2))!.outputs.length, 0)
  t.equal(repair(text), null)
})

t.test('[W-11] the clipboard holds code only, and pasted cells are new ones', async t => {
  const text = `a\n${headerLine(uuid(1), 'rsi')}\nb\n${OUTPUT}${uuid(2)}${OUTPUT}{"stdout":"x"}`
  t.equal(codeOnly(text), 'a\nb')
  const pasted = withNewIds(text, counter())
  t.notMatch(pasted, uuid(1))
  t.match(pasted, headerLine(uuid(1000), 'i'))
})

t.test('[W-6] modes by the line that stands alone first', async t => {
  t.equal(modeOf('%md\nx'), 'md')
  t.equal(modeOf('# note\n%auto\n%html(hide=True)\nx'), 'html')
  t.equal(modeOf('%time 2+2'), '')
  t.equal(modeOf('x\n%md'), '')
  t.ok(isAuto('\n# c\n%auto\n1'))
  t.notOk(isAuto('1\n%auto'))
  t.same(staticOutput('%md\n**a**'), { message: { md: '**a**' }, hide: false })
  t.same(staticOutput('%html(hide=True)\nb'), { message: { html: 'b' }, hide: true })
  t.equal(staticOutput('%md foo(x)'), null)
  t.equal(staticOutput('%markdown\nx'), null)
})
