import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { cellsOf } from '../document/index.ts'
import { desk, interpreter, python, sage, sheetOf, uuid } from './kit.ts'

t.setTimeout(5 * 60_000)

t.test('[W-2] two people at one worksheet: what one runs, both see, in the order asked', async t => {
  interpreter(t, python)
  const { hub, project, sheet } = await desk(t, { 'a.sagews': sheetOf(['2+2', 'for i in range(3):\n    print(i, "ü")', '"later"']) })
  const emmy = await hub.person('Emmy')
  await project.admits(emmy, 'editor')
  const [ada, other] = [await sheet(), await sheet('a.sagews', emmy)]
  await ada.run(2, 1, 3)
  await Promise.all([ada.done(1, 2, 3), other.done(1, 2, 3)])
  for (const one of [ada, other]) {
    t.same([one.output(1), one.output(2), one.output(3)], [[{ stdout: '4\n' }], [{ stdout: '0 ü\n1 ü\n2 ü\n' }], [{ stdout: "'later'\n" }]])
    t.same(
      one.history.filter(line => line.endsWith('done')),
      ['2 done', '1 done', '3 done'],
    )
    t.match(one.state(2), { by: 'Ada', elapsed: Number })
  }
  t.same(ada.flags(), ['s', 's', 's'])
  await ada.document.save()
  t.equal(await readFile(join(project.root, 'a.sagews'), 'utf8'), ada.text())
})

t.test('[W-12] an error names the line of the worksheet, also in a function of another cell, and what follows runs', async t => {
  interpreter(t, python)
  const { sheet } = await desk(t, { 'a.sagews': sheetOf(['def f(x):\n    return 1/x', 'a = 1\n\nf(0)', 'a', "print('unclosed"]) })
  const ada = await sheet()
  await ada.run(1, 2, 3, 4)
  await ada.done(1, 2, 3, 4)
  t.match(ada.state(2), { state: 'failed', line: 3 })
  const [message] = ada.output(2) as [{ stderr: string; traceback: { name: string; line: number; cells: Record<string, string> } }]
  t.match(message.traceback, { name: 'ZeroDivisionError', line: 3, cells: { 1: uuid(1), 2: uuid(2) } })
  t.match(message.stderr, /cell 2, line 3/)
  t.match(message.stderr, /cell 1, line 2, in f/)
  t.same(ada.output(3), [{ stdout: '1\n' }])
  t.match(ada.state(4), { state: 'failed', line: 1 })
})

t.test('[W-6] the modes that need nothing but the machine', async t => {
  interpreter(t, python)
  const cells = [
    '%md\n# Größe\n**bold** and $x^2$',
    '%html\n<b>ü</b>',
    '%sh\necho "größer $((1+1))"\necho oops >&2',
    '%time sum(range(10))',
    '%hide\nx = 5',
    '%python\nprint(7/2)',
    '%auto\ny = 3',
    'print(x + y)',
    '!echo hello',
    '%hideall\nprint("unseen")',
    '%md(hide=True)\nhidden source',
  ]
  const { sheet } = await desk(t, { 'a.sagews': sheetOf(cells) })
  const ada = await sheet()
  await ada.run(...cells.map((_, i) => i + 1))
  await ada.done(...cells.map((_, i) => i + 1))
  t.same(ada.output(1), [{ md: '# Größe\n**bold** and $x^2$' }])
  t.same(ada.output(2), [{ html: '<b>ü</b>' }])
  t.match(JSON.stringify(ada.output(3)), /größer 2/)
  t.match(JSON.stringify(ada.output(3)), /oops/)
  t.match(JSON.stringify(ada.output(4)), /45.*Wall time/)
  t.match(ada.flags()[4], /i/, '%hide hides the input')
  t.same(ada.output(6), [{ stdout: '3.5\n' }])
  t.same(ada.output(8), [{ stdout: '8\n' }])
  t.match(JSON.stringify(ada.output(9)), /hello/)
  t.match(ada.flags()[9], /i.*o|o.*i/, '%hideall hides the output too')
  t.match(ada.flags()[10], /i/)
})

t.test('[W-9] an endless cell is interrupted by another person, its output is bounded, and the rest can be fetched', async t => {
  interpreter(t, python)
  const { hub, project, sheet } = await desk(t, {
    'a.sagews': sheetOf(['while True: print("x" * 1000)', '1+1']),
    'b.sagews': sheetOf(['"elsewhere"']),
  })
  const emmy = await hub.person('Emmy')
  await project.admits(emmy, 'runner')
  const [ada, other] = [await sheet(), await sheet('a.sagews', emmy)]
  await ada.run(1, 2)
  await other.until(() => other.output(1).some(message => 'limited' in message))
  const beside = await sheet('b.sagews')
  await beside.run(1)
  await beside.done(1)
  t.same(beside.output(1), [{ stdout: "'elsewhere'\n" }], 'another worksheet runs meanwhile')
  await other.remote.call('interrupt', {})
  await ada.done(1)
  t.match(ada.state(1), { state: 'interrupted', by: 'Emmy' })
  await ada.until(() => ada.state(2)?.state === 'idle')
  t.ok(ada.text().length < 400_000, `${ada.text().length} characters`)
  const limited = ada.output(1).find(message => 'limited' in message)?.limited as { sha: string; filename: string; size: number }
  const answer = await emmy.fetch(`/projects/${project.id}/blobs/${limited.sha}/${limited.filename}`)
  t.equal((await answer.arrayBuffer()).byteLength, limited.size)
  await ada.run(2)
  await ada.done(2)
  t.same(ada.output(2), [{ stdout: '2\n' }], 'and the session lives on')
})

t.test('[W-14] a plot is kept by its content, and only who may see the project sees it', async t => {
  interpreter(t, python)
  const {
    hub,
    ada: person,
    project,
    sheet,
  } = await desk(t, { 'a.sagews': sheetOf(['import matplotlib.pyplot as plt\nplt.plot([1,4,2])\nplt.show()']) })
  const ada = await sheet()
  await ada.run(1)
  await ada.done(1)
  const file = ada.output(1).find(message => 'file' in message)?.file as { sha: string; filename: string; width: number; height: number }
  t.match(file, { sha: /^[0-9a-f]{64}$/, width: Number, height: Number }, JSON.stringify(ada.output(1)).slice(0, 300))
  const path = `/projects/${project.id}/blobs/${file.sha}/${file.filename}`
  t.match((await person.fetch(path)).headers.get('content-type'), /^image\//)
  const stranger = await hub.person('Eve')
  await t.rejects(stranger.fetch(path))
})

t.test('[W-3] two worksheets have sessions of their own; a restarted one forgets and runs its %auto cells', async t => {
  interpreter(t, python)
  const { sheet } = await desk(t, {
    'a.sagews': sheetOf(['%auto\nbase = 10', 'mine = 1', 'print(base, "mine" in globals())']),
    'b.sagews': sheetOf(['print("mine" in globals())']),
  })
  const [a, b] = [await sheet('a.sagews'), await sheet('b.sagews')]
  await a.run(2, 3)
  await a.done(1, 2, 3)
  t.same(a.output(3), [{ stdout: '10 True\n' }])
  await b.run(1)
  await b.done(1)
  t.same(b.output(1), [{ stdout: 'False\n' }])
  await a.remote.call('restart', {})
  await a.until(() => a.state(3)?.earlier === true && a.state(1)?.state === 'done' && !a.state(1)?.earlier)
  await a.until(() => a.flags().join() === 's,,')
  t.pass('what the new session did not run has no flag')
  await a.run(3)
  await a.done(3)
  t.same(a.output(3), [{ stdout: '10 False\n' }])
})

t.test('[W-5] kill -9 of a session: the cell failed and why, what waited waits no more, and the next run gets a new one', async t => {
  interpreter(t, python)
  const { sheet } = await desk(t, {
    'a.sagews': sheetOf(['import os\nprint(os.getpid())', 'import time\nprint("begun", flush=True)\ntime.sleep(600)', '3']),
  })
  const ada = await sheet()
  await ada.run(1)
  await ada.done(1)
  const pid = Number((ada.output(1)[0] as { stdout: string }).stdout)
  await ada.run(2, 3)
  await ada.until(() => ada.output(2).length > 0)
  t.same(ada.flags(), ['s', 'r', 'w'])
  process.kill(pid, 'SIGKILL')
  await ada.until(() => ada.state(2)?.state === 'failed' && ada.kernel().state === 'dead')
  t.match(ada.state(2)?.reason, /kill|signal/i)
  await ada.until(() => ada.state(3)?.state === 'idle')
  await ada.until(() => ada.flags().join() === ',,')
  const later = await sheet()
  t.equal(later.state(2)?.state, 'failed', 'who comes later is told the same')
  await later.run(3)
  await later.done(3)
  t.same(later.output(3), [{ stdout: '3\n' }])
  t.equal(later.kernel().state, 'ready')
})

t.test('[P-5] a viewer neither edits nor runs, a runner runs and does not edit, whatever they send', async t => {
  interpreter(t, python)
  const { hub, project, sheet } = await desk(t, { 'a.sagews': sheetOf(['6*7']) })
  const vera = await hub.person('Vera')
  const ron = await hub.person('Ron')
  await project.admits(vera, 'viewer')
  await project.admits(ron, 'runner')
  const [v, r] = [await sheet('a.sagews', vera), await sheet('a.sagews', ron)]
  for (const call of [
    () => v.run(1),
    () => v.remote.call('interrupt', {}),
    () => v.remote.call('restart', {}),
    () => v.remote.call('reply', { cell: uuid(1), value: '' }),
  ])
    await t.rejects(call(), { code: 'role_too_low' })
  for (const call of [
    () => r.remote.call('complete', { code: 'pri', cursor: 3 }),
    () => r.remote.call('deleteOutput', { cells: [uuid(1)] }),
  ])
    await t.rejects(call(), { code: 'role_too_low' })
  await r.run(1)
  await Promise.all([r.done(1), v.done(1)])
  t.same(v.output(1), [{ stdout: '42\n' }])
  for (const one of [v, r]) {
    one.document.edit({ from: 0, insert: 'forged' })
    await one.until(() => one.document.error !== null)
    t.equal(one.document.error?.code, 'role_too_low')
  }
  const now = await sheet()
  t.notMatch(now.text(), /forged/)
})

t.test('[W-4] completion and documentation come from the session, counted in the page’s units', async t => {
  interpreter(t, python)
  const { sheet } = await desk(t, {
    'a.sagews': sheetOf(['𝔸𝔹 = "text"\ndef area(r):\n    "Area of a disc."\n    return 3*r*r', 'import time\ntime.sleep(600)']),
  })
  const ada = await sheet()
  await ada.run(1)
  await ada.done(1)
  const code = '"𝔸"; are'
  const completed = await ada.remote.call('complete', { code, cursor: code.length })
  t.match(completed, { from: code.length - 3, to: code.length })
  t.ok(completed.matches.includes('area'))
  t.match(await ada.remote.call('introspect', { code: 'area', cursor: 4, detail: 'docstring' }), { target: 'area', text: /Area of a disc/ })
  t.match(await ada.remote.call('introspect', { code: 'area', cursor: 4, detail: 'source' }), { kind: 'source', text: /return 3\*r\*r/ })
  await ada.run(2)
  await ada.until(() => ada.state(2)?.state === 'running' && ada.kernel().state === 'busy')
  await t.rejects(ada.remote.call('complete', { code, cursor: 1 }), { code: 'busy' })
  await ada.remote.call('restart', {})
  await ada.until(() => ada.state(2)?.state === 'interrupted')
})

t.test('[W-3] plain Python says how to add SageMath; Sage says what it is', sage, async t => {
  interpreter(t, python)
  const plain = await desk(t, { 'a.sagews': sheetOf(['show(expand((x+1)**3))']) })
  const one = await plain.sheet()
  await one.run(1)
  await one.done(1)
  t.match(one.kernel().language, /^Python 3/)
  t.match(one.kernel().notes.join(' '), /To add Sage: \S/)
  t.match(one.output(1), [{ tex: { tex: /x\^\{3\}/ } }])
  await t.test('Sage', async t => {
    interpreter(t, undefined)
    const own = await desk(t, { 'a.sagews': sheetOf(['show(expand((x+1)^3))', 'plot(sin(x), (x, 0, 6))', 'factor(2025)']) })
    const ada = await own.sheet()
    await ada.run(1, 2, 3)
    await ada.done(1, 2, 3)
    t.match(ada.kernel(), { language: /^SageMath \d/, notes: [] })
    t.match(ada.output(1), [{ tex: { tex: /x\^\{3\}/ } }])
    t.match(ada.output(2), [{ file: { sha: String, filename: /\.(svg|png)$/ } }])
    t.same(ada.output(3), [{ stdout: '3^4 * 5^2\n' }])
    t.equal(cellsOf(ada.document.text()).length, 3)
  })
})
