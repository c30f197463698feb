export { documentLimit, worksheetLimit, openLiveDocument, type Committed, type LiveDocument, type LiveOptions } from './document.ts'
export { serveDocuments, type DocumentsServices } from './serve.ts'
export { projectFile, type Aside, type FilePort, type FileStat } from './fileport.ts'
export { fileStorage, type AppendFile, type Storage } from './storage.ts'
