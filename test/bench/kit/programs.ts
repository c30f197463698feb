import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Ending } from './bench.ts'

/** A port that nothing listens on. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

/** Starts a program, waits for what it says when it is ready, and ends it with the benchmark. Answers its process id. */
export async function startProgram({
  ending,
  program,
  args,
  ready,
  env = {},
}: {
  ending: Ending
  program: string
  args: readonly string[]
  ready: RegExp
  env?: Readonly<Record<string, string>>
}): Promise<number> {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'exit')
  ending.add(async () => {
    child.kill('SIGTERM')
    await ended
  })
  let said = ''
  await new Promise<void>((resolve, reject) => {
    const hear = (piece: Buffer): void => {
      if (said.length < 100_000) said += piece.toString()
      if (ready.test(said)) resolve()
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('error', reject)
    child.once('exit', code => reject(new Error(`${program} ended with ${code}: ${said.slice(-2000)}`)))
  })
  return child.pid!
}

/** The resident memory of a process, in bytes. */
export function residentMemory(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes) * 1024
}

/** The Python of an environment of the benchmarks' own with these packages, made on first use. Null, with a sentence, where it can't be had. */
export function pythonWith({ name, packages }: { name: string; packages: readonly string[] }): string | null {
  const folder = fileURLToPath(new URL(`../.venv/${name}`, import.meta.url))
  const python = join(folder, 'bin', 'python')
  const stamp = join(folder, '.installed')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === packages.join(' ')) return python
  console.error(`Installing ${packages.join(' and ')} to compare with, once.`)
  const steps: [string, string[]][] = [
    ['python3', ['-m', 'venv', '--clear', folder]],
    [python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]],
  ]
  for (const [program, args] of steps) {
    const { status } = spawnSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] })
    if (status === 0) continue
    console.error(
      `${packages.join(' and ')} can't be installed here (“${program} ${args.join(' ')}” failed), so there is nothing to compare with.`,
    )
    return null
  }
  writeFileSync(stamp, packages.join(' '))
  return python
}
