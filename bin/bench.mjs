#!/usr/bin/env node
// npm run bench -- NAME: measures beside a peer in the same run and prints one line of JSON a figure. It reports, and fails nothing.
import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { nodeBinary, setUp } from '../scripts/setup.mjs'

const folder = fileURLToPath(new URL('../test/bench/', import.meta.url))
const names = readdirSync(folder)
  .filter(name => name.endsWith('.bench.ts'))
  .map(name => name.slice(0, -'.bench.ts'.length))
const [name, ...rest] = process.argv.slice(2)
if (!names.includes(name)) {
  console.log(
    `${name === undefined ? 'Name a benchmark' : `There is no benchmark “${name}”`}: npm run bench -- NAME. There are: ${names.join(', ')}.`,
  )
  process.exit(name === undefined ? 0 : 2)
}
await setUp({ mode: 'packages' })
spawn(nodeBinary, ['--conditions=stoa-source', '--disable-warning=ExperimentalWarning', `${folder}${name}.bench.ts`, ...rest], {
  stdio: 'inherit',
}).on('exit', code => process.exit(code ?? 1))
