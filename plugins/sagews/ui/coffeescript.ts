import { compile as compileCoffee } from 'coffeescript/lib/coffeescript/coffeescript.js'

/** JavaScript for a program in CoffeeScript. Throws where it is none. */
export function compile(code: string): string {
  return compileCoffee(code, { bare: true })
}
