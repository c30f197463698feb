import { Transaction, type ChangeSet, type TransactionSpec } from '@codemirror/state'

/**
 * Shows what others did: outside of the undo history, and past every filter, since a change that a filter altered would make this text another
 * than everybody else's.
 */
export const remoteChange = (changes: ChangeSet): TransactionSpec => ({
  changes,
  filter: false,
  annotations: [Transaction.remote.of(true), Transaction.addToHistory.of(false)],
})
