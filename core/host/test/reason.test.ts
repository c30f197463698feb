import t from 'tap'
import { holdOff, reasonOf } from '../reason.ts'

const ending = { code: null, signal: null, failed: null, outOfMemory: false, memoryLimit: 2000e6, lastLines: [] }

void t.test('[R-4] why a project server ended, in a sentence', t => {
  t.equal(reasonOf({ ...ending, signal: 'SIGKILL' }), 'The project server was ended by signal 9.')
  t.equal(reasonOf({ ...ending, code: 137 }), 'The project server was ended by signal 9.', 'as bwrap tells it')
  t.equal(reasonOf({ ...ending, code: 137, outOfMemory: true }), 'The project ran out of memory at 2000 MB.')
  t.equal(reasonOf({ ...ending, code: 3 }), 'The project server ended with exit code 3.')
  t.equal(
    reasonOf({ ...ending, code: 3, lastLines: ['first', 'the last words.'] }),
    'The project server ended with exit code 3: the last words.',
  )
  t.equal(reasonOf({ ...ending, code: 1, failed: 'The disk is full.' }), 'The disk is full.')
  t.equal(
    reasonOf({ ...ending, code: 1, failed: 'The disk is full.', outOfMemory: true }),
    'The disk is full.',
    'user code was killed for memory earlier',
  )
  t.equal(reasonOf({ ...ending, code: 99 }), 'The project server could not be put under its limits.')
  t.ok(reasonOf({ ...ending, code: 3, lastLines: ['x'.repeat(10_000)] }).length < 400)
  t.end()
})

void t.test('[R-4] the first restart is at once, the next ones after 1, 2, 4 … and at most 60 seconds', t => {
  t.same([0, 1, 2, 3, 4, 7, 8, 9, 5000].map(holdOff), [0, 0, 1000, 2000, 4000, 32_000, 60_000, 60_000, 60_000])
  t.end()
})
