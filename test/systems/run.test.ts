import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { bundled, createTestHub } from '@stoa/sdk/test'
import { mkdir } from 'node:fs/promises'
import { needs } from '../kit/program.ts'

t.setTimeout(240_000)
const command = fileURLToPath(new URL('../../bin/stoa.mjs', import.meta.url))

/** Runs `stoa run` as a person or a CI would. */
function stoaRun(args: readonly string[], env: Record<string, string> = {}): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise(resolve => {
    execFile(process.execPath, ['--conditions=stoa-source', command, 'run', ...args], { env: { ...process.env, ...env } }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    )
  })
}
const header = (n: number) => `\uFE20${String(n).padStart(8, '0')}-0000-4000-8000-000000000000\uFE20`
const worksheet = (...cells: string[]) => cells.map((code, index) => `${header(index + 1)}\n${code}\n`).join('')
const folder = (t: Test, files: Record<string, string>) => t.testdir(files)

t.test('[W-18] a worksheet without an error runs, its outputs are in the file, and the exit code is 0', needs('python3'), async t => {
  const file = join(folder(t, { 'good.sagews': worksheet('2+2', 'for i in range(3):\n    print("ü", i)', '%md\nGrüße') }), 'good.sagews')
  const { code, stdout } = await stoaRun([file])
  t.equal(code, 0)
  t.match(JSON.parse(stdout), { status: 'ok', cells: [{ cell: 1, status: 'ok' }, { cell: 2, status: 'ok' }, { cell: 3, status: 'ok' }] })
  const text = await readFile(file, 'utf8')
  t.match(text, '{"stdout":"4\\n"}')
  t.match(text, '"ü 0\\nü 1\\nü 2\\n"')
  t.match(text, '{"md":"Grüße"}')
})

t.test('[W-18][W-12] an error is told with the worksheet’s line, the cells after it run, and the exit code is 1', needs('python3'), async t => {
  const file = join(folder(t, { 'bad.sagews': worksheet('1+1', 'a = 1\nb = a/0', 'print("after")') }), 'bad.sagews')
  const { code, stdout } = await stoaRun([file])
  t.equal(code, 1)
  t.match(JSON.parse(stdout), {
    status: 'error',
    cells: [{ status: 'ok' }, { cell: 2, status: 'error', error: { message: /ZeroDivisionError/, line: 2 } }, { status: 'ok' }],
  })
  t.match(await readFile(file, 'utf8'), 'after\\n')
})

t.test('[W-18] with --project it runs on a server, with a key, where everybody sees it', needs('python3'), async t => {
  const stoa = await createTestHub({ folders: bundled('sagews') })
  t.teardown(() => stoa.close())
  const ada = await stoa.person('Ada')
  const project = await ada.creates('Sums')
  await mkdir(project.root, { recursive: true })
  await writeFile(join(project.root, 'there.sagews'), worksheet('6*7'))
  const { code, stdout } = await stoaRun(['there.sagews', '--project', project.id, '--url', stoa.url], { STOA_KEY: ada.key })
  t.equal(code, 0)
  t.match(JSON.parse(stdout), { status: 'ok' })
  t.match(await readFile(join(project.root, 'there.sagews'), 'utf8'), '{"stdout":"42\\n"}')
})

t.test('[W-18] what cannot be run is said in a sentence, and the exit code is 2', async t => {
  const place = folder(t, { 'binary.sagews': 'x' })
  await writeFile(join(place, 'binary.sagews'), Buffer.from([0, 1, 2]))
  for (const [args, sentence] of [
    [[], /Name one worksheet/],
    [[join(place, 'missing.sagews')], /There is no file/],
    [[join(place, 'binary.sagews')], /is not text/],
    [['a.sagews', '--project', 'x'], /STOA_KEY/],
    [['a.sagews', '--nope'], /--nope/],
  ] as const) {
    const { code, stderr, stdout } = await stoaRun(args, { STOA_KEY: '' })
    t.equal(code, 2, `${args.join(' ')}: ${stdout}`)
    t.match(stderr, sentence)
    t.notMatch(stderr, /\n\s+at /, 'no stack')
  }
})
