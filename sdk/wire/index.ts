export { createConnection, type Connection, type ConnectionClock, type ConnectionOptions, type ConnectionState } from './connection.ts'
export type { SocketLike } from './socket.ts'
export {
  bodySize,
  decodeBody,
  decodeFrame,
  encodeBody,
  encodeFrame,
  encodeHeader,
  kinds,
  maxBody,
  maxFrame,
  maxHeader,
  parseHeader,
  protocol,
  type Body,
  type Frame,
  type Header,
  type Kind,
} from './frame.ts'
export { createCredit, createMeter, firstWindow, type Credit, type Meter } from './credit.ts'
export { backOff } from './backoff.ts'
export { fault, receivedError, retryable } from './faults.ts'
