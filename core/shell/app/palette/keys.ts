/** What matching a key needs of a `KeyboardEvent`. */
export type KeyPress = {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

type Keys = { ctrl: boolean; meta: boolean; alt: boolean; shift: boolean; key: string }

/** Reads a key as CodeMirror writes it: `Mod-Shift-p`. `Mod` is Command on a Mac and Control elsewhere. */
function readKey(written: string, mac: boolean): Keys {
  const parts = written.split(/-(?!$)/)
  const named = parts.pop() ?? ''
  const keys: Keys = { ctrl: false, meta: false, alt: false, shift: false, key: named === 'Space' ? ' ' : named }
  for (const part of parts) {
    if (part === 'Mod') keys[mac ? 'meta' : 'ctrl'] = true
    else if (part === 'Ctrl' || part === 'Control') keys.ctrl = true
    else if (part === 'Cmd' || part === 'Meta') keys.meta = true
    else if (part === 'Alt') keys.alt = true
    else if (part === 'Shift') keys.shift = true
  }
  return keys
}

/** Whether a press is this key. Letters are compared without case, since Shift is written out; other characters carry their Shift in them. */
export function matchesKey(press: KeyPress, written: string, mac: boolean): boolean {
  const { ctrl, meta, alt, shift, key } = readKey(written, mac)
  const letterOrName = key.length > 1 || /^\p{L}$/u.test(key)
  return (
    press.key.toLowerCase() === key.toLowerCase() &&
    press.ctrlKey === ctrl &&
    press.metaKey === meta &&
    press.altKey === alt &&
    (press.shiftKey === shift || (!letterOrName && !shift))
  )
}

const shown: Readonly<Record<string, string>> = {
  Enter: '↵',
  Escape: 'Esc',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Delete: 'Del',
  ' ': 'Space',
}

/** A key as people read it: `Ctrl Shift P`, on a Mac `⇧⌘P`. */
export function keyLabel(written: string, mac: boolean): string {
  const { ctrl, meta, alt, shift, key } = readKey(written, mac)
  const name = shown[key] ?? (key.length === 1 ? key.toUpperCase() : key)
  if (mac) return `${ctrl ? '⌃' : ''}${alt ? '⌥' : ''}${shift ? '⇧' : ''}${meta ? '⌘' : ''}${name}`
  return [ctrl && 'Ctrl', meta && 'Meta', alt && 'Alt', shift && 'Shift', name].filter(Boolean).join(' ')
}

/** Whether this browser runs on an Apple system, where Command does what Control does elsewhere. */
export const onMac: boolean = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform)
