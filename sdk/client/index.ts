export { connect, socketPath, type Client, type ClientOptions } from './connect.ts'
export { openProgramDocument, type ProgramChange, type ProgramDocument, type ProgramDocumentOptions } from './document.ts'
export { openTable, type OpenTable, type OpenTableOptions, type Row, type RowPatch } from '../document/index.ts'
