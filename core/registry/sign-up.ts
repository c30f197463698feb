import type { Clock } from '@stoa/sdk/hub'
import type { Row, Store } from '@stoa/core/store'
import { accountOf, type Account } from './accounts.ts'
import { change } from './change.ts'
import { registryErrors } from './errors.ts'
import type { invitationsApi } from './invitations.ts'
import { checkTerms, judgeLink } from './links.ts'
import type { Passwords } from './passwords.ts'
import { hashSecret, newId, newSecret, type Random } from './secrets.ts'
import type { sessionsApi } from './sessions.ts'
import { accountEmails, accounts, installation, signUpTokens } from './tables.ts'
import { checkName, checkPassword, normaliseEmail } from './text.ts'

/** Who may sign up: anyone, who has a link, or nobody. */
export type SignUpPolicy = 'open' | 'invitation' | 'closed'

/** What a person fills in. `token` comes from the link they followed: an administrator's, a sign-up link's or a project's. */
export type SignUp = { email: string; name: string; password: string; acceptedTerms: boolean; token?: string | undefined }

const policyFact = 'sign_up_policy'
const firstAdministrator = 'first_administrator'

/** A claim on the right to sign up: `giveBack` if signing up fails afterwards, `fulfil` when it is done. */
type Claim = { administrator: boolean; giveBack(): Promise<unknown>; fulfil(): Promise<{ project?: string }> }
const noClaim: Claim = { administrator: false, giveBack: async () => undefined, fulfil: async () => ({}) }

export function signUpApi({
  store,
  clock,
  random,
  passwords,
  sessions,
  invitations,
  initialPolicy,
}: {
  store: Store
  clock: Pick<Clock, 'now'>
  random: Random
  passwords: Passwords
  sessions: ReturnType<typeof sessionsApi>
  invitations: ReturnType<typeof invitationsApi>
  initialPolicy: SignUpPolicy
}) {
  const rows = store.table(accounts)
  const emails = store.table(accountEmails)
  const tokens = store.table(signUpTokens)
  const facts = store.table(installation)

  const policy = async () => ((await facts.get({ fact: policyFact }))?.value as SignUpPolicy | undefined) ?? initialPolicy

  /** The account that became the first administrator, if it can still be reached. */
  const administratorFact = async () => {
    const fact = await facts.get({ fact: firstAdministrator })
    const account = fact && (await rows.get({ account: fact.owner }))
    const reachable = account && (await emails.get({ email: account.email }))?.owner === account.account
    return { fact, reachable: Boolean(reachable) }
  }

  const claimAdministrator = async (account: string): Promise<Claim> => {
    // Many links may have been printed; this one row lets one person through.
    const outcome = await facts.putIf({ fact: firstAdministrator, owner: account }, { when: 'absent' })
    if (!outcome.applied) throw registryErrors.linkUsedUp()
    const giveBack = () => facts.deleteIf({ fact: firstAdministrator }, { when: { owner: account } })
    // Said again at the end: `firstAdministratorLink`, asked in between, may have taken this for a sign-up that stopped half-way.
    const fulfil = async () => {
      await facts.putIf({ fact: firstAdministrator, owner: account }, { when: 'absent' })
      return {}
    }
    return { administrator: true, giveBack, fulfil }
  }
  const use = (hash: string, by: 1 | -1) =>
    change({
      table: tokens,
      key: { hash },
      decide(row) {
        if (by === -1) return row ? { ...row, used: row.used - 1 } : null
        const link = judgeLink({ link: row, now: clock.now() })
        return { ...link, used: link.used + 1 }
      },
    })

  const admitWithoutLink = async () => {
    const rule = await policy()
    if (rule === 'closed') throw registryErrors.signUpClosed()
    if (rule === 'invitation') throw registryErrors.signUpByInvitation()
  }
  const claimLink = async ({ token, account }: { token: string; account: string }): Promise<Claim> => {
    const hash = hashSecret(token)
    const link = await tokens.get({ hash })
    if (link?.kind === 'administrator') {
      judgeLink({ link, now: clock.now() })
      return claimAdministrator(account)
    }
    if ((await policy()) === 'closed') throw registryErrors.signUpClosed()
    if (link) {
      await use(hash, 1)
      return { ...noClaim, giveBack: () => use(hash, -1) }
    }
    // A project's link: using it here, not after signing up, keeps one use from making many accounts.
    const taken = await invitations.take(token)
    return { ...noClaim, giveBack: taken.giveBack, fulfil: async () => ({ project: await taken.join(account) }) }
  }

  return {
    policy,
    async setPolicy({ by, policy: value }: { by: string; policy: SignUpPolicy }): Promise<void> {
      if (!(await rows.get({ account: by }))?.administrator) throw registryErrors.notAdministrator()
      const found = await facts.get({ fact: policyFact })
      await facts.putIf({ fact: policyFact, owner: by, value }, { when: found ? { owner: found.owner } : 'absent' })
    },

    /** A link's token that lets people sign up under the policy `invitation`; 1 use unless `limit` says more. */
    async createToken({
      by,
      note = '',
      expires,
      limit = 1,
    }: {
      by: string
      note?: string
      expires?: number
      limit?: number
    }): Promise<string> {
      if (!(await rows.get({ account: by }))?.administrator) throw registryErrors.notAdministrator()
      const now = clock.now()
      checkTerms({ expires, limit, now })
      const token = newSecret(random)
      await tokens.putIf(
        { hash: hashSecret(token), kind: 'invitation', note, expires, limit, used: 0, created: now, version: 1 },
        { when: 'absent' },
      )
      return token
    },

    /** Whether somebody became the first administrator, so that a page can send the first person to the link that the server printed. */
    async hasAdministrator(): Promise<boolean> {
      return (await administratorFact()).reachable
    },

    /**
     * A one-time token that makes who signs up with it the first administrator, or undefined if there is one. Each call makes
     * another; they all end with the first that is used. Good for 30 days.
     */
    async firstAdministratorLink(): Promise<string | undefined> {
      const { fact, reachable } = await administratorFact()
      if (reachable) return undefined
      // A sign-up that stopped half-way claimed the place and never had an address: the place is free again.
      if (fact) await facts.deleteIf({ fact: firstAdministrator }, { when: { owner: fact.owner } })
      const token = newSecret(random)
      const now = clock.now()
      await tokens.putIf(
        {
          hash: hashSecret(token),
          kind: 'administrator',
          note: '',
          expires: now + 30 * 86_400_000,
          limit: 1,
          used: 0,
          created: now,
          version: 1,
        },
        { when: 'absent', ttl: 60 * 86_400 },
      )
      return token
    },

    /**
     * Makes an account and signs it in. With a project's link the account becomes its member (`project`).
     * The row of the address decides and is written last: a crash before it leaves an account that nobody can reach and
     * perhaps one use of a link less.
     */
    async signUp({ email: typed, name: typedName, password: typedPassword, acceptedTerms, token }: SignUp): Promise<{
      account: Account
      session: string
      project?: string
    }> {
      const email = normaliseEmail(typed)
      const name = checkName(typedName)
      const password = checkPassword(typedPassword)
      if (acceptedTerms !== true) throw registryErrors.terms()
      // First, so that whoever may not sign up is told that, and not which addresses are taken.
      if (token === undefined) await admitWithoutLink()

      const account = newId(random)
      const claimed = token === undefined ? noClaim : await claimLink({ token, account })
      const now = clock.now()
      const row: Row<typeof accounts> = {
        account,
        email,
        name,
        password: '',
        administrator: claimed.administrator,
        acceptedTerms: now,
        created: now,
        sessionEpoch: 1,
        settings: {},
        version: 1,
      }
      try {
        row.password = await passwords.hash(password)
        await rows.putIf(row, { when: 'absent' })
        if (!(await emails.putIf({ email, owner: account }, { when: 'absent' })).applied) throw registryErrors.emailTaken(email)
      } catch (thrown) {
        await claimed.giveBack()
        await rows.deleteIf({ account }, { when: { version: 1 } })
        throw thrown
      }
      const joined = await claimed.fulfil()
      return { account: accountOf(row), session: await sessions.create(row), ...joined }
    },
  }
}
