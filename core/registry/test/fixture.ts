import { join } from 'node:path'
import type { Test } from 'tap'
import { openSqliteStore } from '@stoa/core/store'
import { argon2id, createRegistry, registryTables, type SignUpPolicy } from '@stoa/core/registry'
import { heldClock } from '../../store/test/clock.ts'

export const day = 86_400_000
export const password = 'correct horse'

/** A registry on a fresh store, with a clock that is moved by hand and cheap hashing. */
export async function freshRegistry(t: Test, { initialPolicy = 'open' as SignUpPolicy } = {}) {
  const clock = heldClock()
  const file = join(t.testdir(), 'stoa.db')
  const opened = async () => {
    const store = await openSqliteStore({ file, tables: registryTables, clock })
    t.teardown(() => store.close())
    return {
      store,
      registry: createRegistry({ store, clock, initialPolicy, passwords: argon2id({ memoryCost: 8, timeCost: 1, parallelism: 1 }) }),
    }
  }
  const { store, registry } = await opened()
  /** Signs somebody up and gives the id of the account. */
  const person = async (name: string) => {
    const { account } = await registry.signUp.signUp({ email: `${name}@example.org`, name, password, acceptedTerms: true })
    return account.account
  }
  return { clock, store, registry, person, opened }
}
