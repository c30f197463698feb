import { ChangeSet } from '@codemirror/state'
import { systemClock } from '@stoa/core/project'
import { textOf } from '@stoa/sdk/document'
import { openLiveDocument } from '../document.ts'
import { fileStorage } from '../storage.ts'
import { silent } from './memory.ts'

// Types numbered words into a document below argv[2] as fast as it can, and prints the version of each that was acknowledged, until it is killed.
const live = await openLiveDocument({
  path: 'a.txt',
  storage: fileStorage,
  directory: process.argv[2]!,
  limit: 1 << 24,
  boot: 'one',
  clock: systemClock,
  log: silent,
  newLineage: () => 'one',
})
const author = { id: 'alice', name: 'Alice' }
process.stdout.write(`${live.version}\n`)
for (;;) {
  const { version } = live.commit({
    session: 'AAAAAAAAAAAAAA',
    author,
    changes: ChangeSet.of({ from: live.text.length, insert: textOf(`${live.version + 1} `) }, live.text.length),
  })
  await live.written(version)
  process.stdout.write(`${version}\n`)
}
