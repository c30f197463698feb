import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { Text } from '@codemirror/state'
import type { keys, projects } from '@stoa/core/hub/contracts'
import { openProgramDocument } from '@stoa/sdk/client'
import { cellsOf, headerLine, readPayload } from '@stoa/plugin-sagews/document'
import { newcomer } from '../kit/newcomer.ts'
import { needs } from '../kit/program.ts'
import { startServer } from '../kit/server.ts'

const command = fileURLToPath(new URL('../../bin/stoa.mjs', import.meta.url))
const ids = ['0f5e0f0e-0000-4000-8000-000000000001', '0f5e0f0e-0000-4000-8000-000000000002', '0f5e0f0e-0000-4000-8000-000000000003']
const sheet = (...codes: string[]) => codes.map((code, n) => `${headerLine(ids[n]!)}\n${code}\n`).join('')
type Report = {
  file: string
  kernel: string
  status: string
  cells: { cell: number; id: string; status: string; error?: { message: string; line: number | null; fileLine: number | null } }[]
}

/** What `stoa run` printed and how it ended. */
function stoaRun(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise(resolve => {
    const child = execFile(
      process.execPath,
      [command, 'run', ...words],
      { env: { ...process.env, STOA_KEY: '', ...environment } },
      (_failure, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    )
  })
}

async function written(t: Test, name: string, content: string | Uint8Array): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'stoa-run-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, name), content)
  return join(folder, name)
}

/** What the cells of a worksheet put out, as one string each. */
const outputs = (text: string) => cellsOf(Text.of(text.split('\n'))).map(cell => cell.outputs.map(({ payload }) => payload).join(''))

t.test(
  '[W-18] a worksheet that runs has its outputs written into the file, and the command ends with 0',
  { ...needs('python3'), timeout: 120_000 },
  async t => {
    const file = await written(t, 'good.sagews', sheet('x = 20 + 1', 'print("Grüße", 2 * x)', '%md\n**bold**'))
    const { code, stdout, stderr } = await stoaRun([file])
    t.equal(code, 0, stderr)
    t.match(JSON.parse(stdout) as Report, {
      file: 'good.sagews',
      kernel: /^(SageMath|Python) \d/,
      status: 'ok',
      cells: ids.map((id, n) => ({ cell: n + 1, id, status: 'ok', seconds: Number })),
    })
    const text = await readFile(file, 'utf8')
    const [quiet, printed, marked] = outputs(text)
    t.notMatch(quiet, /stdout/)
    t.match(printed, /\{"stdout":"Grüße 42\\n"\}.*\{"done":true\}/)
    t.match(marked, /"md":"\*\*bold\*\*/)
    t.same(
      cellsOf(Text.of(text.split('\n'))).map(({ id, flags }) => [id, flags]),
      ids.map(id => [id, 's']),
      'each was run in this session, and none runs',
    )

    const again = await stoaRun([file])
    t.equal(again.code, 0, 'what was run once can be run again')
    t.match(outputs(await readFile(file, 'utf8'))[1], /^\{"stdout":"Grüße 42\\n"\}.\{"done":true\}.?$/u, 'and its output is there once')
  },
)

t.test(
  '[W-18] an error prints the line where it stands, in its cell and in the file, the cells after it run, and the command ends with 1',
  { ...needs('python3'), timeout: 120_000 },
  async t => {
    const file = await written(t, 'bad.sagews', sheet('print("before")', 'x = 5\ny = 0\nx / y', 'print("after", x)'))
    const { code, stdout, stderr } = await stoaRun([file])
    t.equal(code, 1, stderr)
    const report = JSON.parse(stdout) as Report
    t.match(report, {
      status: 'error',
      cells: [{ status: 'ok' }, { status: 'error', error: { message: /^ZeroDivisionError: /, line: 3 } }, { status: 'ok' }],
    })
    const text = await readFile(file, 'utf8')
    t.equal(text.split('\n')[report.cells[1]!.error!.fileLine! - 1], 'x / y')
    const [before, failed, after] = outputs(text)
    t.match(before, /before/)
    t.match(after, /after 5/)
    const traceback = readPayload(failed!)
      .map(({ message }) => String(message?.['stderr'] ?? ''))
      .join('')
    t.match(traceback, /cell 2, line 3[^]*ZeroDivisionError/)
  },
)

t.test(
  '[W-18] what a cell asks for is answered by --input, a line each; where there is no answer left the cell fails, and those after it run',
  { ...needs('python3'), timeout: 120_000 },
  async t => {
    const ask = 'name = raw_input("Who? ")\nprint("hello", name)'
    const file = await written(t, 'asks.sagews', sheet(ask, 'print(raw_input() + raw_input("And?"))', 'print("after")'))
    const { code, stdout, stderr } = await stoaRun([file, '--input', 'Ada\nx'])
    t.equal(code, 1, stderr)
    t.match(JSON.parse(stdout) as Report, {
      cells: [
        { status: 'ok' },
        { status: 'error', error: { message: /^EOFError: .*“And\?”.*nobody.*--input TEXT/, line: 1 } },
        { status: 'ok' },
      ],
    })
    const again = await stoaRun([file, '--input', 'Eve\nx\ny\n'])
    t.equal(again.code, 0, again.stderr)
    const [hello, both, after] = outputs(await readFile(file, 'utf8'))
    t.match(hello, /hello Eve/)
    t.match(both, /"stdout":"xy/)
    t.match(after, /after/)
  },
)

t.test(
  '[W-18] text before the first header is a cell, two cells of one id are two, and an empty worksheet is well',
  { ...needs('python3'), timeout: 120_000 },
  async t => {
    const twice = await written(t, 'odd.sagews', `print(1)\n${headerLine(ids[0]!)}\nprint(2)\n${headerLine(ids[0]!)}\nprint(3)`)
    const { code, stdout, stderr } = await stoaRun([twice])
    t.equal(code, 0, stderr)
    t.equal(new Set((JSON.parse(stdout) as Report).cells.map(({ id }) => id)).size, 3)
    const shown = outputs(await readFile(twice, 'utf8'))
    t.equal(shown.length, 3)
    shown.forEach((output, n) => t.match(output, `{"stdout":"${n + 1}\\n"}`))

    const empty = await written(t, 'empty.sagews', '')
    const nothing = await stoaRun([empty])
    t.equal(nothing.code, 0, nothing.stderr)
    t.match(JSON.parse(nothing.stdout) as Report, { status: 'ok', cells: [] })
    t.equal(await readFile(empty, 'utf8'), '')
  },
)

t.test(
  '[W-18] what cannot be run is said in a sentence, nothing is printed, and the command ends with 2',
  { timeout: 120_000 },
  async t => {
    const notText = await written(t, 'binary.sagews', new Uint8Array([0xff, 0xfe, 0x00, 0x80, 0x41]))
    const other = await written(t, 'notes.txt', '1 + 1\n')
    const cases: [words: string[], said: RegExp][] = [
      [[], /^Name one worksheet: stoa run FILE\.sagews\n$/],
      [['a.sagews', 'b.sagews'], /^Name one worksheet/],
      [[join(dirname(other), 'missing.sagews')], /^There is no file “.*missing\.sagews”\.\n$/],
      [[other], /^“.*notes\.txt” is not a worksheet: its name must end in \.sagews\.\n$/],
      [[notText], /^“binary\.sagews” is not text in UTF-8/],
      [
        ['a.sagews', '--project', 'x'],
        /^A run on a server needs its address, --url URL, and a key in the environment variable STOA_KEY\.\n$/,
      ],
      [['a.sagews', '--url', 'http://127.0.0.1:1'], /^With --url name the project too/],
      [['a.sagews', '--colour'], /--colour/],
    ]
    for (const [words, said] of cases) {
      const { code, stdout, stderr } = await stoaRun(words)
      t.same([code, stdout], [2, ''], words.join(' '))
      t.match(stderr, said)
      t.notMatch(stderr, /^ +at /m, 'no stack')
    }
    t.equal(await readFile(other, 'utf8'), '1 + 1\n')
  },
)

t.test(
  '[W-18][P-12] with --project the worksheet of a running server is run there, and whoever has it open sees it',
  { ...needs('python3'), timeout: 240_000 },
  async t => {
    const server = await startServer(t)
    const ada = await newcomer(t, server.url, 'Ada')
    const { project } = await ada.connect<typeof projects>('projects@1').call('create', { title: 'Notes' })
    const keyring = ada.connect<typeof keys>('keys@1')
    const key = async (role: 'owner' | 'viewer') => (await keyring.call('create', { title: role, role })).secret
    const open = openProgramDocument({ connect: ada.connect, project, path: 'notes.sagews', create: true })
    await open.ready
    open.edit({ from: 0, insert: sheet('n = 6', 'print(n * 7)', 'n / 0') })
    await open.acknowledged()

    const where = ['--project', project, '--url', server.url]
    const { code, stdout, stderr } = await stoaRun(['notes.sagews', ...where], { STOA_KEY: await key('owner') })
    t.equal(code, 1, stderr)
    t.match(JSON.parse(stdout) as Report, {
      file: 'notes.sagews',
      status: 'error',
      cells: [{ status: 'ok' }, { status: 'ok' }, { status: 'error', error: { line: 1 } }],
    })
    const onDisk = await readFile(join(server.data, 'projects', project, 'notes.sagews'), 'utf8')
    t.match(outputs(onDisk)[1], '"stdout":"42\\n"')
    t.equal(open.text().toString(), onDisk, 'and it stands in the open document')

    const refusals: [words: string[], key: string, said: RegExp][] = [
      [['missing.sagews', ...where], await key('owner'), /There is no file “missing\.sagews”/],
      [['../notes.sagews', ...where], await key('owner'), /notes\.sagews/],
      [['notes.sagews', '--project', 'nothing', '--url', server.url], await key('owner'), /project/],
      [['notes.sagews', ...where], await key('viewer'), /viewer|role/],
      [['notes.sagews', ...where], 'stoa_wrong_key', /401/],
    ]
    for (const [words, secret, said] of refusals) {
      const refused = await stoaRun(words, { STOA_KEY: secret })
      t.same([refused.code, refused.stdout], [2, ''], words.join(' '))
      t.match(refused.stderr, said)
    }
  },
)
