#!/usr/bin/env node
// npm run soak: twenty minutes of trouble for the sync engine, and people who come back to terminals a hundred times, from another seed each time.
// SOAK_SECONDS and SEED say otherwise.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { nodeBinary, setUp } from '../scripts/setup.mjs'

const seconds = Number(process.env.SOAK_SECONDS ?? 1_200)
await setUp({ mode: 'packages' })
const codes = ['../plugins/terminal/test/reconnect.test.ts', '../test/endurance/soak.ts'].map(
  file =>
    spawnSync(
      nodeBinary,
      ['--conditions=stoa-source', '--disable-warning=ExperimentalWarning', fileURLToPath(new URL(file, import.meta.url))],
      { stdio: 'inherit', env: { ...process.env, SOAK_SECONDS: String(seconds), TAP_TIMEOUT: String(seconds + 600) } },
    ).status ?? 1,
)
process.exit(Math.max(...codes))
