import t from 'tap'
import { keepPoint, scaleIn, stepped } from '../image/zoom.ts'

t.test('[F-11] an image is as large as there is room for it, never larger than it is unless asked', async t => {
  const room = { width: 800, height: 400 }
  t.equal(scaleIn({ zoom: 'fit', image: { width: 1600, height: 400 }, room }), 0.5)
  t.equal(scaleIn({ zoom: 'fit', image: { width: 10, height: 10 }, room }), 1)
  t.equal(scaleIn({ zoom: 8, image: { width: 10, height: 10 }, room }), 8)
})

t.test('[F-11] zooming goes in steps from wherever it is, and what is under the pointer stays there', async t => {
  t.equal(stepped(0.4, 1), 0.5)
  t.equal(stepped(0.4, -1), 0.33)
  t.equal(stepped(stepped(1, 1), -1), 1)
  t.equal(stepped(32, 1), 32)
  const after = keepPoint({ scroll: 100, pointer: 50, before: 1, after: 2 })
  t.equal((after + 50) / 2, 100 + 50)
})
