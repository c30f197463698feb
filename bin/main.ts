import { readdirSync } from 'node:fs'
import { parseArgs, type ParseArgsConfig } from 'node:util'
import { StoaError } from '@stoa/sdk/contract'

/** One command of `stoa`, in a file of its name. It answers the exit code. */
export type Command = {
  /** What it does, in half a line. */
  readonly summary: string
  /** Its options, as `node:util` parses them. A switch has the value ''. */
  readonly options: NonNullable<ParseArgsConfig['options']>
  run(given: { words: readonly string[]; flags: ReadonlyMap<string, string> }): Promise<number>
}

const folder = new URL('./commands/', import.meta.url)
const names = readdirSync(folder)
  .filter(name => name.endsWith('.ts'))
  .map(name => name.slice(0, -3))
const load = async (name: string): Promise<Command> => (await import(new URL(`${name}.ts`, folder).href)) as Command

async function help(): Promise<number> {
  console.log('stoa COMMAND\n')
  for (const name of names) console.log(`  ${name.padEnd(8)} ${(await load(name)).summary}`)
  return 0
}

async function main([name = 'help', ...rest]: readonly string[]): Promise<number> {
  if (!names.includes(name)) return help()
  const command = await load(name)
  let parsed
  try {
    parsed = parseArgs({ args: [...rest], options: command.options, allowPositionals: true })
  } catch (failure) {
    throw new StoaError({ code: 'usage', message: `${(failure as Error).message} stoa ${name}: ${command.summary}` })
  }
  const flags = new Map(Object.entries(parsed.values).map(([key, value]) => [key, value === true ? '' : String(value)]))
  return command.run({ words: parsed.positionals, flags })
}

main(process.argv.slice(2)).then(
  code => process.exit(code),
  (failure: unknown) => {
    // What was refused is a sentence for whoever typed it; anything else is a fault of ours and shows where.
    console.error(failure instanceof StoaError ? failure.message : failure)
    process.exit(2)
  },
)
