import t from 'tap'
import { createTestHub } from '@stoa/sdk/test'

t.test(
  '[W-8] a page of another site is answered to frames of our pages alone, between us and it a page without origin or program',
  async t => {
    const hub = await createTestHub({ folders: [] })
    t.teardown(() => hub.close())
    const ask = (url: string, headers: Record<string, string>) =>
      fetch(`${hub.url}/projects/any/elsewhere?url=${encodeURIComponent(url)}`, { headers })
    const frame = { 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'same-origin' }
    const answer = await ask('https://example.org/a?b="><script>1</script>', frame)
    t.equal(answer.status, 200)
    const policy = answer.headers.get('content-security-policy')!
    for (const rule of [
      "default-src 'none'",
      'frame-src https://example.org',
      "frame-ancestors 'self'",
      'sandbox allow-scripts allow-forms allow-popups',
    ])
      t.ok(policy.split('; ').includes(rule), rule)
    t.notMatch(await answer.text(), /<script/)
    for (const headers of [{}, { ...frame, 'sec-fetch-dest': 'document' }, { ...frame, 'sec-fetch-site': 'cross-site' }])
      t.equal((await ask('https://example.org/', headers)).status, 400)
    for (const url of ['javascript:alert(1)', 'data:text/html,x', '/projects', '', `https://example.org/${'a'.repeat(2000)}`])
      t.equal((await ask(url, frame)).status, 400, url.slice(0, 30))
  },
)
