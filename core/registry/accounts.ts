import type { Row, Store } from '@stoa/core/store'
import { change } from './change.ts'
import { registryErrors } from './errors.ts'
import type { Passwords } from './passwords.ts'
import { newId, type Random } from './secrets.ts'
import type { sessionsApi } from './sessions.ts'
import { accountEmails, accounts, installation } from './tables.ts'
import { checkName, checkPassword, composePassword, normaliseEmail } from './text.ts'

const largestSettings = 64 * 1024
const takingBack = 'taking_back_administrator'
/** After a crash in its middle, seconds until administrators can be taken back again. */
const longestTurn = 60

/** What is known of a person; the hash of the password stays inside. */
export type Account = { account: string; email: string; name: string; administrator: boolean; created: number }
/** Settings that go with the account to any browser (P-9), by name. */
export type AccountSettings = Readonly<Record<string, unknown>>

export const accountOf = ({ account, email, name, administrator, created }: Row<typeof accounts>): Account => ({
  account,
  email,
  name,
  administrator,
  created,
})

export function accountsApi({
  store,
  random,
  passwords,
  sessions,
}: {
  store: Store
  random: Random
  passwords: Passwords
  sessions: ReturnType<typeof sessionsApi>
}) {
  const facts = store.table(installation)
  const rows = store.table(accounts)
  const emails = store.table(accountEmails)
  // Verified for addresses without an account, so that their answer takes as long as any other.
  const nobody = passwords.hash('the password of nobody')
  nobody.catch(() => undefined)

  const rowOf = async (received: string) => {
    const email = normaliseEmail(received)
    const owner = (await emails.get({ email }))?.owner
    const row = owner === undefined ? undefined : await rows.get({ account: owner })
    return row?.email === email ? row : undefined
  }
  const update = async (account: string, edit: (row: Row<typeof accounts>) => Row<typeof accounts>) => {
    const row = await change({
      table: rows,
      key: { account },
      decide(row) {
        if (!row) throw registryErrors.accountUnknown(account)
        return edit(row)
      },
    })
    return accountOf(row!)
  }

  return {
    /**
     * Signs in: the account and the token for its cookie. An address without an account and a wrong password are answered
     * alike and equally late (`wrong_password`), so that nobody learns here who has an account.
     */
    async signIn({ email, password }: { email: string; password: string }): Promise<{ account: Account; session: string }> {
      const row = await rowOf(email)
      // A password too long to be anyone's is not worth hashing.
      const tried = composePassword(password).slice(0, 4000)
      const matches = await passwords.matches({ hash: row?.password ?? (await nobody), password: tried })
      if (!row || !matches) throw registryErrors.wrongPassword()
      return { account: accountOf(row), session: await sessions.create(row) }
    },

    /** The account behind a cookie's token; with `renewed` the cookie should be set again for 30 days. Undefined: not signed in. */
    async signedIn(session: string): Promise<{ account: Account; renewed: boolean } | undefined> {
      const found = await sessions.authenticate(session)
      return found && { account: accountOf(found.account), renewed: found.renewed }
    },
    signOut: (session: string) => sessions.end(session),
    signOutEverywhere: (account: string) => sessions.endAll(account),

    /** Facts of an account, or undefined. */
    async get(account: string): Promise<Account | undefined> {
      const row = await rows.get({ account })
      return row && accountOf(row)
    },
    /** The account with an address, or undefined. */
    async find(email: string): Promise<Account | undefined> {
      const row = await rowOf(email)
      return row && accountOf(row)
    },
    rename: ({ account, name }: { account: string; name: string }) => {
      const checked = checkName(name)
      return update(account, row => ({ ...row, name: checked }))
    },

    /** Changes the password if `current` is right. Every sign-in ends; the new token is for who changed it. */
    async changePassword({
      account,
      current,
      password,
    }: {
      account: string
      current: string
      password: string
    }): Promise<{ session: string }> {
      const before = await rows.get({ account })
      if (!before) throw registryErrors.accountUnknown(account)
      if (!(await passwords.matches({ hash: before.password, password: composePassword(current) })))
        throw registryErrors.wrongPassword('current')
      const hash = await passwords.hash(checkPassword(password))
      await update(account, row => {
        // Somebody changed it meanwhile: `current` was right no longer.
        if (row.password !== before.password) throw registryErrors.wrongPassword('current')
        return { ...row, password: hash, sessionEpoch: row.sessionEpoch + 1 }
      })
      return { session: await sessions.create((await rows.get({ account }))!) }
    },

    async settings(account: string): Promise<AccountSettings> {
      return ((await rows.get({ account }))?.settings ?? {}) as AccountSettings
    },
    /** Sets the settings that are named; null takes one away. Together at most 64 kB of JSON. Resolves to all of them. */
    async saveSettings({ account, settings }: { account: string; settings: AccountSettings }): Promise<AccountSettings> {
      let saved: AccountSettings = {}
      await update(account, row => {
        const merged = Object.entries({ ...(row.settings as AccountSettings), ...settings }).filter(
          ([, value]) => value !== null && value !== undefined,
        )
        saved = Object.fromEntries(merged)
        const bytes = Buffer.byteLength(JSON.stringify(saved))
        if (bytes > largestSettings) throw registryErrors.settingsTooLarge(bytes)
        return { ...row, settings: saved }
      })
      return saved
    },

    /**
     * Makes an administrator or takes it back. Nobody can take it from themselves, and of two who take it from each other at once
     * one is refused (`busy` or `not_administrator`), so one is always left.
     */
    async setAdministrator({ by, account, administrator }: { by: string; account: string; administrator: boolean }): Promise<Account> {
      const decide = async () => {
        if (!(await rows.get({ account: by }))?.administrator) throw registryErrors.notAdministrator()
        if (by === account && !administrator) throw registryErrors.ownAdministrator()
        return update(account, row => ({ ...row, administrator }))
      }
      if (administrator) return decide()
      // No write covers two rows, so takings-back are made one after the other.
      const turn = { fact: takingBack, owner: newId(random) }
      if (!(await facts.putIf(turn, { when: 'absent', ttl: longestTurn })).applied) throw registryErrors.busy('administrators')
      try {
        return await decide()
      } finally {
        await facts.deleteIf({ fact: takingBack }, { when: { owner: turn.owner } })
      }
    },
  }
}
