import type { Command } from '@stoa/sdk/ui'
import type { Stop } from '@stoa/sdk/contract'
import { createValue, type Readable, type Value } from '../value.ts'
import { matchesKey, type KeyPress } from './keys.ts'

/**
 * Something to go to or to do. `group` is said beside it in the palette. With `within`, its key works only while the focus is in there,
 * or nowhere in particular.
 */
export type PaletteItem = Command & { readonly group?: string; readonly within?: HTMLElement }

/** The commands that can be run now: the shell's, and those of the view that is shown. */
export type Commands = {
  readonly list: Readable<readonly PaletteItem[]>
  /** Whether the palette is open. */
  readonly palette: Value<boolean>
  add(commands: readonly PaletteItem[]): Stop
}

export function createCommands(): Commands {
  const list = createValue<readonly PaletteItem[]>([])
  return {
    list,
    palette: createValue(false),
    add(commands) {
      const mine = [...commands]
      list.update(all => [...mine, ...all])
      return () => list.update(all => all.filter(one => !mine.includes(one)))
    },
  }
}

/** The first command that this press runs, if any. */
export function commandFor<C extends Command>(press: KeyPress, commands: readonly C[], mac: boolean): C | undefined {
  return commands.find(({ key, enabled }) => key !== undefined && matchesKey(press, key, mac) && enabled?.() !== false)
}
