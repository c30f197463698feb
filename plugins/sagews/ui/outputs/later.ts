import type { OutputKind, OutputPlace, ShownOutput } from '../../api.ts'

/** An element whose content is fetched first, such as a scene with the library that draws it. `make` says null where it cannot be shown. */
export function shownLater(
  place: OutputPlace,
  { height, make, failed }: { height: number; make(): Promise<ShownOutput | null>; failed: string },
): ShownOutput {
  const element = document.createElement('div')
  // Room for what comes, so that nothing below it moves then.
  element.style.minHeight = `${height}px`
  let inner: ShownOutput | null = null
  let stopped = false
  const fail = () => {
    element.className = 'ws-quiet'
    element.textContent = failed
  }
  make().then(
    shown => {
      if (stopped) return void shown?.stop?.()
      element.style.minHeight = ''
      if (!shown) fail()
      else element.append((inner = shown).element)
      place.resized()
    },
    () => {
      element.style.minHeight = ''
      fail()
      place.resized()
    },
  )
  return {
    element,
    stop() {
      stopped = true
      void inner?.stop?.()
    },
  }
}

/** A graph with vertices and edges. */
export const d3: OutputKind = {
  kind: 'd3',
  show(value, place) {
    const { viewer, data } = value as { viewer?: unknown; data?: { nodes?: unknown; links?: unknown; height?: unknown } }
    const sound = viewer === 'graph' && Array.isArray(data?.nodes) && Array.isArray(data.links)
    return shownLater(place, {
      height: typeof data?.height === 'number' ? Math.min(2000, data.height) : 360,
      failed: 'This drawing cannot be read.',
      make: async () =>
        sound ? (await import('./graph.ts')).showGraph(data as Parameters<typeof import('./graph.ts').showGraph>[0]) : null,
    })
  },
}

/** A scene in three dimensions, from its file. */
export function sceneFrom(url: string, label: string, place: OutputPlace): ShownOutput {
  return shownLater(place, {
    height: 400,
    failed: 'This scene could not be drawn. It needs WebGL, and its file must be here: run the cell to make it again.',
    async make() {
      const [{ showScene }, { readScene }, answer] = await Promise.all([import('./scene.ts'), import('./shapes.ts'), fetch(url)])
      const scene = answer.ok ? readScene(await answer.json()) : null
      return scene && showScene(scene, { label })
    },
  })
}
