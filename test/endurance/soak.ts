import t from 'tap'
import { endure } from './sync.ts'

/** `npm run soak`: what `npm test` does for two minutes, for twenty, from another seed each time. */
const seconds = Number(process.env['SOAK_SECONDS'] ?? 1_200)
const seed = Number(process.env['SEED'] ?? Date.now() % 1e9)

t.test(`[S-2] [S-3] ${seconds} seconds of trouble, seed ${seed}`, { timeout: (seconds + 600) * 1000 }, t => endure(t, { seconds, seed }))
