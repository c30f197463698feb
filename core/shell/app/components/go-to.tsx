import { useWorld } from '../context.ts'
import { keyLabel, onMac } from '../palette/keys.ts'
import { Icon } from './icon.tsx'

/** The button of the palette, at the end of the strip. */
export function GoTo() {
  const { commands } = useWorld()
  const key = keyLabel('Mod-k', onMac)
  return (
    <button
      type="button"
      className="sh-button sh-bare sh-goto"
      aria-label={`Go to… ${key}`}
      title={`Go to… (${key})`}
      onClick={() => commands.palette.set(true)}
    >
      <Icon name="search" />
      <span>Go to…</span>
      <kbd>{key}</kbd>
    </button>
  )
}
