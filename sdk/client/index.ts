export { connect, socketPath, type Client, type ClientOptions } from './connect.ts'
