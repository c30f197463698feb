import { registryErrors } from './errors.ts'

/** What every link has: until when and how often it may be used. */
export type LinkTerms = { expires?: number | undefined; limit?: number | undefined }

/** Refuses terms that make no sense. */
export function checkTerms({ expires, limit, now }: LinkTerms & { now: number }): void {
  if (expires !== undefined && !(Number.isSafeInteger(expires) && expires > now)) throw registryErrors.linkExpiry(expires)
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit >= 1 && limit <= 100_000)) throw registryErrors.linkLimit(limit)
}

/** Refuses a link that cannot be used now, with the reason. */
export function judgeLink<L extends LinkTerms & { used: number }>({ link, now }: { link: L | undefined; now: number }): L {
  if (!link) throw registryErrors.linkUnknown()
  if (link.expires !== undefined && link.expires <= now) throw registryErrors.linkExpired()
  if (link.limit !== undefined && link.used >= link.limit) throw registryErrors.linkUsedUp()
  return link
}
