#!/usr/bin/env node
// Plain and without dependencies, so that any Node from 18 on can run it: it sees to the rest and hands over to the project's own Node.
import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { nodeBinary, setUp } from '../scripts/setup.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const commands = readdirSync(`${here}commands`)
  .filter(name => name.endsWith('.ts'))
  .map(name => name.slice(0, -3))
const [command = 'help', ...rest] = process.argv.slice(2)

if (command !== 'help' && command !== '--help' && command !== '-h' && !commands.includes(command)) {
  console.error(`There is no command “${command}”. There are: ${commands.join(', ')}, help.`)
  process.exit(2)
}
try {
  await setUp({ mode: command === 'start' ? 'start' : 'packages' })
} catch (failure) {
  console.error(failure.message)
  process.exit(1)
}

const child = spawn(nodeBinary, ['--conditions=stoa-source', '--disable-warning=ExperimentalWarning', `${here}main.ts`, command, ...rest], {
  stdio: 'inherit',
})
// A terminal sends Ctrl C to both; only the child knows how to stop, so this process waits for it.
process.on('SIGINT', () => {})
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('error', failure => {
  console.error(`The project's own Node could not be started: ${failure.message}. Run “npm install”.`)
  process.exit(1)
})
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
