export { connect, socketPath, type Client, type ClientOptions } from './connect.ts'
export { openProgramDocument, type ProgramChange, type ProgramDocument, type ProgramDocumentOptions } from './document.ts'
