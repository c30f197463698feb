import type { Clock } from '@stoa/sdk/hub'
import type { Row, Store } from '@stoa/core/store'
import { change } from './change.ts'
import { hashSecret, newSecret, type Random } from './secrets.ts'
import { accounts, sessions } from './tables.ts'

export const sessionDays = 30
const day = 86_400_000
const ttl = sessionDays * 86_400

/** Who a cookie's token belongs to. `renewed` says that its 30 days began anew, so the cookie should be set again. */
export type SignedIn = { account: Row<typeof accounts>; renewed: boolean }

export function sessionsApi({ store, clock, random }: { store: Store; clock: Pick<Clock, 'now'>; random: Random }) {
  const sessionRows = store.table(sessions)
  const accountRows = store.table(accounts)
  return {
    /** Signs an account in: a token for the cookie, good for 30 days after its last use. Only its hash is stored. */
    async create(account: Row<typeof accounts>): Promise<string> {
      const token = newSecret(random)
      const now = clock.now()
      const row = {
        hash: hashSecret(token),
        account: account.account,
        sessionEpoch: account.sessionEpoch,
        created: now,
        renewed: now,
        version: 1,
      }
      await sessionRows.putIf(row, { when: 'absent', ttl })
      return token
    },

    /** The account behind a token, or undefined if it is unknown, expired or signed out. */
    async authenticate(token: string): Promise<SignedIn | undefined> {
      const row = await sessionRows.get({ hash: hashSecret(token) })
      const account = row && (await accountRows.get({ account: row.account }))
      if (!account || account.sessionEpoch !== row.sessionEpoch) return undefined
      // Once a day is enough to stay signed in, and spares a write for each request.
      if (clock.now() - row.renewed < day) return { account, renewed: false }
      const renewal = await sessionRows.putIf(
        { ...row, renewed: clock.now(), version: row.version + 1 },
        { when: { version: row.version }, ttl },
      )
      if (renewal.applied) return { account, renewed: true }
      return renewal.found ? { account, renewed: false } : undefined
    },

    /** Ends one sign-in. An unknown token is as good as ended. */
    async end(token: string): Promise<void> {
      const hash = hashSecret(token)
      let row = await sessionRows.get({ hash })
      while (row) {
        const outcome = await sessionRows.deleteIf({ hash }, { when: { version: row.version } })
        row = outcome.applied ? undefined : outcome.found
      }
    },

    /** Ends every sign-in of an account, in one write; the rows that are left behind expire by themselves. */
    async endAll(account: string): Promise<void> {
      await change({
        table: accountRows,
        key: { account },
        decide: row => (row ? { ...row, sessionEpoch: row.sessionEpoch + 1 } : null),
      })
    },
  }
}
