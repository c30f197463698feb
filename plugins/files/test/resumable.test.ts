import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { bundled, createTestHub, type Person } from '@stoa/sdk/test'

const base64 = (text: string) => Buffer.from(text).toString('base64')

/** Ada's project in a real hub, spoken to as a tus client does. */
async function start(t: Test) {
  const hub = await createTestHub({ folders: bundled('files') })
  t.teardown(() => hub.close())
  const ada = await hub.person('Ada')
  const project = await ada.creates('Zeta zeros')
  await mkdir(project.root, { recursive: true })
  const ask = (
    method: string,
    id: string,
    { headers = {}, body, person = ada }: { headers?: Record<string, string>; body?: string; person?: Person } = {},
  ) =>
    person.fetch(`projects/${project.id}/files@1/resumable/${id}`, {
      method,
      headers: { 'tus-resumable': '1.0.0', ...headers },
      ...(body !== undefined && { body }),
    })
  const create = async (path: string, size: number, given: { replace?: boolean; person?: Person } = {}) => {
    const metadata = `path ${base64(path)}${given.replace ? `,replace ${base64('1')}` : ''}`
    const answer = await ask('POST', '', { headers: { 'upload-length': String(size), 'upload-metadata': metadata }, ...given })
    return answer.headers.get('location')!
  }
  const send = (id: string, offset: number, body: string) =>
    ask('PATCH', id, { headers: { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' }, body })
  const offset = async (id: string) => (await ask('HEAD', id)).headers.get('upload-offset')
  const at = (path: string) => join(project.root, path)
  return {
    hub,
    ada,
    project,
    ask,
    create,
    send,
    offset,
    at,
    visible: async () => (await readdir(project.root)).filter(name => name !== '.stoa').sort(),
  }
}

t.test('[F-6] a file that comes in parts appears when it is whole, in folders that are made for it', async t => {
  const { create, send, offset, at, visible } = await start(t)
  const id = await create('neue/ünï #1.txt', 10)
  t.match(id, /^[0-9a-f]{32}$/)
  await send(id, 0, 'hello')
  t.equal(await offset(id), '5')
  t.strictSame(await visible(), [])
  await t.rejects(send(id, 3, 'again'), 'a part that is not the next is refused')
  const last = await send(id, 5, 'world')
  t.match(await last.json(), { path: 'neue/ünï #1.txt', entry: { size: 10 } })
  t.equal(await readFile(at('neue/ünï #1.txt'), 'utf8'), 'helloworld')
  t.strictSame(await readdir(at('.stoa/resumable')), [])
})

t.test('[F-6] what is there is refused before a byte is sent, or goes to the trash when it is to be replaced', async t => {
  const { create, send, at } = await start(t)
  await writeFile(at('taken.txt'), 'old')
  await t.rejects(create('taken.txt', 3), { code: 'exists' })
  const id = await create('taken.txt', 3, { replace: true })
  t.match(await (await send(id, 0, 'new')).json(), { trashed: { path: 'taken.txt', by: 'Ada' } })
  t.equal(await readFile(at('taken.txt'), 'utf8'), 'new')
  const late = await create('late.txt', 3)
  await writeFile(at('late.txt'), 'mine')
  await t.rejects(send(late, 0, 'new'), { code: 'exists' })
  t.equal(await readFile(at('late.txt'), 'utf8'), 'mine')
})

t.test('[F-6] an upload that is ended leaves nothing', async t => {
  const { create, send, ask, at, visible } = await start(t)
  const id = await create('a', 10)
  await send(id, 0, 'hello')
  await ask('DELETE', id)
  await t.rejects(ask('HEAD', id), { code: 'http_404' })
  t.strictSame([await visible(), await readdir(at('.stoa/resumable'))], [[], []])
})

t.test('[F-6] [F-12] neither the path nor the upload’s own name leads anywhere else, and a viewer may do none of it', async t => {
  const { hub, project, create, ask } = await start(t)
  for (const [path, code] of [
    ['../x', 'path_invalid'],
    ['.stoa/x', 'path_private'],
    ['', 'path_invalid'],
  ])
    await t.rejects(create(path!, 1), { code: code! }, path!)
  for (const id of ['..%2f..%2fx', 'about.json', '.', '0'.repeat(31)]) await t.rejects(ask('HEAD', id), id)
  const emmy = await hub.person('Emmy')
  await project.admits(emmy, 'viewer')
  await t.rejects(create('x', 1, { person: emmy }), { code: 'role_too_low' })
})
