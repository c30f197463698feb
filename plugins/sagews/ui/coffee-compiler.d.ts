declare module 'coffeescript/lib/coffeescript/coffeescript.js' {
  export function compile(code: string, options: { bare: boolean }): string
}
