export {
  CELL,
  OUTPUT,
  headerLine,
  readLine,
  sessionFlags,
  setFlag,
  withoutSession,
  type Header,
  type Marker,
  type OutputLine,
} from './markers.ts'
export { isMessage, readPayload, textKind, visible, writeMessage, writeText, type Message, type Piece } from './messages.ts'
export { cellAt, cellsOf, codeOf, findCell, headerBefore, type Cell, type CellOutput, type Range } from './cells.ts'
export { isAuto, modeOf, staticOutput } from './modes.ts'
export {
  appendOutput,
  codeOnly,
  deleteCells,
  deleteOutput,
  flagCells,
  insertCell,
  joinCells,
  outputLine,
  replaceOutput,
  splitCell,
  touched,
  withNewIds,
  writeFlags,
} from './edits.ts'
export { amendGroup, applied, beginnings, joined, nest, opens, replaceGroup, type Group } from './groups.ts'
export { besideOf } from './beside.ts'
export { repair } from './repair.ts'
