import t from 'tap'
import { commandFor, createCommands } from '../app/palette/commands.ts'
import { keyLabel, matchesKey, type KeyPress } from '../app/palette/keys.ts'
import { hits, matchTitle } from '../app/palette/match.ts'

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
})

t.test('[U-1] a key is matched as CodeMirror writes it, with Command for Control on a Mac', async t => {
  t.ok(matchesKey(press('P', { ctrlKey: true, shiftKey: true }), 'Mod-Shift-p', false))
  t.ok(matchesKey(press('p', { metaKey: true, shiftKey: true }), 'Mod-Shift-p', true))
  t.notOk(matchesKey(press('p', { ctrlKey: true }), 'Mod-Shift-p', false), 'without Shift')
  t.notOk(matchesKey(press('P', { ctrlKey: true, shiftKey: true }), 'Mod-p', false), 'with a Shift too many')
  t.notOk(matchesKey(press('s', { ctrlKey: true, altKey: true }), 'Mod-s', false))
  t.ok(matchesKey(press('?', { shiftKey: true }), '?', false), 'a sign carries its Shift in it')
  t.ok(matchesKey(press('-', { ctrlKey: true }), 'Mod--', false), 'the minus itself')
  t.ok(matchesKey(press('Enter', { shiftKey: true }), 'Shift-Enter', false))
})

t.test('[U-1] a key is shown as people of that system read it', async t => {
  t.equal(keyLabel('Mod-Shift-p', false), 'Ctrl Shift P')
  t.equal(keyLabel('Mod-Shift-p', true), '⇧⌘P')
  t.equal(keyLabel('Alt-Enter', false), 'Alt ↵')
})

t.test('[U-1] the newest command of a key runs; one that cannot run now lets the next one', async t => {
  const ran: string[] = []
  const commands = createCommands()
  commands.add([{ id: 'old', title: 'Old', key: 'Mod-s', run: () => void ran.push('old') }])
  let able = true
  const stop = commands.add([{ id: 'new', title: 'New', key: 'Mod-s', enabled: () => able, run: () => void ran.push('new') }])
  const save = () => commandFor(press('s', { ctrlKey: true }), commands.list.get(), false)?.run()
  save()
  able = false
  save()
  able = true
  void stop()
  save()
  t.strictSame(ran, ['new', 'old', 'old'])
})

t.test('[U-1] the palette finds by the start of words, in any order, accents or not', async t => {
  t.ok(matchTitle('zeta', 'notes/zeta.tex') > matchTitle('zeta', 'biozeta'))
  t.ok(matchTitle('project all', 'All projects') > 0)
  t.ok(matchTitle('poincare', 'Poincaré') > 0)
  t.equal(matchTitle('x', 'All projects'), 0)
  t.ok(matchTitle('', 'anything') > 0, 'nothing typed finds everything')
})

t.test('[P-4] what was found is marked where it stands', async t => {
  t.strictSame(hits('ze', 'My Zeta'), ['My ', 'Ze', 'ta'])
  t.strictSame(hits('é', 'Poincaré'), ['Poincar', 'é', ''])
  t.strictSame(hits('none', 'Title'), ['Title'])
})
