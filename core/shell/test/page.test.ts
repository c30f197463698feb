import t from 'tap'
import type { BuiltPage } from '../build.ts'
import { contentSecurityPolicy, pageHtml } from '../page.ts'

const built: BuiltPage = {
  outDir: '/nowhere',
  entry: 'shell-A1.js',
  preload: ['chunks/react-B2.js'],
  css: ['style-C3.css'],
  importMap: { react: 'shared/react-D4.js' },
  plugins: [{ id: 'clock', title: '</script><b>"Clock" & co', module: 'plugins/clock-E5.js', needs: ['stoa/Pages@1'], provides: [] }],
  refused: [],
  files: [],
  initialBytes: 0,
}
const page = (base: string) => pageHtml({ built, base, nonce: 'N0nce' })

t.test('[K-3] every script of the page carries the nonce, data alone goes without', async t => {
  const scripts = [...page('').matchAll(/<script([^>]*)>/g)].map(m => m[1]!)
  t.equal(scripts.length, 4)
  t.strictSame(
    scripts.filter(s => !s.includes('nonce="N0nce"')),
    [' type="application/json" id="stoa"'],
  )
  t.match(contentSecurityPolicy({ nonce: 'N0nce' }), "script-src 'nonce-N0nce' 'strict-dynamic'")
  t.notMatch(contentSecurityPolicy({ nonce: 'N0nce' }), 'unsafe-eval')
})

t.test('[K-4] a plugin cannot break out of the page by its title', async t => {
  const html = page('')
  t.notMatch(html, '<b>"Clock"')
  const boot = JSON.parse(html.match(/id="stoa">(.*?)<\/script>/s)![1]!) as { plugins: { title: string; module: string }[] }
  t.equal(boot.plugins[0]!.title, built.plugins[0]!.title)
})

t.test('[R-1] below a sub-path every address of the page begins with it', async t => {
  const html = page('/stoa')
  const addresses = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(m => m[1]!).filter(a => !a.startsWith('data:'))
  t.ok(addresses.length >= 3)
  t.strictSame(
    addresses.filter(a => !a.startsWith('/stoa/assets/')),
    [],
  )
  t.match(html, '"react":"/stoa/assets/shared/react-D4.js"')
  t.match(html, '"base":"/stoa"')
})
