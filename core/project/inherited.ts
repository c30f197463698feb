import { closeSync, readdirSync, readFileSync } from 'node:fs'

const closesOnExec = 0o2000000

/**
 * Closes what this process was given beyond standard input, output and error and would pass on: a terminal or an editor that the server
 * was started from may have left descriptors open. Node's own close by themselves when a program is started, which tells them apart.
 */
export function closeInherited(): void {
  if (process.platform !== 'linux') return
  for (const name of readdirSync('/proc/self/fdinfo')) {
    const descriptor = Number(name)
    if (descriptor > 2 && passedOn(descriptor)) closeSync(descriptor)
  }
}

function passedOn(descriptor: number): boolean {
  try {
    const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8'))?.[1]
    return flags !== undefined && (Number.parseInt(flags, 8) & closesOnExec) === 0
  } catch {
    // The listing's own, which is closed by now.
    return false
  }
}
