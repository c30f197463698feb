import { StringDecoder } from 'node:string_decoder'

/* oxlint-disable no-control-regex -- these are the characters that terminals are told by */
const whole = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\](?<said>[^\u0007\u001b]*)(?:\u0007|\u001b\\)|[PX^_][^\u001b]*\u001b\\|[ -/]*[0-Z\\^-~])/g
const begun = /(?:\r|\u001b(?:\[[0-?]*[ -/]*|\][^\u0007\u001b]*\u001b?|[PX^_][^\u001b]*\u001b?|[ -/]*)?)$/
/** What is begun and has not ended after this many characters never will. */
const longest = 8192

/** Reads what a program prints for somebody who sees text and no terminal: without what moves a cursor or gives colour. */
export function createPrinted() {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  let directory: string | null = null
  return {
    take(bytes: Uint8Array): string {
      const text = rest + decoder.write(Buffer.from(bytes))
      const cut = begun.exec(text)
      rest = cut && cut[0].length < longest ? cut[0] : ''
      return text
        .slice(0, text.length - rest.length)
        .replace(whole, (_all, ...given) => {
          const { said } = given.at(-1) as { said?: string }
          if (said?.startsWith('7;')) directory = said.slice(2)
          return ''
        })
        .replaceAll('\r\n', '\n')
        .replaceAll('\u0007', '')
    },
    /** The last folder that a program said it is in. */
    get directory() {
      return directory
    },
  }
}
