export { bundled, createTestHub, type InlinePlugin, type Person, type TestHub, type TestProject } from './hub.ts'
export { snapshotStoreSuite, type SnapshotStorePlace } from './snapshot-store.ts'
export { openTestStore } from './store.ts'
