import t from 'tap'
import { colourOf, initialsOf, letterOf, moment } from '../app/components/names.ts'

t.test('[P-5] a person has two letters and always the same of eight inks', async t => {
  t.equal(initialsOf('Ada Lovelace'), 'AL')
  t.equal(initialsOf('Ada King, Countess of Lovelace'), 'AL')
  t.equal(initialsOf('emmy'), 'EM')
  t.equal(initialsOf('𝔄da 𝔅yron'), '𝔄𝔅', 'whole characters')
  t.equal(initialsOf('  '), '?')
  const colours = Array.from({ length: 200 }, (_, i) => colourOf(`person-${i}`))
  t.strictSame([...new Set(colours)].toSorted(), [1, 2, 3, 4, 5, 6, 7, 8])
})

t.test('[P-4] a project has the first letter of its title', async t => {
  t.equal(letterOf('“Zeta” zeros'), 'Z')
  t.equal(letterOf('ζ zeros'), 'ζ')
  t.equal(letterOf('→'), '→')
})

t.test('[P-4] a moment is said as a person would', async t => {
  const at = (text: string): number => new Date(text).getTime()
  const now = at('2026-03-12T15:00:00')
  t.equal(moment(now - 20_000, now), 'now')
  t.equal(moment(now - 60_000, now), '1 minute ago')
  t.equal(moment(now - 25 * 60_000, now), '25 minutes ago')
  t.equal(moment(at('2026-03-12T09:05:00'), now), 'today 09:05')
  t.equal(moment(at('2026-03-11T23:59:00'), now), 'yesterday')
  t.equal(moment(at('2026-03-08T12:00:00'), now), 'Sunday')
  t.equal(moment(at('2026-01-02T12:00:00'), now), '2 January')
  t.equal(moment(at('2024-05-03T12:00:00'), now), '3 May 2024')
})
