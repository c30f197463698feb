export { createConnection, type Connection, type ConnectionClock, type ConnectionOptions, type ConnectionState } from './connection.ts'
export type { SocketLike } from './socket.ts'
