import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { opens, place } from './kit.ts'

t.test('[T-1] people share one shell, which starts beside its file with what a shell needs; who only watches cannot type', async t => {
  const { hub, ada, project } = await place(t, { file: 'notes/build.term' })
  const [emmy, carl, vera] = [await hub.person('Emmy'), await hub.person('Carl'), await hub.person('Vera')]
  await project.admits(emmy, 'editor')
  await project.admits(carl, 'viewer')
  await project.admits(vera, 'runner')
  const path = 'notes/build.term'
  const one = await opens({ person: ada, project, path })
  await one.types("PS1='$ '; pwd; tty; echo $TERM $COLORTERM; echo ${HISTFILE##*/}\n")
  await one.sees(/xterm-256color truecolor\nterminal-\w+\.history\n\$ /)
  t.match(one.shown.text(), /\/notes\n\/dev\/pts\/\d+\n/)

  const two = await opens({ person: emmy, project, path })
  const three = await opens({ person: carl, project, path })
  const four = await opens({ person: vera, project, path })
  await two.types('echo by Emmy')
  await one.sees(/\$ echo by Emmy/)
  await one.types(' and Ada\n')
  for (const window of [one, two, three, four]) {
    await window.sees(/\nby Emmy and Ada\n/)
    t.equal(window.shown.cells(), one.shown.cells())
  }
  for (const watching of [three, four]) await t.rejects(watching.types('rm -rf .\n'), { code: 'role_too_low' })
  t.same(
    one.about.viewers.map(({ name, role, colour }) => [name, role, colour]),
    [
      ['Ada', 'owner', 1],
      ['Emmy', 'editor', 2],
      ['Carl', 'viewer', 3],
      ['Vera', 'runner', 4],
    ],
  )
  await project.admits(emmy, 'viewer')
  await t.rejects(two.types('echo no longer\n'), { code: 'role_too_low' })
})

t.test('[T-3] after the shell has ended, the first key starts a new one and is typed nowhere', async t => {
  const { ada, project } = await place(t)
  const one = await opens({ person: ada, project })
  const first = one.about.shell
  await one.types('exit 3\n')
  await one.sees(/The shell ended with 3\. Press any key for a new one\./)
  await one.until(({ about }) => !about.running)
  await one.types('x')
  await one.until(({ about }) => about.running && about.shell !== first)
  await one.types("PS1='$ '; echo new\n")
  await one.sees(/\nnew\n\$ /)
  t.notMatch(one.shown.text(), /xPS1/)
  // Meant for the shell that has ended: it is answered and goes nowhere.
  await one.remote.call('type', { seq: 100, shell: first, data: 'echo late\n' })
  await one.remote.call('type', { seq: 101, shell: one.about.shell, data: 'echo after\n' })
  await one.sees(/\nafter\n/)
  t.notMatch(one.shown.text(), /late/)
})

t.test('[T-2] what is typed again after a reconnect is not typed twice', async t => {
  const { ada, project } = await place(t)
  const one = await opens({ person: ada, project })
  const { shell } = one.about
  const typed = { seq: 1, shell, data: "PS1='$ '; echo once\n" }
  await one.remote.call('type', typed)
  await one.remote.call('type', typed)
  await one.remote.call('type', { seq: 2, shell, data: 'echo end\n' })
  await one.sees(/\nend\n\$ /)
  t.equal(one.shown.text().match(/^once$/gm)?.length, 1)
})

t.test('[T-1] a terminal is a file with the ending .term that is there', async t => {
  const { ada, project } = await place(t)
  await writeFile(join(project.root, 'a.txt'), '')
  const opened = (path: string) => opens({ person: ada, project, path })
  await t.rejects(opened('a.txt'), { code: 'not_terminal' })
  await t.rejects(opened('none.term'), { code: 'not_found' })
  await t.rejects(opened('../out.term'), { code: 'path_invalid' })
  await mkdir(join(project.root, 'folder.term'))
  await t.rejects(opened('folder.term'), { code: 'not_file' })
})

t.test('[T-6] what was printed is saved beside the terminal, under a name that is free', async t => {
  const { ada, project } = await place(t)
  await writeFile(join(project.root, 'build.txt'), 'mine')
  const one = await opens({ person: ada, project })
  await one.types("PS1='$ '; for i in $(seq 100); do echo line $i; done\n")
  await one.sees(/line 100\n\$ /)
  const { path } = await one.remote.call('save', {})
  t.equal(path, 'build-2.txt')
  t.match(await readFile(join(project.root, path), 'utf8'), /\nline 1\nline 2\n[^]*\nline 100\n\$\n$/)
  t.equal(await readFile(join(project.root, 'build.txt'), 'utf8'), 'mine')
})
