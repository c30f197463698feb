export { FileStateSchema, PersonSchema, StatusSchema, document } from './contract.ts'
export type { DocumentStatus, FileState, OpenAnswer, OpenParams, Person } from './contract.ts'
