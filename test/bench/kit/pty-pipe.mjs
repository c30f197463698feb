// The least that a terminal in a page can be: a shell for each connection, its bytes as they come, without a thought for who reads them.
import { createRequire } from 'node:module'
import { WebSocketServer } from 'ws'

const { spawn } = createRequire(import.meta.url)('node-pty')
const server = new WebSocketServer({ host: '127.0.0.1', port: Number(process.env.PORT), perMessageDeflate: false })
server.on('listening', () => console.log('ready'))
server.on('connection', socket => {
  const pty = spawn('bash', ['--norc', '--noprofile', '-i'], {
    name: 'xterm-256color',
    cols: 100,
    rows: 30,
    cwd: process.env.ROOT,
    env: { ...process.env, HOME: process.env.ROOT },
    encoding: null,
  })
  pty.onData(bytes => socket.send(bytes))
  pty.onExit(() => socket.close())
  socket.on('message', data => pty.write(data))
  socket.on('close', () => pty.kill('SIGKILL'))
})
