import Fastify from 'fastify'
import t from 'tap'
import { listen } from '../listen.ts'

t.test('[A-1] a port that is taken, or an address that is not this machine’s, is said with what to do', async t => {
  const [one, two, three] = [Fastify(), Fastify(), Fastify()]
  t.teardown(() => Promise.all([one.close(), two.close(), three.close()]))
  const url = await listen({ app: one, host: '127.0.0.1', port: 0 })
  t.match(url, /^http:\/\/127\.0\.0\.1:\d+$/)
  const port = Number(new URL(url).port)
  await t.rejects(listen({ app: two, host: '127.0.0.1', port }), {
    code: 'cannot_listen',
    message: new RegExp(`127\\.0\\.0\\.1, port ${port}: another program listens there.*STOA_PORT`),
  })
  await t.rejects(listen({ app: three, host: '192.0.2.1', port: 0 }), { code: 'cannot_listen', message: /no such address/ })
})
