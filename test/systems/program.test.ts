import t from 'tap'
import { Type, contract } from '@stoa/sdk/contract'
import { connect, type Client } from '@stoa/sdk/client'
import { hubPart } from '@stoa/sdk/hub'
import { createTestHub, type InlinePlugin } from '@stoa/sdk/test'

const root = contract({
  name: 'root',
  version: 1,
  at: 'hub',
  open: { role: 'anyone' },
  calls: { who: { role: 'viewer', input: Type.Object({}), output: Type.Object({ name: Type.String() }) } },
  events: {},
})
const part = hubPart({
  needs: {},
  start({ serve }) {
    const served = serve(root, { who: (_, { user }) => ({ name: user.name }) })
    return () => served.stop()
  },
})
const plugin: InlinePlugin = {
  manifest: { api: 1, id: 'root', title: 'Root', parts: { hub: './hub.ts' }, needs: [], trust: 'page' },
  contracts: [root],
  hub: part,
}

t.test('[P-12] a program connects by key or cookie, at an address with or without a slash, and fetches with the same rights', async t => {
  const stoa = await createTestHub({ plugins: [plugin] })
  t.teardown(() => stoa.close())
  const ada = await stoa.person('Ada')
  const { session } = await stoa.registry.accounts.signIn({ email: ada.email, password: ada.password })
  for (const by of [{ key: ada.key }, { cookie: `stoa_session=${session}` }]) {
    const client = connect({ url: `${stoa.url}/`, ...by })
    await client.ready()
    t.same(await client.connect<typeof root>('root@1').call('who', {}), { name: 'Ada' })
    t.match(await (await client.fetch('/api/me')).json(), 'key' in by ? { signUp: 'open' } : { account: { name: 'Ada' } })
    client.close()
    client.close()
    t.equal(client.state.kind, 'closed')
    await t.rejects(client.ready(), { code: 'channel_closed' })
    await t.rejects(client.connect<typeof root>('root@1').call('who', {}), { code: 'channel_closed' })
  }
})

t.test('[R-1] who is refused is told so once, and the program does not try for ever', async t => {
  const stoa = await createTestHub()
  t.teardown(() => stoa.close())
  const states: string[] = []
  const strangers: Client[] = [
    connect({ url: stoa.url, onState: ({ kind }) => states.push(kind) }),
    connect({ url: stoa.url, key: 'stoa_0123456789abcdef_nonsense' }),
  ]
  for (const client of strangers) {
    t.teardown(() => client.close())
    await t.rejects(client.ready(), { code: 'signed_out', message: /401/ })
    await t.rejects(client.connect<typeof root>('root@1').opened, { code: 'signed_out' })
  }
  t.same(states, ['refused'])
})

t.test('[R-1] an answer that is not 2xx rejects with the hub’s error, or by its status where it has none', async t => {
  const stoa = await createTestHub()
  t.teardown(() => stoa.close())
  const ada = await stoa.person('Ada')
  await t.rejects(ada.fetch('/nothing'), { code: 'unknown_page' })
  await t.rejects(ada.fetch('api/sign-in', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"email":7}' }), {
    code: 'bad_body',
    field: 'password',
  })
  await t.rejects(ada.fetch('/socket'), { code: /^(http_404|unknown_page)$/ })
})
