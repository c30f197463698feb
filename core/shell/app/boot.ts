/** A plugin as the page is told of it: where its UI part lies and what its manifest allows it. */
export type BootPlugin = {
  readonly id: string
  readonly title: string
  /** Address to import. */
  readonly module: string
  readonly needs: readonly string[]
  readonly provides: readonly string[]
}

/** What the hub wrote into the page. `base` is the path the hub lies below, without a slash at its end. */
export type Boot = { readonly base: string; readonly plugins: readonly BootPlugin[] }

/** Reads what the hub wrote into the page. */
export function readBoot(page: Document): Boot {
  const { base, plugins } = JSON.parse(page.getElementById('stoa')?.textContent ?? '{}') as Partial<Boot>
  return { base: (base ?? '').replace(/\/+$/, ''), plugins: plugins ?? [] }
}
