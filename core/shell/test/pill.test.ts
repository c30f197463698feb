import t from 'tap'
import { pillOf } from '../app/project/pill.ts'

const up = { kind: 'connected', latency: 11.6 } as const

t.test('[U-4] the pill says the connection first, and the project’s server only through it', async t => {
  t.strictSame(pillOf({ connection: up }), { text: 'Connected', tone: 'good', detail: '12 ms' })
  t.match(pillOf({ connection: { kind: 'reconnecting', latency: 5 }, running: { state: 'running' } }), {
    text: 'Reconnecting',
    tone: 'busy',
  })
  t.match(pillOf({ connection: { kind: 'offline', latency: 5 }, running: { state: 'running' } }), { text: 'Offline', tone: 'bad' })
  t.match(pillOf({ connection: { kind: 'refused', latency: null, error: { code: 'signed_out', message: 'x' } } }), { text: 'Signed out' })
})

t.test('[R-4] a project that starts, starts again or was stopped by something is said so', async t => {
  t.match(pillOf({ connection: up, running: { state: 'starting' } }), { text: 'Starting', tone: 'busy' })
  t.match(pillOf({ connection: up, running: { state: 'restarting', reason: 'It ended.' } }), { text: 'Restarting', tone: 'busy' })
  t.match(pillOf({ connection: up, running: { state: 'stopped', reason: 'Out of memory.' } }), { text: 'Stopped', tone: 'bad' })
  t.match(pillOf({ connection: up, running: { state: 'stopped' } }), { text: 'Connected' }, 'one that nobody has started yet is no news')
})
