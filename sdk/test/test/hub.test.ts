import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { StoaError, Type, contract, token } from '@stoa/sdk/contract'
import { hubPart } from '@stoa/sdk/hub'
import { Files, projectPart } from '@stoa/sdk/project'
import { createTestHub, type InlinePlugin } from '@stoa/sdk/test'

const greeting = contract({
  name: 'greeting',
  version: 1,
  at: 'project',
  calls: {
    greet: { role: 'viewer', input: Type.Object({ word: Type.String({ maxLength: 10 }) }), output: Type.Object({ text: Type.String() }) },
    shout: { role: 'editor', input: Type.Object({ word: Type.String() }), output: Type.Object({}) },
    refuse: { role: 'viewer', input: Type.Object({}), output: Type.Object({}) },
    fail: { role: 'viewer', input: Type.Object({}), output: Type.Object({}) },
  },
  events: { shouted: { body: Type.Object({ word: Type.String() }), whenSlow: 'queue' } },
})
const root = contract({
  name: 'root',
  version: 1,
  at: 'hub',
  open: { role: 'anyone' },
  calls: { who: { role: 'viewer', input: Type.Object({}), output: Type.Object({ name: Type.String() }) } },
  events: {},
})

const plugin: InlinePlugin = {
  manifest: {
    api: 1,
    id: 'greeting',
    title: 'Greeting',
    parts: { project: './project.ts', hub: './hub.ts' },
    needs: [Files.id],
    trust: 'page',
  },
  contracts: [greeting, root],
  hub: hubPart({
    needs: {},
    start({ serve }) {
      const served = serve(root, { who: (_, { user }) => ({ name: user.name }) })
      return () => served.stop()
    },
  }),
  project: projectPart({
    needs: { files: Files },
    start({ files, serve }) {
      const served = serve(greeting, {
        greet: ({ word }, { user, role }) => ({ text: `${word}, ${user.name}, ${role} of ${files.root.split('/').pop()}` }),
        async shout({ word }) {
          await writeFile(join(files.root, 'shouted.txt'), word)
          served.emit('shouted', { word })
          return {}
        },
        refuse() {
          throw new StoaError({ code: 'not_today', message: 'Not today.' })
        },
        fail() {
          throw new Error('a secret of the server')
        },
      })
      return () => served.stop()
    },
  }),
}

t.test('[K-9] a hub, a project server and a plugin boot in this process, and two people meet there', async t => {
  const stoa = await createTestHub({ plugins: [plugin] })
  t.teardown(() => stoa.close())
  const alice = await stoa.person('Alice')
  const bob = await stoa.person('Bob')
  const project = await alice.creates('Curves')
  await project.admits(bob, 'viewer')

  const hers = alice.connect<typeof greeting>('greeting@1', { project: project.id })
  const his = bob.connect<typeof greeting>('greeting@1', { project: project.id })
  t.same(await hers.call('greet', { word: 'Hello' }), { text: `Hello, Alice, owner of ${project.id}` })
  t.same(await his.call('greet', { word: 'Hello' }), { text: `Hello, Bob, viewer of ${project.id}` })

  const heard = new Promise(resolve => his.on('shouted', resolve))
  await hers.call('shout', { word: 'Eureka' })
  t.same(await heard, { word: 'Eureka' }, 'what one does the other hears')
  t.same(await alice.connect<typeof root>('root@1').call('who', {}), { name: 'Alice' }, 'and a hub part answers too')
})

t.test('[P-5] a viewer cannot do what asks for an editor, until made one', async t => {
  const stoa = await createTestHub({ plugins: [plugin] })
  t.teardown(() => stoa.close())
  const [alice, bob, eve] = [await stoa.person('Alice'), await stoa.person('Bob'), await stoa.person('Eve')]
  const project = await alice.creates('Curves')
  await project.admits(bob, 'viewer')

  const his = bob.connect<typeof greeting>('greeting@1', { project: project.id })
  await his.opened
  await t.rejects(his.call('shout', { word: 'hi' }), { code: 'role_too_low' })
  await project.admits(bob, 'editor')
  t.same(await his.call('shout', { word: 'hi' }), {}, 'at once, on the same channel')
  await t.rejects(eve.connect<typeof greeting>('greeting@1', { project: project.id }).opened, { code: /project_unknown|no_role/ })
})

t.test('[K-3] a bad body is refused naming its field, and only StoaErrors travel', async t => {
  const stoa = await createTestHub({ plugins: [plugin] })
  t.teardown(() => stoa.close())
  const alice = await stoa.person('Alice')
  const project = await alice.creates('Curves')
  const hers = alice.connect<typeof greeting>('greeting@1', { project: project.id })
  // @ts-expect-error the contract says that word is a string
  await t.rejects(hers.call('greet', { word: 7 }), { code: 'bad_body', field: /word/ })
  await t.rejects(hers.call('greet', { word: 'longer than ten' }), { code: 'bad_body', field: /word/ })
  await t.rejects(hers.call('refuse', {}), { code: 'not_today', message: 'Not today.' })
  const failure = await hers.call('fail', {}).catch(error => error)
  t.equal(failure.code, 'internal')
  t.notMatch(failure.message, /secret/)
})

t.test('[K-4] a plugin that does not fit is left out by name, and the others work', async t => {
  const wanting: InlinePlugin = {
    manifest: { api: 1, id: 'wanting', title: 'Wanting', parts: { hub: './hub.ts' }, needs: ['knots/Untier@1'], trust: 'page' },
    contracts: [],
    hub: hubPart({ needs: { untier: token<object>('knots/Untier@1') }, start() {} }),
  }
  const stoa = await createTestHub({ plugins: [wanting, plugin] })
  t.teardown(() => stoa.close())
  t.match(stoa.plugins, [
    { id: 'wanting', started: false, reason: /knots\/Untier@1/ },
    { id: 'greeting', started: true },
  ])
  const alice = await stoa.person('Alice')
  t.same(await alice.connect<typeof root>('root@1').call('who', {}), { name: 'Alice' })
})
