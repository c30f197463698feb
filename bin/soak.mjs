#!/usr/bin/env node
// npm run soak: twenty minutes of trouble for the sync engine, from another seed each time. SOAK_SECONDS and SEED say otherwise.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { nodeBinary, setUp } from '../scripts/setup.mjs'

const seconds = Number(process.env.SOAK_SECONDS ?? 1_200)
await setUp({ mode: 'packages' })
spawn(
  nodeBinary,
  [
    '--conditions=stoa-source',
    '--disable-warning=ExperimentalWarning',
    fileURLToPath(new URL('../test/endurance/soak.ts', import.meta.url)),
  ],
  {
    stdio: 'inherit',
    env: { ...process.env, SOAK_SECONDS: String(seconds), TAP_TIMEOUT: String(seconds + 600) },
  },
).on('exit', code => process.exit(code ?? 1))
