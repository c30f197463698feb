import { hash, verify } from '@node-rs/argon2'

/** Hashes passwords and compares with a hash. Slow on purpose; runs outside the main thread. */
export type Passwords = {
  hash(password: string): Promise<string>
  matches(options: { hash: string; password: string }): Promise<boolean>
}

/** What OWASP asks of argon2id: 19 MiB, two passes, one lane. */
export const owasp = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Passwords by argon2id (the library's default kind). Costs are in KiB, passes and lanes; tests take small ones. */
export function argon2id(costs: { memoryCost: number; timeCost: number; parallelism: number } = owasp): Passwords {
  return {
    hash: password => hash(password, costs),
    matches: options => verify(options.hash, options.password),
  }
}
