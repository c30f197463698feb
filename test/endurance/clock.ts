import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'
import { program } from '../kit/program.ts'

/** What the clock of a machine is off by from one moment to another, in milliseconds: as when it is set by hand, or by the network. */
const offsets = [0, -3_000, 3_000, -86_400_000, 600_000, -600_000]

/** Runs first in a process: its clock steps every two seconds, backwards as often as forwards. Timers and what has elapsed go on as ever. */
const stepping = `
const real = Date.now.bind(Date), offsets = ${JSON.stringify(offsets)}
let offset = 0
globalThis.Date = class extends Date {
  constructor(...given) { given.length === 0 ? super(real() + offset) : super(...given) }
  static now() { return real() + offset }
}
setInterval(() => { offset = offsets[Math.floor(Math.random() * offsets.length)] }, 2000).unref()
`
const options = `--import data:text/javascript;base64,${Buffer.from(stepping).toString('base64')}`

/** An environment for a server in which its clock steps, and that of each project server, which has no environment but what its sandbox is told. */
export function steppingClocks(t: Test): Record<string, string> {
  const sandbox = program('bwrap')
  if (sandbox === undefined) return { NODE_OPTIONS: options }
  const folder = mkdtempSync(join(tmpdir(), 'stoa-clocks-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const wrapper = join(folder, 'bwrap')
  writeFileSync(
    wrapper,
    `#!/bin/sh
if [ "$1" = --args ]; then
  args=$2
  shift 2
  exec ${sandbox} --args "$args" --setenv NODE_OPTIONS '${options}' "$@"
fi
exec ${sandbox} "$@"
`,
  )
  // A project's user starts it.
  for (const path of [folder, wrapper]) chmodSync(path, 0o755)
  return { NODE_OPTIONS: options, PATH: `${folder}:${process.env['PATH'] ?? '/usr/bin:/bin'}` }
}
