import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { makeClock, makePlace, makeViewer } from '../../test/place.ts'
import { startWatching } from '../watching.ts'

type News = { directory: string; changed: { name: string; size: number }[]; removed: string[]; again?: boolean; gone?: string }

async function start(t: Test) {
  const place = await makePlace()
  const clock = makeClock()
  const heard = new Map<unknown, News[]>()
  let arrived = () => {}
  const watching = startWatching({
    files: place.files,
    clock,
    emit(_, body, to) {
      heard.set(to, [...(heard.get(to) ?? []), body as News])
      arrived()
    },
  })
  t.teardown(async () => {
    watching.stop()
    await place.remove()
  })
  const news = (viewer: unknown) => heard.get(viewer) ?? []
  return {
    place,
    clock,
    watching,
    news,
    /** Lets the gathering time pass and waits until this viewer has heard `count` times. */
    async hear(viewer: unknown, count: number) {
      clock.pass(100)
      while (news(viewer).length < count) await new Promise<void>(resolve => (arrived = resolve))
      return news(viewer).at(-1)!
    },
  }
}

t.test('[F-1] a viewer hears once what appeared, grew and went in a folder it watches', async t => {
  const { place, watching, hear, news } = await start(t)
  const ada = makeViewer()
  await watching.watch('', ada)
  await place.write('new', '12')
  for (const name of ['new', 'new', 'never', '.stoa']) place.news('', name)
  const told = await hear(ada, 1)
  t.match(told, { directory: '', changed: [{ name: 'new', size: 2 }], removed: ['never'] })
  t.equal(told.changed.length, 1)
  place.news('', '.stoa')
  await place.write('new', '123')
  place.news('', 'new')
  await hear(ada, 2)
  t.match(news(ada)[1], { changed: [{ name: 'new', size: 3 }], removed: [] })
})

t.test('[F-1] more changes than are worth saying become one “list again”', async t => {
  const { place, watching, hear } = await start(t)
  const ada = makeViewer()
  await watching.watch('', ada)
  for (let i = 0; i < 5000; i++) place.news('', `f${i}`)
  t.match(await hear(ada, 1), { again: true, changed: [], removed: [] })
})

t.test('[R-2] a viewer that reads slowly is told later and once, and holds nobody up', async t => {
  const { place, clock, watching, hear, news } = await start(t)
  const [ada, bob] = [makeViewer('Ada'), makeViewer('Bob')]
  await watching.watch('', ada)
  await watching.watch('', bob)
  ada.stall()
  await place.write('a')
  place.news('', 'a')
  await hear(bob, 1)
  await place.write('b')
  place.news('', 'b')
  await hear(bob, 2)
  t.equal(news(ada).length, 0)
  ada.resume()
  while (clock.waiting() === 0) await setImmediate()
  const told = await hear(ada, 1)
  t.strictSame(told.changed.map(entry => entry.name).sort(), ['a', 'b'])
  t.equal(news(bob).length, 2)
})

t.test('[F-1] news never arrives before an older listing', async t => {
  const { place, clock, watching, hear, news } = await start(t)
  const ada = makeViewer()
  await watching.watch('', ada)
  await watching.during('', ada, async () => {
    await place.write('late')
    place.news('', 'late')
    clock.pass(100)
    for (let i = 0; i < 20; i++) await setImmediate()
    t.equal(news(ada).length, 0, 'held back while it lists')
  })
  t.match(await hear(ada, 1), { changed: [{ name: 'late' }] })
})

t.test('[F-12] a folder that vanished is said to be gone, once, and when it is back it is listed again', async t => {
  const { place, watching, hear } = await start(t)
  const ada = makeViewer()
  await mkdir(join(place.root, 'work'))
  await watching.watch('work', ada)
  await rm(join(place.root, 'work'), { recursive: true })
  place.news('work', null)
  t.match(await hear(ada, 1), { directory: 'work', gone: new RegExp('work') })
  await mkdir(join(place.root, 'else'))
  await rename(join(place.root, 'else'), join(place.root, 'work'))
  place.news('work', null)
  t.match(await hear(ada, 2), { directory: 'work', again: true, gone: undefined })
})

t.test('[F-1] the folder is watched once for all viewers, and no longer when the last has left', async t => {
  const { place, watching } = await start(t)
  const [ada, bob] = [makeViewer('Ada'), makeViewer('Bob')]
  for (const viewer of [ada, bob, ada]) await watching.watch('', viewer)
  t.equal(place.watchers(''), 1)
  watching.unwatch('', ada)
  t.equal(place.watchers(''), 1)
  watching.forget(bob)
  t.equal(place.watchers(''), 0)
  await t.rejects(watching.watch('nowhere', ada), { code: 'not_found' })
})
