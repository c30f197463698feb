import { WebSocket } from 'ws'
import { Compile } from 'typebox/compile'
import type { Stop } from '@stoa/sdk/contract'
import type { Clock } from '@stoa/sdk/hub'
import { NewsSchema, type News } from './door.ts'
import type { HostRow, Terms } from './rules.ts'

const newsType = Compile(NewsSchema)

/**
 * Listens at a machine's door, and so knows whether it can be reached: `unreached` is called, once, when a socket that was open is gone or nothing
 * comes over it any more. It is tried again until stopped.
 */
export function listenTo({
  row,
  terms,
  clock,
  hear,
  unreached,
}: {
  row: HostRow
  terms: Terms
  clock: Pick<Clock, 'after'>
  hear(news: News): void
  unreached(): void
}): Stop {
  let stopped = false
  let socket: WebSocket | null = null
  let stopTimer: Stop | null = null

  function dial(): void {
    const mine = new WebSocket(`${row.url.replace(/^http/, 'ws')}/news`, {
      headers: { authorization: `Bearer ${row.secret}` },
      handshakeTimeout: terms.term,
      maxPayload: 1 << 16,
    })
    socket = mine
    let open = false
    let answered = true
    function ping(): void {
      if (!answered) return mine.terminate()
      answered = false
      mine.ping()
      stopTimer = clock.after(terms.term / 2, ping)
    }
    mine.on('open', () => {
      open = true
      ping()
    })
    mine.on('pong', () => (answered = true))
    mine.on('message', data => {
      const news: unknown = JSON.parse(String(data))
      if (newsType.Check(news)) hear(news)
    })
    mine.on('error', () => undefined)
    mine.on('close', () => {
      void stopTimer?.()
      if (stopped) return
      if (open) unreached()
      stopTimer = clock.after(terms.beat, dial)
    })
  }
  dial()
  return () => {
    stopped = true
    void stopTimer?.()
    socket?.terminate()
  }
}
