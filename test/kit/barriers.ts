import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

type Axe = {
  run(where: object, options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>
}

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What keeps somebody from using the page, by the rules of accessibility, as sentences. By default the whole page is looked at. */
export async function barriers(page: Page, where: { include?: string; exclude?: string } = {}): Promise<string[]> {
  await page.evaluate(axe)
  return page.evaluate(async ({ include = 'html', exclude }) => {
    const looked = { include: [[include]], ...(exclude !== undefined && { exclude: [[exclude]] }) }
    const { violations } = await (window as unknown as { axe: Axe }).axe.run(looked, { resultTypes: ['violations'] })
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`)
  }, where)
}
