import { execFile } from 'node:child_process'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { headerLine } from '@stoa/plugin-sagews/document'

const command = fileURLToPath(new URL('../../bin/stoa.mjs', import.meta.url))
const sheet = `${headerLine('0f5e0f0e-0000-4000-8000-000000000001', 'i')}\n%md\n# Größe\n${headerLine('0f5e0f0e-0000-4000-8000-000000000002')}\n6 * 7\n`

function stoaConvert(...words: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise(resolve => {
    const child = execFile(process.execPath, [command, 'convert', ...words], (_failure, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    )
  })
}

async function folder(t: Test): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'stoa-convert-'))
  t.teardown(() => rm(made, { recursive: true, force: true }))
  await writeFile(join(made, 'a.sagews'), sheet)
  return made
}

t.test('[W-18] stoa convert: a worksheet becomes a notebook and the same worksheet again', { timeout: 180_000 }, async t => {
  const at = await folder(t)
  const made = await stoaConvert(join(at, 'a.sagews'), '--json')
  t.equal(made.code, 0, made.stderr)
  t.match(JSON.parse(made.stdout), { to: 'ipynb', out: /a\.ipynb$/, bytes: Number })
  t.match(JSON.parse(await readFile(join(at, 'a.ipynb'), 'utf8')), { nbformat: 4 })
  const back = await stoaConvert(join(at, 'a.ipynb'), '-o', join(at, 'b.sagews'))
  t.equal(back.code, 0, back.stderr)
  t.match(back.stdout.trim(), /b\.sagews$/)
  t.equal(await readFile(join(at, 'b.sagews'), 'utf8'), sheet)
  t.equal((await stoaConvert(join(at, 'a.sagews'), '-o', join(at, 'a.py'))).code, 0, 'the ending of the name says the format')
  t.match(await readFile(join(at, 'a.py'), 'utf8'), /# %%\n6 \* 7/)
  t.same((await readdir(at)).toSorted(), ['.stoa', 'a.ipynb', 'a.py', 'a.sagews', 'b.sagews'], 'and nothing is left behind')
})

t.test('[W-18] what stoa convert can’t do is said in a sentence, and nothing is written over', { timeout: 180_000 }, async t => {
  const at = await folder(t)
  await writeFile(join(at, 'bad.ipynb'), '{ "cells": [ }')
  const said = async (...words: string[]) => {
    const { code, stderr } = await stoaConvert(...words)
    t.equal(code, 2)
    return stderr.trim().split('\n').at(-1)
  }
  t.match(await said(join(at, 'none.sagews')), /There is no file “.*none\.sagews”/)
  t.match(await said(join(at, 'a.sagews'), '--to', 'exe'), /no format “exe”\. There are sagews, ipynb/)
  t.match(await said(join(at, 'bad.ipynb')), /not a notebook/)
  await writeFile(join(at, 'a.py'), 'mine')
  t.match(await said(join(at, 'a.sagews'), '--to', 'py'), /already “.*a\.py”.*--force/)
  t.equal(await readFile(join(at, 'a.py'), 'utf8'), 'mine')
  const { code, stdout } = await stoaConvert(join(at, 'bad.ipynb'), '--to', 'py', '--force', '--json')
  t.equal(code, 2)
  t.match(JSON.parse(stdout), { error: { code: 'not_notebook', message: String } })
})
