import t from 'tap'
import { doubt, labelsOf, sizeText, timeText } from '../words.ts'

const now = new Date(2026, 10, 24, 18, 0).getTime()

t.test('[B-4] times are said as people say them, and two of one minute are told apart', async t => {
  t.equal(timeText(new Date(2026, 10, 24, 16, 5).getTime(), now), '16:05')
  t.equal(timeText(new Date(2026, 10, 23, 16, 5).getTime(), now), 'Mon 16:05')
  t.equal(timeText(new Date(2026, 9, 3, 9, 0).getTime(), now), '3 Oct 2026, 09:00')
  const [first, second, other] = [5, 42, 61].map(seconds => new Date(2026, 10, 24, 16, 5, seconds).getTime())
  t.same(labelsOf([other!, second!, first!], now), ['16:06', '16:05:42', '16:05:05'])
})

t.test('[B-4] sizes, and what must be known of a snapshot that is not whole', async t => {
  t.same([0, 999, 1000, 20_500, 3_000_000, 5e9].map(sizeText), ['0 B', '999 B', '1.0 kB', '21 kB', '3.0 MB', '5.0 GB'])
  t.equal(doubt({ partial: false, raced: false }), undefined)
  t.match(doubt({ partial: true, raced: true }), /could not be read/)
  t.match(doubt({ partial: false, raced: true }), /changed/)
})
