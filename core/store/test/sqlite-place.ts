import { join } from 'node:path'
import { openSqliteStore } from '@stoa/core/store'
import type { Harness } from './suite.ts'

export const newPlace: Harness['newPlace'] = async t => t.testdir()
export const openPlace: Harness['openPlace'] = ({ place, tables, clock }) =>
  openSqliteStore({ file: join(place, 'stoa.db'), tables, clock })
export const module = import.meta.url
