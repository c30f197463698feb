import { errorBody, type ErrorBody } from '@stoa/sdk/contract'
import type { Api, Me, SignUp } from './api.ts'
import type { Boot } from './boot.ts'
import { createValue, type Readable } from './value.ts'
import { createWorld, type World } from './world.ts'

/** Whether anybody is signed in here: `asking` until the hub has answered, `failed` if it did not. */
export type SessionState =
  | { readonly kind: 'asking' }
  | { readonly kind: 'failed'; readonly error: ErrorBody }
  | { readonly kind: 'out'; readonly me: Me }
  | { readonly kind: 'in'; readonly me: Me; readonly world: World }

/** Signing in and out at this browser. */
export type Session = {
  readonly state: Readable<SessionState>
  /** Asks the hub again who is here. */
  refresh(): Promise<void>
  /**
   * A page that has lost its connection asks whether it is still somebody's. After a new sign-in, as a change of password makes one, it
   * begins anew; otherwise its world says that it is `signedOut`.
   */
  check(): Promise<void>
  signIn(body: { email: string; password: string }): Promise<void>
  /** `made` goes to where the sign-up leads, before anything is drawn there: to the project of its link, if that was one. */
  signUp(body: SignUp, made: (project: string | undefined) => void): Promise<void>
  /** Signs out and leaves this page altogether, so that nothing of the person stays in its memory. */
  signOut(options?: { everywhere?: boolean }): Promise<void>
}

export function createSession({ boot, api }: { boot: Boot; api: Api }): Session {
  const state = createValue<SessionState>({ kind: 'asking' })

  async function refresh(): Promise<void> {
    try {
      const me = await api.me()
      const now = state.get()
      if (now.kind === 'in' && now.world.account.id === me.account?.id) return
      if (now.kind === 'in') await now.world.close().catch(() => undefined)
      state.set(me.account ? { kind: 'in', me, world: createWorld({ account: me.account, boot, api }) } : { kind: 'out', me })
    } catch (error) {
      if (state.get().kind !== 'in') state.set({ kind: 'failed', error: errorBody(error) })
    }
  }

  return {
    state,
    refresh,
    async check() {
      const me = await api.me().catch(() => null)
      const now = state.get()
      if (me === null || now.kind !== 'in') return
      if (me.account?.id !== now.world.account.id) {
        now.world.signedOut.set(true)
        return
      }
      const { kind, error } = now.world.connection.state
      if (kind !== 'refused' || error?.code !== 'signed_out') return
      await now.world.close().catch(() => undefined)
      state.set({ kind: 'in', me, world: createWorld({ account: me.account, boot, api }) })
    },
    async signIn(body) {
      await api.signIn(body)
      await refresh()
    },
    async signUp(body, made) {
      const { project } = await api.signUp(body)
      state.set({ kind: 'asking' })
      made(project)
      await refresh()
    },
    async signOut({ everywhere = false } = {}) {
      await (everywhere ? api.signOutEverywhere() : api.signOut())
      location.assign(`${boot.base}/sign-in`)
    },
  }
}
