import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import { needs } from '../kit/program.ts'
import { startServer } from '../kit/server.ts'
import { launchBrowser, watchFaults } from '../kit/stage.ts'
import { until } from '../kit/until.ts'

t.setTimeout(300_000)

/** A real Cassandra until the test ends; answers its port. */
async function startCassandra(t: Test): Promise<number> {
  const program = fileURLToPath(new URL('./cassandra/start.mjs', import.meta.url))
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  t.teardown(async () => {
    child.stdin.end()
    await ended
  })
  const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended.then(() => ['{}'])])) as [string]
  const { port } = JSON.parse(line) as { port?: number }
  if (port === undefined) throw new Error('Cassandra did not start; what it said is above.')
  return port
}

t.test(
  '[A-4] on Cassandra as on SQLite: sign up, make a project, type; a killed server comes back with all of it',
  needs('java', 'mvn', 'chromium'),
  async t => {
    const port = await startCassandra(t)
    const server = await startServer(t, {
      environment: { STOA_STORE: 'cassandra', STOA_CASSANDRA: `127.0.0.1:${port}`, STOA_CASSANDRA_REPLICATION: '1', STOA_SANDBOX: 'none' },
    })
    const browser = await launchBrowser()
    t.teardown(() => browser.close())
    const page = await (await browser.newContext({ baseURL: server.url })).newPage()
    page.setDefaultTimeout(30_000)
    watchFaults(t, page)
    await page.goto(server.welcome)
    await page.getByLabel('Name').fill('Ada')
    await page.getByLabel('E-mail').fill('ada@example.org')
    await page.getByLabel('Password').fill('notes on the engine')
    await page.getByRole('checkbox').check()
    await page.getByRole('button', { name: 'Create account' }).click()
    await page.getByRole('button', { name: 'New project' }).click()
    await page.getByLabel('Title').fill('Zeta zeros')
    await page.getByRole('button', { name: 'Create project' }).click()
    await page.getByRole('grid').waitFor()
    const project = page.url().match(/projects\/([0-9a-f-]{36})/)![1]!
    await mkdir(join(server.data, 'projects', project), { recursive: true })
    await writeFile(join(server.data, 'projects', project, 'notes.txt'), '')
    const address = `/projects/${project}/file/notes.txt`
    await page.goto(address)
    const text = page.locator('.cm-content')
    await text.click()
    await page.keyboard.insertText('kept in Cassandra')
    await until(t, () => readFile(join(server.data, 'projects', project, 'notes.txt'), 'utf8'), 'kept in Cassandra')

    await server.killHub()
    await server.restart()
    await page.goto('/')
    await page.getByRole('link', { name: 'Zeta zeros' }).first().waitFor()
    await page.goto(address)
    await text.getByText('kept in Cassandra').waitFor()
  },
)
