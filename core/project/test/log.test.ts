import t from 'tap'
import { lineLog, logAbout } from '../log.ts'

void t.test('[K-7] a log line is one line of JSON with the plugin’s name, and secrets are left out however deep', async t => {
  const lines: string[] = []
  const log = logAbout(lineLog({ write: line => lines.push(line), about: { project: 'p' } }), { plugin: 'chat' })
  log.warn({ token: 'abc', at: { apiKey: 'def', password: 'ghi', tokens: 3 }, text: 'a\nb' }, 'Something happened.')
  t.equal(lines.length, 1)
  t.equal(lines[0]!.indexOf('\n'), lines[0]!.length - 1)
  t.same(JSON.parse(lines[0]!), {
    level: 'warn',
    project: 'p',
    plugin: 'chat',
    token: '[redacted]',
    at: { apiKey: '[redacted]', password: '[redacted]', tokens: 3 },
    text: 'a\nb',
    msg: 'Something happened.',
  })
})
