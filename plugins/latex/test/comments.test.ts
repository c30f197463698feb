import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { openProgramDocument } from '@stoa/sdk/client'
import type { Person } from '@stoa/sdk/test'
import type { Thread, comments } from '../comments.ts'
import { locate, readThreads, writeThreads } from '../project/comments/threads.ts'
import { desk } from './kit.ts'

const text = 'The first zero.\nThe second zero.\nThe third zero.\n'

async function openComments(t: Test, person: Person, project: string, path = 'a.tex') {
  const document = openProgramDocument({ connect: person.connect, project, path })
  await document.ready
  const remote = person.connect<typeof comments>('latex-comments@1', { project, params: { path } })
  let threads: readonly Thread[] = (await remote.opened).threads
  const looks = new Set<() => void>()
  remote.on('threads', next => {
    threads = next.threads
    for (const look of [...looks]) look()
  })
  t.teardown(() => remote.close())
  return {
    remote,
    document,
    threads: () => threads,
    until: (holds: (threads: readonly Thread[]) => boolean) =>
      new Promise<void>(resolve => {
        const look = () => {
          if (!holds(threads)) return
          looks.delete(look)
          resolve()
        }
        looks.add(look)
        look()
      }),
  }
}

t.test(
  '[L-8] a comment moves with its passage through edits and changes of the file, goes and comes back with it, and outlives everybody',
  async t => {
    const { hub, ada: person, project } = await desk(t, { 'a.tex': text })
    const emmy = await hub.person('Emmy')
    await project.admits(emmy, 'editor')
    const [ada, other] = [await openComments(t, person, project.id), await openComments(t, emmy, project.id)]
    t.notOk(existsSync(join(project.root, '.a.tex.comments')), 'who only looks leaves nothing')
    const { id } = await ada.remote.call('add', { from: 20, quote: 'second zero', text: 'Which one?' })
    await other.until(threads => threads.length === 1)
    t.match(other.threads(), [{ id, from: 20, quote: 'second zero', gone: false, notes: [{ by: 'Ada', text: 'Which one?' }] }])
    await other.remote.call('reply', { id, text: 'The one at 21.022.' })

    other.document.edit({ from: 0, insert: 'Above. ' })
    await ada.until(([thread]) => thread?.from === 27)
    ada.document.edit({ from: 27, to: 33, insert: '2nd' })
    await other.until(([thread]) => thread?.quote === '2nd zero')
    await ada.document.save()
    await writeFile(join(project.root, 'a.tex'), `% by git\n${ada.document.text().toString()}`)
    await ada.until(([thread]) => thread?.from === 36)

    const now = ada.document.text().toString()
    ada.document.edit({ from: 0, to: now.length, insert: 'Nothing.' })
    await ada.until(([thread]) => thread?.gone === true)
    t.match(ada.threads(), [{ quote: '2nd zero', notes: [{}, { by: 'Emmy' }] }])
    ada.document.edit({ from: 0, to: 8, insert: now })
    await ada.until(([thread]) => thread?.gone === false)
    t.match(ada.threads(), [{ from: 36, quote: '2nd zero' }])

    await other.remote.call('close', { id })
    await ada.until(([thread]) => thread?.closed?.as === 'resolved')
    await ada.remote.call('reopen', { id })
    await other.until(([thread]) => thread?.closed === undefined)
    for (const one of [ada, other]) one.remote.close()
    const later = await openComments(t, person, project.id)
    t.match(later.threads(), [{ id, from: 36, quote: '2nd zero', notes: [{ by: 'Ada' }, { by: 'Emmy' }] }])
    t.equal((await readFile(join(project.root, 'a.tex'), 'utf8')).includes('Which'), false, 'nothing of it is in the text')
  },
)

t.test('[L-8] a passage that is deleted does not jump to the same words elsewhere, and is back with undo', async t => {
  const { ada: person, project } = await desk(t, { 'a.tex': text })
  const ada = await openComments(t, person, project.id)
  await ada.remote.call('add', { from: 27, quote: 'zero', text: 'This one.' })
  t.match(ada.threads(), [{ from: 27 }])
  ada.document.edit({ from: 27, to: 31, insert: '' })
  await ada.until(([thread]) => thread?.gone === true)
  ada.document.edit({ from: 27, insert: 'zero' })
  await ada.until(([thread]) => thread?.gone === false)
  t.match(ada.threads(), [{ from: 27, quote: 'zero' }])
})

t.test('[L-8] a suggestion is put into the text by whoever accepts it, or rejected; viewers read', async t => {
  const { hub, ada: person, project } = await desk(t, { 'a.tex': text })
  const vera = await hub.person('Vera')
  await project.admits(vera, 'viewer')
  const [ada, viewer] = [await openComments(t, person, project.id), await openComments(t, vera, project.id)]
  const { id } = await ada.remote.call('add', { from: 0, quote: 'first', text: 'Better so.', suggestion: 'lowest' })
  const { id: second } = await ada.remote.call('add', { from: 0, quote: 'third', text: 'Hm.', suggestion: '3rd' })
  ada.document.edit({ from: 4, to: 9, insert: 'lowest' })
  await ada.remote.call('accept', { id, after: ada.document.committed() })
  await ada.remote.call('close', { id: second })
  await viewer.until(threads => threads.every(({ closed }) => closed !== undefined))
  t.match(viewer.threads(), [
    { quote: 'lowest', gone: false, from: 4, closed: { by: 'Ada', as: 'accepted' } },
    { quote: 'third', closed: { as: 'rejected' } },
  ])
  await t.rejects(ada.remote.call('accept', { id }), { code: 'no_suggestion' })
  await t.rejects(ada.remote.call('add', { from: 0, quote: 'nowhere', text: 'x' }), { code: 'no_passage' })
  await t.rejects(ada.remote.call('reply', { id: '0123456789abcdef', text: 'x' }), { code: 'no_thread' })
  for (const call of [
    () => viewer.remote.call('add', { from: 0, quote: 'zero', text: 'x' }),
    () => viewer.remote.call('reply', { id, text: 'x' }),
    () => viewer.remote.call('close', { id }),
  ])
    await t.rejects(call(), { code: 'role_too_low' })
})

t.test('[L-8] threads are lines of a file; what is no thread is passed over, and the nearest passage is found', async t => {
  const thread: Thread = {
    id: '0123456789abcdef',
    from: 3,
    quote: 'zero',
    gone: false,
    notes: [{ by: 'Ada', when: 1, text: 'line\nbreak' }],
  }
  t.strictSame(readThreads(`nonsense\n{"id":1}\n${writeThreads([thread])}null\n`), [thread])
  t.equal(locate('zero one zero two zero', { quote: 'zero', from: 8 }), 9)
  t.equal(locate('zero one zero two zero', { quote: 'zero', from: 2 }), 0)
  t.equal(locate('none', { quote: 'zero', from: 2 }), -1)
})
