import type { FastifyInstance } from 'fastify'
import { StoaError } from '@stoa/sdk/contract'

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there. Stop that one, or choose another port with STOA_PORT.',
  EACCES: 'this user may not listen there. Choose a port from 1024 up, and let a proxy listen on 80 or 443.',
  EADDRNOTAVAIL: 'this machine has no such address. Choose one it has with STOA_HOST.',
  ENOTFOUND: 'this machine knows no such name. Choose an address it has with STOA_HOST.',
}

/** Listens, and answers the address. Rejects with `cannot_listen`, which says why and what to do. */
export async function listen({ app, host, port }: { app: FastifyInstance; host: string; port: number }): Promise<string> {
  try {
    return await app.listen({ host, port })
  } catch (failure) {
    const { code = '', message } = failure as NodeJS.ErrnoException
    throw new StoaError({
      code: 'cannot_listen',
      message: `Stoa cannot listen on ${host}, port ${port}: ${reasons[code] ?? `${message}.`}`,
    })
  }
}
