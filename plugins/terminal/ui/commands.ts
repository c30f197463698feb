import type { Command, Settings } from '@stoa/sdk/ui'
import type { Split } from './toolbar.ts'

/** Sizes of letters in pixels; `unread` is for a terminal that another window made larger than this one. */
export const letters = { least: 8, usual: 13, most: 28, unread: 6 } as const

/** What the palette offers while a terminal is shown. */
export function commandsOf({
  settings,
  mayType,
  taken,
  acts,
  split,
}: {
  settings: Settings
  mayType(): boolean
  taken(): boolean
  acts: { copy(): void; find(): void; save(): void; record(): void; takeSize(take: boolean): void; whole(): void }
  split?: Split
}): Command[] {
  const size = (by: number) => () =>
    settings.set(
      'terminal.size',
      Math.min(letters.most, Math.max(letters.least, settings.get<number>('terminal.size', letters.usual) + by)),
    )
  return [
    { id: 'terminal.find', title: 'Find in the terminal', key: 'Ctrl-Shift-f', run: acts.find },
    // The key is the terminal's own, since it works while that has the keyboard.
    { id: 'terminal.copy', title: 'Copy what is selected', run: acts.copy },
    { id: 'terminal.larger', title: 'Terminal: larger text', run: size(1) },
    { id: 'terminal.smaller', title: 'Terminal: smaller text', run: size(-1) },
    { id: 'terminal.size', title: 'Terminal: usual size of text', run: () => settings.set('terminal.size', letters.usual) },
    { id: 'terminal.takeSize', title: 'Use the size of my window', enabled: () => mayType() && !taken(), run: () => acts.takeSize(true) },
    { id: 'terminal.giveSize', title: 'Follow the smallest window', enabled: taken, run: () => acts.takeSize(false) },
    { id: 'terminal.save', title: 'Save what was printed to a file', enabled: mayType, run: acts.save },
    { id: 'terminal.record', title: 'Record the terminal, or end it', enabled: mayType, run: acts.record },
    ...(split ? [{ id: 'terminal.split', title: 'Another terminal beside this one, or none', run: split.toggle }] : []),
    { id: 'terminal.whole', title: 'Terminal in full screen', run: acts.whole },
    {
      id: 'terminal.reader',
      title: 'Terminal for screen readers, on or off',
      run: () => settings.set('terminal.reader', !settings.get('terminal.reader', false)),
    },
  ]
}
