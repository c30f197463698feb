export { uiPart, type UiGiven } from './part.ts'

export { Editors, FileActions, FileKinds, Pages, Settings, Toasts } from './services.ts'
export type {
  Command,
  FileAction,
  FileEditor,
  FileKind,
  FilePlace,
  PageAddress,
  Place,
  ProjectPage,
  ProjectView,
  Viewer,
} from './services.ts'

export { openDocument, type OpenDocument, type OpenDocumentOptions } from './collab.ts'
export type { DocumentState, Person } from '../document/index.ts'

export { cspNonce } from './nonce.ts'
export { openTable, type OpenTable, type OpenTableOptions, type Row, type RowPatch } from '../document/index.ts'
export { findNear } from './near.ts'
