import { contractName, stops, type Connect, type Contract } from '@stoa/sdk/contract'
import { document } from '@stoa/sdk/document'
import type { Clock, Log } from '@stoa/sdk/hub'
import { createConnection, type SocketLike } from '@stoa/sdk/wire'
import { installedPart, startProject } from '@stoa/core/project'
import { createRouter, linkPair, type Link } from '@stoa/core/routing'
import type { Plugin } from './plugins.ts'

/** The project that a folder is, to its own connection. */
export const folderProject = 'folder'

/**
 * Makes a folder a project of its own in this process, without hub, accounts or sandbox: what `stoa run` works on.
 * `.stoa` with history and pictures is made in it. Whoever holds the connection is its owner.
 */
export async function openFolder({
  folder,
  plugins,
  user,
  clock,
  log,
}: {
  folder: string
  plugins: readonly Plugin[]
  user: { id: string; name: string }
  clock: Clock
  log: Log
}): Promise<{ connect: Connect; close(): Promise<void> }> {
  const started = stops()
  const parts = plugins.flatMap(plugin => installedPart(plugin, 'project') ?? [])
  const project = await startProject({ root: folder, plugins: parts, clock, log, epoch: 0 })
  started.add(() => project.close())
  const contracts = new Map<string, Contract>([[contractName(document), document]])
  for (const plugin of plugins) for (const contract of plugin.contracts) contracts.set(contractName(contract), contract)
  const [local] = linkPair()
  const router = createRouter({
    log,
    contracts,
    local,
    roleOf: () => 'owner',
    enabled: () => true,
    async projectLink() {
      const [here, there] = linkPair()
      project.serving.accept(there)
      return { link: here, epoch: 0 }
    },
  })
  started.add(() => router.stop())
  const connection = createConnection({
    socket() {
      const [here, there] = linkPair()
      router.attach(there, { user, administrator: false })
      return socketOver(here)
    },
  })
  started.add(() => connection.close())
  return { connect: connection.connect, close: started.stop }
}

/** A link as the socket that a connection opens. */
function socketOver(link: Link): SocketLike {
  const socket: SocketLike = {
    binaryType: 'arraybuffer',
    onopen: null,
    onmessage: null,
    onclose: null,
    onerror: null,
    send: data => link.send(Buffer.from(data as string), typeof data !== 'string'),
    close: (code = 1000, reason = '') => link.close(code, reason),
  }
  link.onFrame((frame, binary) => socket.onmessage?.({ data: binary ? new Uint8Array(frame).buffer : frame.toString() }))
  link.onClose((code, reason) => socket.onclose?.({ code, reason }))
  setImmediate(() => socket.onopen?.({}))
  return socket
}
