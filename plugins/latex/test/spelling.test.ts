import t from 'tap'
import type { Person } from '@stoa/sdk/test'
import type { spelling } from '../spelling.ts'
import { desk } from './kit.ts'

t.test('[L-7] words are learnt and forgotten for everybody by who may edit; dictionaries are served to who may look', async t => {
  const { hub, ada, project } = await desk(t, { '.spelling': 'noetherian\n\nGröbner' })
  const vera = await hub.person('Vera')
  await project.admits(vera, 'viewer')
  const open = async (person: Person) => {
    const remote = person.connect<typeof spelling>('latex-spelling@1', { project: project.id, params: {} })
    const answer = await remote.opened
    const heard: (readonly string[])[] = []
    let look = () => {}
    remote.on('words', ({ words }) => {
      heard.push(words)
      look()
    })
    const next = (count: number) => new Promise<void>(resolve => (look = () => heard.length >= count && resolve())())
    return { remote, answer, heard, next }
  }
  const [mine, hers] = [await open(ada), await open(vera)]
  t.match(hers.answer, { words: ['noetherian', 'Gröbner'] })
  for (const language of ['en_US', 'en_GB', 'fr_FR', 'es_ES']) t.ok(hers.answer.languages.includes(language), language)
  await mine.remote.call('learn', { word: 'eigenform' })
  await hers.next(1)
  t.strictSame(hers.heard, [['noetherian', 'Gröbner', 'eigenform']])
  await mine.remote.call('learn', { word: 'eigenform' })
  await mine.remote.call('forget', { word: 'noetherian' })
  await hers.next(2)
  t.strictSame(hers.heard[1], ['Gröbner', 'eigenform'])
  await t.rejects(hers.remote.call('learn', { word: 'x' }), { code: 'role_too_low' })
  for (const word of ['two words', 'a\nb', '\\foo', '42']) await t.rejects(mine.remote.call('learn', { word }), { code: 'no_word' })

  const url = (path: string) => `/projects/${project.id}/latex-spelling@1/dictionary/${path}`
  t.match(await (await vera.fetch(url('en_US/aff'))).text(), /^SET UTF-8/m)
  t.match(await (await vera.fetch(url('fr_FR/dic'))).text(), /^théorème\//m)
  for (const path of ['xx/aff', 'en_US/license', '..%2Fen_US/aff', 'en_US%2F..%2Faff']) await t.rejects(vera.fetch(url(path)))
})
