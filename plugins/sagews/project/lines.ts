import { createConnection, type Socket } from 'node:net'

/** One JSON object a line over a unix socket, in both directions. */
export type Lines = { send(message: object): void; close(): void; readonly closed: Promise<void> }

/** Connects to a socket; `heard` is called with each object, in order. Rejects when nobody listens there. */
export async function connectLines(path: string, heard: (message: Record<string, unknown>) => void): Promise<Lines> {
  const socket = createConnection(path)
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  return linesOf(socket, heard)
}

function linesOf(socket: Socket, heard: (message: Record<string, unknown>) => void): Lines {
  let rest: string[] = []
  socket.setEncoding('utf8')
  socket.on('error', () => socket.destroy())
  socket.on('data', (data: string) => {
    const lines = data.split('\n')
    if (lines.length === 1) {
      rest.push(data)
      return
    }
    lines[0] = rest.join('') + lines[0]
    rest = [lines.pop()!]
    for (const line of lines) {
      const message = parse(line)
      if (message) heard(message)
    }
  })
  return {
    send(message) {
      if (!socket.destroyed) socket.write(JSON.stringify(message) + '\n')
    },
    close() {
      socket.destroy()
    },
    closed: new Promise(resolve => socket.once('close', () => resolve())),
  }
}

/** An object, or null for anything else that arrived. */
export function parse(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
