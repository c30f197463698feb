import { Outputs, type OutputKind } from '@stoa/plugin-sagews/api'
import { stops } from '@stoa/sdk/contract'
import { uiPart } from '@stoa/sdk/ui'
import { Controls, type ShowControl } from './api.ts'
import { createControls } from './ui/registry.ts'

type Builtin = typeof import('./ui/builtin.ts')
const kinds = {
  'input-box': 'inputBox',
  checkbox: 'checkbox',
  'color-selector': 'colorSelector',
  text: 'textControl',
  button: 'button',
  slider: 'slider',
  'range-slider': 'rangeSlider',
  selector: 'selector',
  'input-grid': 'inputGrid',
} as const satisfies Record<string, keyof Builtin>

/** Interacts in the page. What draws them is fetched with the first one that is seen. */
export default uiPart({
  needs: { outputs: Outputs },
  provides: { controls: Controls },
  start({ outputs }) {
    const controls = createControls()
    const started = stops()
    for (const [kind, name] of Object.entries(kinds))
      started.add(controls.add({ kind, load: async (): Promise<ShowControl> => (await import('./ui/builtin.ts'))[name] }))
    const interact: OutputKind = {
      kind: 'interact',
      show(value, place) {
        const element = document.createElement('div')
        const inside = document.createElement('div')
        element.append(inside)
        let latest = value
        let panel: ReturnType<Awaited<typeof import('./ui/panel.ts')>['showPanel']> | null = null
        let stopped = false
        void import('./ui/panel.ts').then(({ showPanel }) => {
          if (!stopped) panel = showPanel({ element, inside, place, controls, value: latest })
        })
        return {
          element,
          inside,
          update(next) {
            latest = next
            panel?.update(next)
            return true
          },
          stop() {
            stopped = true
            panel?.stop()
          },
        }
      },
    }
    started.add(outputs.add(interact))
    return { provided: { controls }, stop: () => started.stop() }
  },
})
