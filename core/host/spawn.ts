import { spawn, type ChildProcess } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { descriptors, type Launch } from './confine.ts'

/** Starts a launch with a pipe for each descriptor, and writes what belongs in them. `written` are further contents, such as the token. */
export function spawnLaunch({ launch, written }: { launch: Launch; written: ReadonlyMap<number, string | Uint8Array> }): ChildProcess {
  const [file, ...rest] = launch.command
  const child = spawn(file, rest, {
    cwd: '/',
    env: launch.environment,
    stdio: ['pipe', 'pipe', 'pipe', ...Object.values(descriptors).map(() => 'pipe' as const)],
    // Its own process group: Ctrl-C at the host's terminal is the host's to handle.
    detached: true,
  })
  // Node's types know five descriptors; there are as many as were asked for.
  const streams = child.stdio as readonly (Readable | Writable | null | undefined)[]
  for (const stream of streams) stream?.on('error', () => undefined)
  for (const descriptor of Object.values(descriptors)) {
    const stream = streams[descriptor]
    if (descriptor === descriptors.status) (stream as Readable | undefined)?.resume()
    else (stream as Writable | undefined)?.end(written.get(descriptor) ?? launch.contents.get(descriptor) ?? '')
  }
  return child
}
