import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import { openProgramDocument } from '@stoa/sdk/client'
import { createTestHub } from '@stoa/sdk/test'

const run = promisify(execFile)
const example = fileURLToPath(new URL('../../client/python', import.meta.url))

t.test('[S5.3] a program in another language edits together with a person, by what the specifications say', async t => {
  const hub = await createTestHub()
  t.teardown(() => hub.close())
  const ada = await hub.person('Ada')
  const project = await ada.creates('shared')
  await mkdir(project.root, { recursive: true })
  await writeFile(join(project.root, 'notes.txt'), 'näme 😀\n')
  const document = openProgramDocument({ connect: ada.connect, project: project.id, path: 'notes.txt' })
  t.teardown(() => document.close())
  await document.ready
  // While the program writes at the front, she writes at the end.
  let typed = 0
  const stop = document.onChange(({ session }) => {
    if (session === null || typed >= 20) return
    typed++
    document.edit({ from: document.text().length, insert: `${typed} ` })
  })
  const script = `
import sys
from stoa_document import Hub, Refused
url, email, password, project = sys.argv[1:]
with Hub(url, email, password) as hub:
    document = hub.document(project, 'notes.txt')
    for n in range(40):
        document.edit(0, 0, f'é{n};')
    document.edit(0, 3, '漢')
    while '20 ' not in document.text:
        document.take()
    large = 'x' * 300000
    document.edit(0, 0, large)
    assert document.text.startswith(large)
    document.edit(0, len(large), '')
    try:
        document.edit(0, 10 ** 7, '')
    except Refused as refused:
        print(refused.code)
    try:
        hub.document(project, 'missing.txt')
    except Refused as refused:
        print(refused.code)
    print(document.text)
`
  const { stdout } = await run('python3', ['-c', script, hub.url, ada.email, ada.password, project.id], {
    env: { ...process.env, PYTHONPATH: example, PYTHONIOENCODING: 'utf-8' },
  })
  void stop()
  await document.acknowledged()
  const ones = Array.from({ length: 39 }, (_, n) => `é${38 - n};`).join('')
  const end = Array.from({ length: 20 }, (_, n) => `${n + 1} `).join('')
  t.equal(document.text().toString(), `漢;${ones}näme 😀\n${end}`)
  t.equal(stdout, `bad_edit\nnot_found\n${document.text().toString()}\n`)
})
