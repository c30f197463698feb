import { WebglAddon } from '@xterm/addon-webgl'
import type { Terminal } from '@xterm/xterm'
import type { Stop } from '@stoa/sdk/contract'
import { cspNonce } from '@stoa/sdk/ui'
import { withNonce } from './look.ts'

/** Draws with the graphics card where that can be; without, or when it is taken away, the page draws by itself. */
export function startRendering(terminal: Terminal): Stop {
  let addon: WebglAddon | null = null
  try {
    addon = new WebglAddon()
    addon.onContextLoss(() => {
      withNonce(cspNonce(), () => addon?.dispose())
      addon = null
    })
    terminal.loadAddon(addon)
  } catch {
    // This browser has none; nothing is lost but speed.
    withNonce(cspNonce(), () => addon?.dispose())
    addon = null
  }
  return () => {
    // Whatever draws is put away by making what would draw in its place.
    withNonce(cspNonce(), () => addon?.dispose())
    addon = null
  }
}
