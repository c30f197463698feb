import { history, redo, undo } from '@codemirror/commands'
import { type ChangeSet, EditorState, Transaction, type TransactionSpec } from '@codemirror/state'
import * as fc from 'fast-check'
import t from 'tap'
import { before, createReplica, encodeChanges, type Arrival, type Replica } from '@stoa/sdk/document'
import { remoteChange } from '../collab/remote.ts'

type Writer = { readonly name: string; readonly replica: Replica; state: EditorState; readonly way: Arrival[] }

/** Editors of one text around the plainest server there is. Nothing arrives until it is delivered. */
function table(names: readonly string[], start = '') {
  const order: { session: string; changes: ChangeSet }[] = []
  const writers = names.map((name): Writer => {
    const replica = createReplica({ session: name.padEnd(14, '0') })
    const state = EditorState.create({ doc: start, extensions: [history({ newGroupDelay: 0 })] })
    replica.load(state.doc, { version: 0, chain: '0000000000000000', lineage: 'one', epoch: 1, head: 0 })
    return { name, replica, state, way: [] }
  })

  function update(writer: Writer, spec: TransactionSpec | Transaction): void {
    const transaction = spec instanceof Transaction ? spec : writer.state.update(spec)
    writer.state = transaction.state
    if (transaction.docChanged && !transaction.annotation(Transaction.remote)) writer.replica.edit(transaction.changes)
  }
  /** What a writer has for the server comes to it. */
  function send(writer: Writer): void {
    const { replica } = writer
    const next = replica.next()
    if (!next) return
    let { changes, base } = replica.inFlight!
    for (; base < order.length; base++) changes = changes.map(order[base]!.changes, before(replica.session, order[base]!.session))
    order.push({ session: replica.session, changes })
    const version = order.length
    for (const other of writers)
      other.way.push({
        version,
        session: replica.session,
        sequence: next.sequence,
        changes: other === writer ? null : { decoded: changes, encoded: encodeChanges(changes) },
      })
  }
  /** The next that is on its way to a writer arrives. */
  function receive(writer: Writer): boolean {
    const arrival = writer.way.shift()
    if (!arrival) return false
    writer.replica.arrived(arrival)
    for (let step = writer.replica.step(); step; step = writer.replica.step()) if (step.changes) update(writer, remoteChange(step.changes))
    return true
  }
  return {
    writers,
    send,
    receive,
    type: (writer: Writer, insert: string, at = writer.state.doc.length) =>
      update(writer, { changes: { from: at, insert }, userEvent: 'input' }),
    remove: (writer: Writer, from: number, to: number) => update(writer, { changes: { from, to }, userEvent: 'delete' }),
    undo: (writer: Writer) => undo({ state: writer.state, dispatch: transaction => update(writer, transaction) }),
    redo: (writer: Writer) => redo({ state: writer.state, dispatch: transaction => update(writer, transaction) }),
    settle() {
      for (let moving = true; moving;) {
        moving = false
        for (const writer of writers) {
          send(writer)
          while (receive(writer)) moving = true
        }
      }
    },
  }
}
const textOf = (writer: Writer) => writer.state.doc.toString()

t.test('[S7.1] alice undoes what she wrote; what bob wrote into it stays', async t => {
  const { writers, type, undo, redo, settle } = table(['alice', 'bob'], 'start ')
  const [alice, bob] = writers as [Writer, Writer]
  type(alice, 'her words')
  settle()
  type(bob, ' his', 9)
  settle()
  t.equal(textOf(alice), 'start her his words')
  undo(alice)
  settle()
  t.equal(textOf(bob), 'start  his')
  undo(alice)
  t.equal(textOf(alice), 'start  his', 'there is nothing more of hers')
  undo(bob)
  redo(alice)
  settle()
  t.equal(textOf(alice), 'start her words')
  t.equal(textOf(bob), textOf(alice))
})

t.test('[S7.1] what alice deleted comes back with undo, where bob meanwhile wrote', async t => {
  const { writers, type, remove, undo, settle } = table(['alice', 'bob'], 'one two three')
  const [alice, bob] = writers as [Writer, Writer]
  remove(alice, 4, 8)
  type(bob, '2 ', 8)
  settle()
  t.equal(textOf(alice), 'one 2 three')
  undo(alice)
  settle()
  t.match(textOf(bob), /^one (two 2|2 two) three$/)
  t.equal(textOf(alice), textOf(bob))
})

t.test('[S7.2] [S-5] undo begins at the loaded text', async t => {
  const { writers, type, undo, settle } = table(['alice', 'bob'], 'loaded')
  const [alice, bob] = writers as [Writer, Writer]
  type(bob, ' by bob')
  settle()
  t.equal(undo(alice), false)
  t.equal(textOf(alice), 'loaded by bob')
})

t.test('[I9] undo removes nothing that another inserted, unless it had been deleted here before; everybody ends with one text', async t => {
  const step = fc.record({
    do: fc.constantFrom('type', 'remove', 'undo', 'undo', 'redo', 'send', 'receive', 'receive'),
    who: fc.nat(2),
    at: fc.nat(30),
    length: fc.integer({ min: 1, max: 4 }),
  })
  let undone = 0
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 60 }), steps => {
      const { writers, ...act } = table(['alice', 'bob', 'carol'])
      const by = new Map<string, Writer>()
      const deleted = new Map(writers.map(writer => [writer, new Set<string>()]))
      let next = 0x4e00
      for (const { do: what, who, at, length } of steps) {
        const writer = writers[who]!
        const size = writer.state.doc.length
        if (what === 'type') {
          const insert = Array.from({ length }, () => String.fromCharCode(next++)).join('')
          for (const character of insert) by.set(character, writer)
          act.type(writer, insert, Math.min(at, size))
        } else if (what === 'remove') {
          const from = Math.min(at, size)
          for (const character of textOf(writer).slice(from, from + length)) deleted.get(writer)!.add(character)
          act.remove(writer, from, Math.min(from + length, size))
        } else if (what === 'undo') {
          const had = textOf(writer)
          if (act.undo(writer)) undone++
          for (const character of had)
            if (!textOf(writer).includes(character) && by.get(character) !== writer && !deleted.get(writer)!.has(character))
              throw new Error(`${writer.name} undid what ${by.get(character)!.name} wrote`)
        } else if (what === 'redo') act.redo(writer)
        else act[what as 'send' | 'receive'](writer)
      }
      act.settle()
      const texts = writers.map(textOf)
      if (new Set(texts).size > 1) throw new Error(`the texts differ: ${texts.join(' | ')}`)
    }),
    { numRuns: 1_000 },
  )
  t.ok(undone > 300, `${undone} undone`)
})

t.test('[S7.2] whoever writes alone and undoes everything is back where he began', async () => {
  const step = fc.record({ insert: fc.string({ maxLength: 5 }), at: fc.nat(40), length: fc.nat(6) })
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), steps => {
      const { writers, type, remove, undo, settle } = table(['alice', 'bob'], 'loaded text')
      const [alice, bob] = writers as [Writer, Writer]
      for (const { insert, at, length } of steps) {
        const from = Math.min(at, alice.state.doc.length)
        if (insert) type(alice, insert, from)
        else remove(alice, from, Math.min(from + length, alice.state.doc.length))
        if (at % 3 === 0) settle()
      }
      while (undo(alice));
      settle()
      return textOf(alice) === 'loaded text' && textOf(bob) === 'loaded text'
    }),
    { numRuns: 500 },
  )
})

t.test(
  '[S-1] what others did is shown whole, whatever filters an editor has: a text that one of them altered would be another than everybody’s',
  async t => {
    const state = EditorState.create({
      doc: 'one two',
      extensions: [
        EditorState.changeFilter.of(() => false),
        EditorState.transactionFilter.of(transaction => (transaction.docChanged ? [] : transaction)),
      ],
    })
    const changes = state.changes({ from: 3, insert: ' and' })
    t.equal(state.update(remoteChange(changes)).state.doc.toString(), 'one and two')
    t.equal(state.update({ changes }).state.doc.toString(), 'one two', 'the filters are there')
  },
)
