export { bundled, createTestHub, type InlinePlugin, type Person, type TestHub, type TestProject } from './hub.ts'
