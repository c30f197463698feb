import t from 'tap'
import type { DocumentState } from '@stoa/sdk/ui'
import { Text } from '@codemirror/state'
import { noticesOf, savedSentence } from '../notice.ts'

const at = (state: DocumentState, more: Partial<Parameters<typeof noticesOf>[0]> = {}) =>
  noticesOf({ state, error: null, editable: true, lost: null, ...more })

t.test('[U-4] nothing is said while all is well', async t => {
  t.strictSame(at('live'), [])
})

t.test('[U-4] each state that a person should know is said above the text, once', async t => {
  for (const state of ['offline', 'disk_full', 'deleted', 'undecodable', 'too_large', 'readonly', 'unsaved'] as const) {
    t.equal(at(state).length, 1, state)
    t.match(at(state)[0]!.sentence, /\.$/)
  }
  t.equal(at('offline')[0]!.bad, false, 'to be offline is no fault')
  t.equal(at('disk_full')[0]!.bad, true)
})

t.test('[U-4] what failed says why in the words of who refused it', async t => {
  const error = { code: 'not_found', message: 'There is no file “a.py”.' }
  t.strictSame(at('failed', { error }), [{ sentence: error.message, bad: true }])
  t.equal(at('live', { error }).at(-1)!.sentence, error.message, 'edits that were refused')
})

t.test('a history that was lost offers the text as it was', async t => {
  const [notice] = at('live', { lost: Text.of(['mine']) })
  t.equal(notice!.copy, true)
})

t.test('[U-4] the status line says saved only when the file has it all', async t => {
  t.equal(savedSentence({ state: 'live', version: 7, saved: 7 }), 'Saved, version 7')
  t.match(savedSentence({ state: 'live', version: 8, saved: 7 }), /not in the file yet/)
  t.equal(savedSentence({ state: 'failed', version: 8, saved: 8 }), '')
})
