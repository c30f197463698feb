/** What travels as an error: a code for programs, a sentence for people, and the field it is about, if one. */
export type ErrorBody = { code: string; message: string; field?: string }

/**
 * An error meant to be read by the person who caused it. Only `code`, `message` and `field` travel;
 * any other thrown value is reported as `internal` and its text stays in the server's log.
 */
export class StoaError extends Error {
  readonly code: string
  readonly field: string | undefined
  constructor({ code, message, field }: ErrorBody) {
    super(message)
    this.name = 'StoaError'
    this.code = code
    this.field = field
  }
  toJSON(): ErrorBody {
    return this.field === undefined
      ? { code: this.code, message: this.message }
      : { code: this.code, message: this.message, field: this.field }
  }
}

/** The part of a thrown value that may travel. */
export function errorBody(thrown: unknown): ErrorBody {
  if (thrown instanceof StoaError) return thrown.toJSON()
  return { code: 'internal', message: 'Something failed inside the server. Its log has the details.' }
}

/** What somebody sent, short enough to quote inside a sentence. */
export function quote(received: unknown, longest = 60): string {
  const text = typeof received === 'string' ? received : (JSON.stringify(received) ?? String(received))
  const clean = text.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '\uFFFD')
  return clean.length <= longest ? `“${clean}”` : `“${clean.slice(0, longest)}…” (${text.length} characters)`
}
