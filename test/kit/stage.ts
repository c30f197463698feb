import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import type { Test } from 'tap'
import { bundled, createTestHub, type Person, type TestHub } from '@stoa/sdk/test'
import { program } from './program.ts'

/** A person with a browser of their own, signed in. */
export type Visitor = {
  readonly person: Person
  readonly context: BrowserContext
  readonly page: Page
  /** Goes to an address of the hub: `/projects/…`. */
  visits(path: string): Promise<void>
}

/** A hub with all bundled plugins and its page, Chromium, and people in it. Everything ends with the test. */
export type Stage = {
  readonly hub: TestHub
  readonly browser: Browser
  visitor(name: string, options?: { width?: number; height?: number }): Promise<Visitor>
}

const built = fileURLToPath(new URL('../dist/page', import.meta.url))

export async function launchBrowser(): Promise<Browser> {
  const executablePath = program('chromium')
  if (executablePath === undefined) throw new Error('Chromium is not installed.')
  return chromium.launch({ executablePath, args: ['--no-sandbox'] })
}

/**
 * Sets the stage; `folders` are of plugins that are not bundled. Whatever a page throws, logs as an error or tries against the content security policy fails the test that opened it.
 */
export async function setStage(
  t: Test,
  { plugins = ['files', 'editor', 'sagews', 'terminal'], folders = [] }: { plugins?: readonly string[]; folders?: readonly string[] } = {},
): Promise<Stage> {
  const page = join(built, [...plugins, ...folders.map(folder => basename(folder))].join('-'))
  const hub = await createTestHub({ folders: [...bundled(...plugins), ...folders], page })
  t.teardown(() => hub.close())
  const browser = await launchBrowser()
  t.teardown(() => browser.close())
  return {
    hub,
    browser,
    async visitor(name, { width = 1280, height = 800 } = {}) {
      const person = await hub.person(name)
      const context = await browser.newContext({ baseURL: hub.url, viewport: { width, height }, reducedMotion: 'reduce' })
      // Sooner than tap gives up, so that a failure names what was waited for.
      context.setDefaultTimeout(10_000)
      const signedIn = await context.request.post('/api/sign-in', { data: { email: person.email, password: person.password } })
      if (!signedIn.ok()) throw new Error(`${name} could not sign in: ${await signedIn.text()}`)
      const page = await context.newPage()
      watchFaults(t, page)
      return { person, context, page, visits: async path => void (await page.goto(path)) }
    },
  }
}

/** Fails the test for what goes wrong in a page without being shown there. */
export function watchFaults(t: Test, page: Page): void {
  page.on('pageerror', error => t.fail(`the page threw: ${error.stack ?? error.message}`))
  page.on('console', message => {
    // A cut socket is what some tests are about, and the browser reports each.
    if (message.type() === 'error' && !/WebSocket|ERR_CONNECTION|Failed to load resource/.test(message.text()))
      t.fail(`the page logged: ${message.text()}`)
  })
}
