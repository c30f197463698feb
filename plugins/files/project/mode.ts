import { chmod, lstat, open } from 'node:fs/promises'
import { constants } from 'node:fs'
import type { Files } from '@stoa/sdk/project'
import { errors, refusal } from './errors.ts'

/** Linux's own flag for a descriptor that names a thing without opening it; Node has no name for it. */
const namesOnly = 0o10000000

/** Changes who may read, write and run something; answers what it was. Links have no mode of their own and are refused. */
export async function setMode(files: Files, path: string, mode: number): Promise<number> {
  if (!Number.isInteger(mode) || mode < 0 || mode > 0o777) throw errors.modeInvalid(mode)
  try {
    return await files.at(path, async held => {
      const found = await lstat(held)
      if (found.isSymbolicLink()) throw errors.notFile(path)
      if (process.platform !== 'linux') await chmod(held, mode)
      else {
        // What was looked at may be swapped for a link; what is named by a descriptor can't be. It need not be readable for that.
        const handle = await open(held, namesOnly | constants.O_NOFOLLOW)
        try {
          await chmod(`/proc/self/fd/${handle.fd}`, mode)
        } finally {
          await handle.close()
        }
      }
      return found.mode & 0o777
    })
  } catch (failure) {
    throw refusal(failure, path)
  }
}
