import t from 'tap'
import { endure } from '../endurance/sync.ts'
import { program } from '../kit/program.ts'

/** A tenth of the twenty minutes of `npm run soak`. */
const seconds = 120
const seed = Number(process.env['SEED'] ?? 20_261_124)

t.test(
  '[S-2] [S-3] twenty clients type for two minutes while processes are killed, sockets cut, the disk filled and clocks set back: each word is there once, in order, everywhere',
  { timeout: 600_000 },
  async t => {
    const { kills, hubKills, cuts, steps } = await endure(t, { seconds, seed })
    t.ok(kills > 0 && hubKills > 0 && cuts > 0 && (steps > 0 || program('bwrap') === undefined), 'there was trouble of each kind')
  },
)
