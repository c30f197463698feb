import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Files } from '@stoa/sdk/project'
import type { Size } from '../contract.ts'

/** A screen as it was when its project was stopped. */
export type KeptScreen = { readonly size: Size; readonly state: string }
/** Where screens are while their project does not run: in the project's private folder, which user code can't write. */
export type Kept = { load(path: string): Promise<KeptScreen | null>; save(path: string, screen: KeptScreen): Promise<void> }

/** Screens below this project. What can't be read is as if it were not there. */
export function keptScreens(files: Pick<Files, 'root'>): Kept {
  const folder = join(files.root, '.stoa', 'terminals')
  const fileOf = (path: string): string => join(folder, createHash('sha256').update(path).digest('hex'))
  return {
    async load(path) {
      try {
        const read = JSON.parse(await readFile(fileOf(path), 'utf8')) as Partial<KeptScreen> | null
        const { columns, rows } = read?.size ?? {}
        if (typeof read?.state !== 'string' || !isCount(columns) || !isCount(rows)) return null
        return { size: { columns, rows }, state: read.state }
      } catch {
        return null
      }
    },
    async save(path, screen) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const file = fileOf(path)
      const next = `${file}.next`
      try {
        await writeFile(next, JSON.stringify(screen), { mode: 0o600 })
        await rename(next, file)
      } finally {
        await rm(next, { force: true })
      }
    },
  }
}

const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) > 0 && (value as number) <= 500
