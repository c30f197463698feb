import { registryErrors } from './errors.ts'

const longestTitle = 200
const longestDescription = 10_000
const length = (value: string) => Array.from(value).length
/** Control characters, lone surrogates, and marks that turn the direction of what follows. */
const unshowable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u

/**
 * The one form of an address in which it is stored and compared: trimmed, composed, small letters.
 * Whether it exists only a mail can tell; this refuses what cannot.
 */
export function normaliseEmail(received: string): string {
  const email = received.normalize('NFKC').trim().toLowerCase()
  if (email.length > 254 || unshowable.test(email) || !/^[^\s@]+@[^\s@]+$/u.test(email)) throw registryErrors.email(received)
  return email
}

/** A person's name: one line, 1 to 200 characters. */
export function checkName(received: string): string {
  const name = received.normalize('NFC').trim()
  if (name === '' || length(name) > longestTitle || unshowable.test(name)) throw registryErrors.name(received)
  return name
}

/** A project's title: one line, 1 to 200 characters. */
export function checkTitle(received: string): string {
  const title = received.normalize('NFC').trim()
  if (title === '' || length(title) > longestTitle) throw registryErrors.title(title)
  if (unshowable.test(title)) throw registryErrors.titleCharacters(received)
  return title
}

/** A key's title. */
export function checkKeyTitle(received: string): string {
  const title = received.normalize('NFC').trim()
  if (title === '' || length(title) > longestTitle || unshowable.test(title)) throw registryErrors.keyTitle(received)
  return title
}

/** A project's description: any lines, at most 10,000 characters. */
export function checkDescription(received: string): string {
  const description = received.toWellFormed().normalize('NFC').trim()
  if (length(description) > longestDescription) throw registryErrors.description(description)
  return description
}

/** A password in the form that is hashed, so that é typed on two keyboards is one é. 8 to 1000 characters. */
export function checkPassword(received: string): string {
  const password = composePassword(received)
  if (length(password) < 8) throw registryErrors.passwordShort(length(password))
  if (length(password) > 1000) throw registryErrors.passwordLong(length(password))
  return password
}

export const composePassword = (received: string) => received.normalize('NFKC')
