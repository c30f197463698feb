import type { Command } from '@stoa/sdk/ui'
import type { HistoryWorld } from './mount.tsx'

/** What can be done with the keyboard; `read` shows one version and puts the keyboard into it. */
export function commandsOf(
  { place, desk }: HistoryWorld,
  { read, goToChange }: { read(): void; goToChange(step: 1 | -1): void },
): Command[] {
  const compared = (): boolean => there() && desk.other !== null
  const there = (): boolean => desk.reader !== null && desk.reader.head > 0
  const otherOrAt = (): number => desk.other ?? desk.at
  const command = (id: string, title: string, run: () => void, more: Partial<Command> = {}): Command => ({
    id: `history.${id}`,
    title,
    enabled: there,
    run,
    ...more,
  })
  return [
    command('earlier', 'Earlier version', () => desk.go(desk.at - 1), { key: 'ArrowLeft' }),
    command('later', 'Later version', () => desk.go(desk.at + 1), { key: 'ArrowRight' }),
    command('other-earlier', 'Compare with an earlier version', () => desk.goOther(otherOrAt() - 1), { key: 'Shift-ArrowLeft' }),
    command('other-later', 'Compare with a later version', () => desk.goOther(otherOrAt() + 1), { key: 'Shift-ArrowRight' }),
    command('read', 'Read one version', read),
    command('inline', 'Compare in one text', () => desk.setLook('inline')),
    command('beside', 'Compare side by side', () => desk.setLook('beside')),
    command('next-change', 'Next change', () => goToChange(1), { key: 'n', enabled: compared }),
    command('previous-change', 'Previous change', () => goToChange(-1), { key: 'Shift-n', enabled: compared }),
    command('play', 'Play the versions, or stop', desk.togglePlaying, { key: 'p' }),
    command('who', 'Who wrote this', desk.toggleBlame),
    command('restore', 'Restore this version', () => void desk.restore(), {
      enabled: () => there() && desk.editable && desk.at !== desk.reader?.head,
    }),
    command('open', 'Open the file of this history', () => place.project.openFile(desk.wanted.file!)),
  ]
}
