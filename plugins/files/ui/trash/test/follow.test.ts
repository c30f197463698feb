import t from 'tap'
import type { Remote } from '@stoa/sdk/contract'
import type { Trashed, files } from '../../../contract.ts'
import { followTrash, type TrashKnown } from '../follow.ts'

const one = (id: string): Trashed => ({ id, path: id, kind: 'file', size: 1, removed: 0, by: 'Ada' })

/** A trash of 1,200 things, 500 a page, and who follows it. Each answer waits until it is let through. */
function start() {
  let all = Array.from({ length: 1200 }, (_, i) => one(String(9999 - i)))
  const asked: { after: string | undefined; answer(): void }[] = []
  let news = (): void => undefined
  const remote = {
    call: (_: string, { after }: { after?: string }) =>
      new Promise(resolve =>
        asked.push({
          after,
          answer() {
            const from = after === undefined ? 0 : all.findIndex(({ id }) => id < after)
            const trashed = all.slice(from, from + 500)
            resolve({ trashed, total: all.length, ...(from + 500 < all.length && { next: trashed.at(-1)!.id }) })
          },
        }),
      ),
    on(_: string, heard: () => void) {
      news = heard
      return () => undefined
    },
    onState: () => () => undefined,
  } as unknown as Pick<Remote<typeof files>, 'call' | 'on' | 'onState'>
  const shown: TrashKnown[] = []
  const following = followTrash({ remote, changed: () => shown.push(following.known) })
  return {
    shown,
    following,
    news: () => news(),
    asked,
    removes(id: string) {
      all = all.filter(found => found.id !== id)
    },
    async answers(count: number) {
      for (let n = 0; n < count; n++) {
        asked.shift()!.answer()
        await new Promise(resolve => setImmediate(resolve))
      }
    },
  }
}

t.test('[F-5] more than one page is asked for until all of it is here, and shown as it comes', async t => {
  const { shown, answers, following } = start()
  await answers(3)
  t.strictSame(
    shown.map(({ list, total }) => [list?.length, total]),
    [
      [500, 1200],
      [1000, 1200],
      [1200, 1200],
    ],
  )
  t.equal(new Set(following.known.list!.map(({ id }) => id)).size, 1200)
})

t.test('[F-5] what changes later is shown when all of it is here again; news meanwhile has it asked for once more', async t => {
  const { shown, answers, news, removes, asked, following } = start()
  await answers(3)
  shown.length = 0
  removes('9999')
  news()
  await answers(1)
  removes('9998')
  news()
  news()
  await answers(2)
  t.strictSame(
    shown.map(({ list }) => list?.length),
    [1199],
    'nothing was half there',
  )
  await answers(3)
  t.equal(asked.length, 0)
  t.equal(following.known.list!.length, 1198)
  t.notOk(following.known.list!.some(({ id }) => id === '9998'))
})
