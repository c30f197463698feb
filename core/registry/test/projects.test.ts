import t from 'tap'
import fc from 'fast-check'
import type { ProjectChange } from '@stoa/core/registry'
import { accountProjects } from '../tables.ts'
import { day, freshRegistry } from './fixture.ts'

t.test('[P-4] a project is made, opened, renamed, described, archived', async t => {
  const { registry, person } = await freshRegistry(t)
  const ada = await person('ada')
  const made = await registry.projects.create({ account: ada, title: '  Knots and links ' })
  t.match(made, {
    title: 'Knots and links',
    description: '',
    archived: false,
    project: /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  })
  t.match(await registry.projects.open({ account: ada, project: made.project }), { ...made, role: 'owner' })
  const seen: ProjectChange[] = []
  const stop = registry.onChange(made.project, change => seen.push(change))
  await registry.projects.rename({ by: ada, project: made.project, title: 'Braids' })
  await registry.projects.describe({ by: ada, project: made.project, description: 'two\nlines' })
  await registry.projects.archive({ by: ada, project: made.project, archived: true })
  void stop()
  void stop()
  await registry.projects.archive({ by: ada, project: made.project, archived: false })
  t.match(await registry.projects.get(made.project), { title: 'Braids', description: 'two\nlines', archived: false })
  t.same(
    seen.map(({ what }) => what),
    ['facts', 'facts', 'facts'],
  )
})

t.test('[P-4] a title that cannot be used is said at its field, shortened', async t => {
  const { registry, person } = await freshRegistry(t)
  const ada = await person('ada')
  const { project } = await registry.projects.create({ account: ada, title: 'x'.repeat(200) })
  for (const title of ['', '  ', 'x'.repeat(10_000), 'two\nlines', 'turned \u202E round', 'lone \uD800']) {
    for (const attempt of [
      registry.projects.create({ account: ada, title }),
      (async () => registry.projects.rename({ by: ada, project, title }))(),
    ]) {
      const error = await attempt.then(
        () => t.fail(`${title} was taken`),
        (thrown: unknown) => thrown,
      )
      t.match(error, { code: 'title_invalid', field: 'title' })
      t.ok((error as Error).message.length < 200)
    }
  }
  await t.rejects(registry.projects.create({ account: ada, title: 'x'.repeat(10_000) }), { message: /“x{60}…” \(10000 characters\)/ })
  await t.rejects(registry.projects.create({ account: ada, title: 'ok', description: 'x'.repeat(10_001) }), { code: 'description_invalid' })
  t.equal((await registry.projects.list(ada)).length, 1)
})

t.test('[P-4] the list shows the last used first, with role and marks; another sees nothing of it', async t => {
  const { registry, person, clock, store } = await freshRegistry(t)
  const ada = await person('ada')
  const bob = await person('bob')
  const made: string[] = []
  for (const title of ['one', 'two', 'three']) {
    clock.forward(1000)
    made.push((await registry.projects.create({ account: ada, title })).project)
  }
  clock.forward(120_000)
  await Promise.all([
    registry.projects.touch({ account: ada, project: made[0]! }),
    registry.projects.mark({ account: ada, project: made[0]!, starred: true }),
    registry.projects.mark({ account: ada, project: made[0]!, hidden: true }),
  ])
  const list = await registry.projects.list(ada)
  t.same(
    list.map(({ title }) => title),
    ['one', 'three', 'two'],
  )
  t.match(list[0], { role: 'owner', starred: true, hidden: true, lastUsed: clock.now(), members: 1 })
  clock.forward(59_000)
  await registry.projects.touch({ account: ada, project: made[0]! })
  t.equal((await registry.projects.list(ada))[0]!.lastUsed, clock.now() - 59_000, 'written once a minute at most')
  // What a crash half-way through making a project leaves behind.
  await store
    .table(accountProjects)
    .putIf({ account: bob, project: 'never made', starred: false, hidden: false, used: 0, version: 1 }, { when: 'absent' })
  t.same(await registry.projects.list(bob), [])
  for (const project of [made[0]!, 'never made', '__proto__', "'; --"]) {
    await t.rejects(registry.projects.open({ account: bob, project }), { code: 'project_unknown', field: 'project' })
    await t.rejects(registry.projects.rename({ by: bob, project, title: 'mine' }), { code: 'project_unknown' })
    t.equal(await registry.members.roleOf(bob, project), null)
  }
  t.equal(await registry.members.roleOf('__proto__', made[0]!), null)
  await t.rejects(registry.projects.mark({ account: bob, project: made[0]!, starred: true }), { code: 'project_unknown' })
})

t.test('[P-4] a deleted project can be restored for 7 days and is then due', async t => {
  const { registry, person, clock } = await freshRegistry(t)
  const ada = await person('ada')
  const bob = await person('bob')
  const { project } = await registry.projects.create({ account: ada, title: 'Knots' })
  await registry.members.join({ project, account: bob, role: 'editor' })
  await t.rejects(registry.projects.remove({ by: bob, project }), {
    code: 'role_too_low',
    message: 'You can edit this project. Ask an owner to make you an owner.',
  })
  const seen: ProjectChange[] = []
  registry.onChange(project, change => seen.push(change))
  await registry.projects.remove({ by: ada, project })
  t.equal(await registry.members.roleOf(ada, project), null, 'nobody may do anything in it')
  await t.rejects(registry.projects.open({ account: ada, project }), { code: 'project_deleted', message: /“Knots” was deleted/ })
  t.equal((await registry.projects.list(ada))[0]?.deleted, clock.now())
  t.same(await registry.projects.list(bob), [])
  clock.forward(7 * day - 1)
  t.same(await registry.projects.due(), [])
  await registry.projects.restore({ by: ada, project })
  await registry.projects.restore({ by: ada, project })
  t.equal(await registry.members.roleOf(bob, project), 'editor')
  t.same([...new Set(seen.map(({ what }) => what))], ['existence'])
  await registry.projects.remove({ by: ada, project })
  clock.forward(7 * day)
  await t.rejects(registry.projects.restore({ by: bob, project }), { code: 'role_too_low' })
  await t.rejects(registry.projects.restore({ by: ada, project }), { code: 'project_gone' })
  t.same(await registry.projects.list(ada), [])
  t.same(
    (await registry.projects.due()).map(due => due.project),
    [project],
  )
  await registry.projects.erase(project)
  t.same(await registry.projects.due(), [])
  t.equal(await registry.projects.get(project), undefined)
})

t.test('[P-4] every project has a unix user of its own, from 200000 up, also under 30 makers in two processes', async t => {
  const { registry, person, opened } = await freshRegistry(t)
  const ada = await person('ada')
  const { registry: other } = await opened()
  const made = await Promise.all(
    Array.from({ length: 30 }, (_, at) => (at % 2 ? registry : other).projects.create({ account: ada, title: `${at}` })),
  )
  t.same(
    made.map(({ uid }) => uid).sort(),
    Array.from({ length: 30 }, (_, at) => 200_000 + at),
  )
  const { project } = made[0]!
  await registry.projects.remove({ by: ada, project })
  t.equal((await registry.projects.create({ account: ada, title: 'next' })).uid, 200_030, 'never given to another')
})

t.test('[P-5] owners manage people, others leave, and the last owner stays', async t => {
  const { registry, person } = await freshRegistry(t)
  const [ada, bob, cas] = [await person('ada'), await person('bob'), await person('cas')] as [string, string, string]
  const { project } = await registry.projects.create({ account: ada, title: 'Knots' })
  await registry.members.join({ project, account: bob, role: 'runner' })
  await registry.members.join({ project, account: cas, role: 'viewer' })
  t.same((await registry.members.list({ by: cas, project })).map(({ name, role }) => [name, role]).sort(), [
    ['ada', 'owner'],
    ['bob', 'runner'],
    ['cas', 'viewer'],
  ])

  await t.rejects(registry.projects.rename({ by: bob, project, title: 'x' }), {
    code: 'role_too_low',
    message: 'You can run cells in this project. Ask an owner to make you an editor.',
  })
  await t.rejects(registry.members.setRole({ by: bob, project, account: bob, role: 'owner' }), { code: 'role_too_low' })
  await t.rejects(registry.members.remove({ by: bob, project, account: cas }), { code: 'role_too_low' })
  await t.rejects(registry.members.transfer({ by: bob, project, to: bob }), { code: 'role_too_low' })
  await t.rejects(registry.members.setRole({ by: ada, project, account: bob, role: 'king' as 'owner' }), {
    code: 'role_unknown',
    message: /“king”/,
  })
  await t.rejects(registry.members.setRole({ by: ada, project, account: 'nobody', role: 'editor' }), { code: 'member_unknown' })
  await t.rejects(registry.members.leave({ account: ada, project }), { code: 'last_owner' })
  await t.rejects(registry.members.setRole({ by: ada, project, account: ada, role: 'editor' }), { code: 'last_owner' })

  const seen: string[] = []
  registry.onChange(project, ({ what }) => seen.push(what))
  await registry.members.setRole({ by: ada, project, account: bob, role: 'editor' })
  t.equal(await registry.members.roleOf(bob, project), 'editor')
  await registry.members.transfer({ by: ada, project, to: bob })
  t.same([await registry.members.roleOf(ada, project), await registry.members.roleOf(bob, project)], ['editor', 'owner'])
  await registry.members.leave({ account: ada, project })
  t.equal(await registry.members.roleOf(ada, project), null)
  t.same(await registry.projects.list(ada), [])
  await registry.members.remove({ by: bob, project, account: cas })
  await t.rejects(registry.members.list({ by: cas, project }), { code: 'project_unknown' })
  t.same(seen, ['members', 'members', 'members', 'members'])
})

t.test('[P-5] a project always has an owner, whatever its members do at the same time (property)', async t => {
  const { registry, person } = await freshRegistry(t)
  const people = await Promise.all(['a', 'b', 'c', 'd'].map(person))
  const who = fc.constantFrom(...people)
  const role = fc.constantFrom('owner' as const, 'editor' as const, 'runner' as const, 'viewer' as const)
  const operation = fc.oneof(
    fc.record({ verb: fc.constant('join' as const), account: who, role }),
    fc.record({ verb: fc.constant('setRole' as const), by: who, account: who, role }),
    fc.record({ verb: fc.constant('remove' as const), by: who, account: who }),
    fc.record({ verb: fc.constant('leave' as const), account: who }),
    fc.record({ verb: fc.constant('transfer' as const), by: who, to: who }),
  )
  const refusals = new Set(['last_owner', 'role_too_low', 'member_unknown', 'project_unknown'])
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(operation, { minLength: 1, maxLength: 5 }), { maxLength: 6 }), async rounds => {
      const { project } = await registry.projects.create({ account: people[0]!, title: 'Knots' })
      for (const [account, role] of [
        [people[1]!, 'owner'],
        [people[2]!, 'owner'],
      ] as const)
        await registry.members.join({ project, account, role })
      for (const round of rounds) {
        const results = await Promise.allSettled(
          round.map(({ verb, ...options }) => registry.members[verb]({ project, ...options } as never)),
        )
        for (const result of results) if (result.status === 'rejected' && !refusals.has(result.reason.code)) throw result.reason
        const roles = await Promise.all(people.map(account => registry.members.roleOf(account, project)))
        if (!roles.includes('owner')) throw new Error(`no owner left: ${roles.join()}`)
      }
    }),
    { numRuns: 40 },
  )
})
