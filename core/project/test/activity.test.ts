import t from 'tap'
import { createActivity } from '../activity.ts'

void t.test('[R-4] a project is idle when nobody is connected and nothing is held', async t => {
  const told: boolean[] = []
  const { activity, setChannels, onIdle } = createActivity()
  onIdle(idle => told.push(idle))
  setChannels(2)
  const cell = activity.hold('a running cell')
  const job = activity.hold('a build')
  setChannels(0)
  void cell()
  void cell()
  t.same(told, [false], 'letting go twice lets go of one only')
  void job()
  t.same(told, [false, true])
  setChannels(1)
  t.same(told, [false, true, false])
})
