import t from 'tap'
import { OUTPUT, headerLine, writeMessage } from '../index.ts'
import { readableText } from '../readable.ts'

const uuid = (n: number) => `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`
const output = (n: number, ...messages: object[]) =>
  OUTPUT + uuid(n) + OUTPUT + messages.map(message => writeMessage(message as never)).join(OUTPUT) + OUTPUT

t.test('[H-1] two worksheets are compared by what a reader sees: cells, code, output in words', async t => {
  const sheet = [
    headerLine(uuid(1), 'i'),
    'plot(sin)',
    output(2, { stdout: '1\n' }, { stdout: '2\n' }, { file: { filename: 'sin.svg', uuid: 'a' } }, { tex: { tex: 'x^2', display: true } }),
    headerLine(uuid(3)),
    'f(x)',
    output(4, { done: true }),
  ].join('\n')
  t.equal(readableText(sheet), ['────', 'plot(sin)', '│ 1', '│ 2', '│ sin.svg', '│ x^2', '────', 'f(x)'].join('\n'))
  t.equal(readableText(sheet.replace(uuid(1), uuid(9)).replace(`${uuid(9)}i`, uuid(9))), readableText(sheet), 'ids and flags are no change')
})
