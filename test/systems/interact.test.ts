import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { openProgramDocument } from '@stoa/sdk/client'
import { bundled, createTestHub, type Person, type TestProject } from '@stoa/sdk/test'
import type { interact } from '@stoa/plugin-interact/contract'
import type { CellState, sagews } from '@stoa/plugin-sagews/contract'
import { findCell, headerLine, nest, readPayload, visible, type Group } from '@stoa/plugin-sagews/document'

t.setTimeout(5 * 60_000)
const environment = join(import.meta.dirname, '..', '..', '.venv', 'bin', 'python')
process.env.STOA_PYTHON = existsSync(environment) ? environment : 'python3'

const uuid = (n: number) => `${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`
type Control = { readonly var: string; readonly default: unknown; readonly by?: string; readonly error?: string }

/** Somebody at the worksheet: what is in it, and moving its controls. */
async function seat(person: Person, project: TestProject) {
  const params = { path: 'a.sagews' }
  const document = openProgramDocument({ connect: person.connect, project: project.id, path: params.path })
  await document.ready
  const runs = person.connect<typeof sagews>('sagews@1', { project: project.id, params })
  const controls = person.connect<typeof interact>('interact@1', { project: project.id, params })
  await controls.opened
  const cells = new Map<string, CellState>()
  const looks = new Set<() => void>()
  const look = () => looks.forEach(one => one())
  runs.on('cells', ({ cells: changed }) => {
    for (const cell of changed) cells.set(cell.id, cell)
    look()
  })
  document.onChange(look)
  const until = (holds: () => boolean) =>
    new Promise<void>(resolve => {
      const one = () => {
        if (!holds()) return
        looks.delete(one)
        resolve()
      }
      looks.add(one)
      one()
    })
  const groups = (n: number): Group[] =>
    nest((findCell(document.text(), uuid(n))?.outputs ?? []).flatMap(({ payload }) => visible(readPayload(payload))))
  /** The interacts of a cell, outermost first. */
  const panels = (n: number): Group[] => {
    const within = (group: Group): Group[] => [...(group.id === null ? [] : [group]), ...group.inside.flatMap(within)]
    return groups(n).flatMap(within)
  }
  const about = (n: number, which = 0) => (panels(n)[which]!.message.interact as { controls: Control[] }).controls
  return {
    document,
    runs,
    controls,
    until,
    groups,
    panels,
    about,
    control: (n: number, name: string) => about(n).find(one => one.var === name),
    /** What the function has put out, as text. */
    printed: (n: number, which = 0) =>
      panels(n)
        [which]?.inside.map(({ message }) => String(message.stdout ?? message.stderr ?? ''))
        .join('') ?? '',
    async run(n: number) {
      await runs.call('run', { cells: [uuid(n)], after: document.committed() })
      await until(
        () => /done|failed/.test(cells.get(uuid(n))?.state ?? '') && (findCell(document.text(), uuid(n))?.flags ?? '').includes('s'),
      )
      return cells.get(uuid(n))!
    },
    async set(n: number, values: Record<string, unknown>, { which = 0, alone = false } = {}) {
      await until(() => panels(n).length > which)
      return controls.call('set', { cell: uuid(n), interact: panels(n)[which]!.id!, values, ...(alone && { alone }) })
    },
  }
}

async function sheet(t: Test, cells: readonly string[]) {
  const hub = await createTestHub({ folders: bundled('sagews', 'interact') })
  t.teardown(() => hub.close())
  t.same([hub.refused, hub.plugins.filter(({ started }) => !started)], [[], []])
  const ada = await hub.person('Ada')
  const project = await ada.creates('Zeta zeros')
  await mkdir(project.root, { recursive: true })
  await writeFile(join(project.root, 'a.sagews'), cells.map((code, i) => `${headerLine(uuid(i + 1))}\n${code}\n`).join(''))
  return { hub, ada, project, sits: (person: Person = ada) => seat(person, project) }
}

t.test(
  '[I-1][I-4] a control that one moves runs the function; value, author and output are in the worksheet, for both and on the disk',
  async t => {
    const { hub, project, sits } = await sheet(t, ['@interact\ndef f(a=slider(0, 9, 1), b=True):\n    print(a, b, interact.changed())'])
    const emmy = await hub.person('Emmy')
    await project.admits(emmy, 'runner')
    const [ada, other] = [await sits(), await sits(emmy)]
    await ada.run(1)
    t.equal(ada.printed(1), '0 True []\n')
    const heard = new Promise<unknown>(resolve => ada.controls.on('moving', resolve))
    const { move } = await other.set(1, { a: 7 })
    t.match(await heard, { values: { a: 7 }, by: 'Emmy', move })
    await ada.until(() => ada.printed(1) === "7 True ['a']\n")
    t.match(ada.control(1, 'a'), { default: 7, by: 'Emmy' })
    await ada.set(1, { b: false })
    await other.until(() => other.printed(1) === "7 False ['b']\n")
    await ada.document.save()
    t.match(ada.document.text().toString(), /"default":7/)
  },
)

t.test(
  '[I-5] of a burst of values the last is run and kept, few between are, and the old output stays until the new one is there',
  async t => {
    const { sits } = await sheet(t, ['import time\n@interact\ndef f(a=slider(0, 300, 1)):\n    time.sleep(0.02)\n    print(a)'])
    const ada = await sits()
    await ada.run(1)
    const seen: string[] = []
    ada.document.onChange(() => {
      const now = ada.printed(1)
      if (seen.at(-1) !== now) seen.push(now)
    })
    await Promise.all(Array.from({ length: 200 }, (_, i) => ada.set(1, { a: i + 1 })))
    await ada.until(() => ada.printed(1) === '200\n')
    t.notOk(seen.includes(''), 'never empty in between')
    t.equal(ada.control(1, 'a')?.default, 200)
    t.ok(seen.length < 100, `${seen.length} of 200 values were run`)
    const numbers = seen.map(Number)
    t.same(
      numbers,
      [...numbers].sort((one, two) => one - two),
      'newer ones after older ones',
    )
  },
)

t.test(
  '[I-2] controls that code reads, sets, adds and deletes, from the function and from another cell, are seen by everybody',
  async t => {
    const { sits } = await sheet(t, [
      '@interact\ndef f(a=slider(0, 9, 1)):\n    if a == 3: interact.extra = ["x", "y"]\n    if a == 4: interact.a = 8\n    print("ran", a)',
      'f.a = 5\nprint(f.a)\ndel f.extra',
      'f(a=2)',
    ])
    const ada = await sits()
    await ada.run(1)
    await ada.set(1, { a: 3 })
    await ada.until(() => ada.about(1).length === 2)
    await ada.run(2)
    await ada.until(() => ada.about(1).length === 1 && ada.control(1, 'a')?.default === 5)
    t.equal(
      ada
        .groups(2)
        .map(({ message }) => message.stdout)
        .join(''),
      '5\n',
    )
    await ada.run(3)
    t.equal(
      ada
        .groups(3)
        .map(({ message }) => message.stdout)
        .join(''),
      'ran 2\n',
    )
    await ada.set(1, { a: 4 })
    await ada.until(() => ada.control(1, 'a')?.default === 8)
  },
)

t.test('[I-1] interacts within interacts and several in one cell: each has its own output', async t => {
  const { sits } = await sheet(t, [
    'print("before")\n@interact\ndef f(n=slider(1, 3, 1)):\n    print("outer", n)\n    @interact\n    def g(m=slider(0, 5, 1)):\n        print("inner", n, m)\nprint("between")\n@interact\ndef h(c=True):\n    print(c)',
  ])
  const ada = await sits()
  await ada.run(1)
  await ada.set(1, { m: 4 }, { which: 1 })
  await ada.until(() => ada.printed(1, 1) === 'inner 1 4\n')
  await ada.set(1, { n: 2 })
  await ada.until(() => ada.printed(1, 1) === 'inner 3 0\n')
  await ada.set(1, { c: false }, { which: 2 })
  await ada.until(() => ada.printed(1, 2) === 'False\n')
  t.match(
    ada.groups(1).map(({ message }) => message.stdout ?? 'interact'),
    ['before\n', 'interact', 'between\n', 'interact'],
  )
})

t.test('[I-1] an error of the function stands in its output and fails the run of the cell; moving on shows the next output', async t => {
  const { sits } = await sheet(t, ['@interact\ndef f(a=slider(0, 3, 1)):\n    print(1 / a)'])
  const ada = await sits()
  t.match(await ada.run(1), { state: 'failed', line: 3 })
  t.match(ada.panels(1)[0]!.inside[0]!.message, { traceback: { name: 'ZeroDivisionError', line: 3, cells: { 1: uuid(1) } } })
  await ada.set(1, { a: 1 })
  await ada.until(() => ada.printed(1) === '1.0\n')
})

t.test('[P-5] a viewer moves nothing; a runner types values and no code; an editor types code', async t => {
  const { hub, project, sits } = await sheet(t, ['secret = 41\n@interact\ndef f(a=input_box("1")):\n    print(a)'])
  const [vera, rudi] = [await hub.person('Vera'), await hub.person('Rudi')]
  await project.admits(vera, 'viewer')
  await project.admits(rudi, 'runner')
  const [ada, viewer, runner] = [await sits(), await sits(vera), await sits(rudi)]
  await ada.run(1)
  await t.rejects(viewer.set(1, { a: '2' }), { code: 'role_too_low' })
  await runner.set(1, { a: '2^3' })
  await ada.until(() => ada.printed(1) === '8\n')
  for (const code of ['secret + __import__("os").getpid()', '[].__class__', 'open("/etc/passwd").read()']) await runner.set(1, { a: code })
  await ada.until(() => (ada.control(1, 'a')?.error ?? '').includes('open'))
  t.equal(ada.printed(1), '8\n')
  await ada.set(1, { a: 'secret + 1' })
  await ada.until(() => ada.printed(1) === '42\n')
})

t.test('[I-4] who looks alone gets the output and changes nothing for the others', async t => {
  const { hub, project, sits } = await sheet(t, ['@interact\ndef f(a=slider(0, 9, 1)):\n    print("is", a)'])
  const bob = await hub.person('Bob')
  await project.admits(bob, 'runner')
  const [ada, other] = [await sits(), await sits(bob)]
  await ada.run(1)
  const before = ada.document.text().toString()
  const { messages } = await other.set(1, { a: 6 }, { alone: true })
  t.match(messages, [{ interact: { controls: [{ default: 6 }] } }, { stdout: 'is 6\n' }, { close: String }])
  t.equal(ada.document.text().toString(), before)
})

t.test('[I-6] without its session an interact says what to do; run again it has the values that it had', async t => {
  const { sits } = await sheet(t, ['@interact\ndef f(a=slider(0, 9, 1)):\n    print(a)'])
  const ada = await sits()
  await ada.run(1)
  await ada.set(1, { a: 7 })
  const old = ada.panels(1)[0]!.id
  await ada.runs.call('restart', {})
  await t.rejects(ada.set(1, { a: 3 }), { code: /no_session|interact_gone/ })
  await ada.runs.call('run', { cells: [uuid(1)], keep: true })
  await ada.until(() => ada.panels(1)[0]!.id !== old && ada.printed(1) === '7\n')
  t.match(ada.control(1, 'a'), { default: 7, by: 'Ada' })
  await ada.set(1, { a: 3 })
  await ada.until(() => ada.printed(1) === '3\n')
  await ada.run(1)
  await ada.until(() => ada.printed(1) === '0\n')
})

t.test('[I-5] a run that takes long is ended between two statements when a newer value comes; the session goes on', async t => {
  const { sits } = await sheet(t, [
    'import time\n@interact\ndef f(a=slider(0, 9, 1)):\n    if a == 5: print("begun")\n    while a == 5:\n        time.sleep(0.01)\n    print(a, interact.changed())',
    'print("still", f.a)',
  ])
  const ada = await sits()
  await ada.run(1)
  const endless = ada.set(1, { a: 5 })
  await ada.until(() => ada.printed(1) === 'begun\n')
  const newer = await ada.set(1, { a: 6 })
  t.same([(await endless).move, typeof newer.move], [null, 'number'])
  await ada.until(() => ada.printed(1) === "6 ['a']\n")
  t.equal(ada.control(1, 'a')?.default, 6)
  await ada.run(2)
  t.match(ada.groups(2)[0]!.message, { stdout: 'still 6\n' })
})

t.test('[I-5] a run of an interact can be interrupted, keeps the old output, and cells that wait run between', async t => {
  const { sits } = await sheet(t, [
    'import time\n@interact\ndef f(a=slider(0, 9, 1)):\n    if a == 5: time.sleep(600)\n    print(a)',
    '2+2',
  ])
  const ada = await sits()
  await ada.run(1)
  const stuck = ada.set(1, { a: 5 })
  await ada.runs.call('run', { cells: [uuid(2)] })
  const again = () => ada.runs.call('interrupt', {})
  // The interrupt may come before the function runs, and is asked for until it took hold.
  let over = false
  void stuck.finally(() => (over = true))
  while (!over) {
    await again()
    await new Promise(resolve => setImmediate(resolve))
  }
  await stuck
  t.equal(ada.printed(1), '0\n')
  await ada.run(2)
  await ada.set(1, { a: 6 })
  await ada.until(() => ada.printed(1) === '6\n')
})
