// The least that a server can do: what comes from one goes to all others, kept nowhere.
import { WebSocketServer } from 'ws'

const server = new WebSocketServer({ host: '127.0.0.1', port: Number(process.env.PORT), perMessageDeflate: false })
server.on('listening', () => console.log('ready'))
server.on('connection', socket =>
  socket.on('message', (data, binary) => server.clients.forEach(other => other !== socket && other.send(data, { binary }))),
)
