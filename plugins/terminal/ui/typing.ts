/** One piece of what was typed. */
export type Typed = { readonly seq: number; readonly shell: string; readonly data: string; readonly binary?: boolean }

/** What a person types, on its way to the shell: in order, each piece once, however often the connection is lost between. */
export type Typing = {
  /** Types into shell `shell`. */
  type(data: string, options: { shell: string; binary?: boolean }): void
  /** The channel is open again: `typed` is the last piece that the server has had. With `forget`, what it was meant for is no more. */
  opened(given: { typed: number; forget: boolean }): void
  /** The channel is lost: what was sent and not answered may have arrived or not. */
  lost(): void
  /** Characters that the shell has not had. */
  readonly waiting: number
}

/** Characters a piece; the server takes no more. */
const mostPiece = 16_384
/** Of pieces sent and unanswered. Below what a channel sends at once, so that none waits in it and comes out of order. */
const mostUnderWay = 65_536
/** Characters that may wait; what is more is not typed. */
const mostWaiting = 16 << 20

/** Begins with nothing typed. `send` answers when the shell has the piece; `refused` hears why one was not taken. */
export function createTyping({ send, refused }: { send(piece: Typed): Promise<unknown>; refused(failure: unknown): void }): Typing {
  let queue: Typed[] = []
  let sent = 0
  let underWay = 0
  let waiting = 0
  let last = 0
  let open = false
  /** Answers to what was sent before the channel was lost say nothing. */
  let life = 0

  function flush(): void {
    while (open && sent < queue.length && (underWay === 0 || underWay + queue[sent]!.data.length <= mostUnderWay)) {
      const piece = queue[sent++]!
      underWay += piece.data.length
      void follow(piece)
    }
  }
  async function follow(piece: Typed): Promise<void> {
    const mine = life
    try {
      await send(piece)
    } catch (failure) {
      if (mine === life && open) fail(failure)
      return
    }
    if (mine === life) done(piece.seq)
  }
  function done(seq: number): void {
    while (queue[0] && queue[0].seq <= seq) {
      const piece = queue.shift()!
      waiting -= piece.data.length
      if (sent > 0) {
        sent--
        underWay -= piece.data.length
      }
    }
    flush()
  }
  function forget(): void {
    queue = []
    sent = underWay = waiting = 0
    life++
  }
  function fail(failure: unknown): void {
    // Lost with the connection: `opened` says what has become of it.
    if ((failure as { code?: string }).code === 'unknown_outcome') return
    forget()
    refused(failure)
  }

  return {
    type(data, { shell, binary }) {
      for (let at = 0; at < data.length && waiting < mostWaiting;) {
        let end = Math.min(at + mostPiece, data.length)
        // Never between the halves of one character.
        if (end < data.length && /[\uD800-\uDBFF]/.test(data[end - 1]!)) end--
        const piece = data.slice(at, end)
        queue.push({ seq: ++last, shell, data: piece, ...(binary && { binary }) })
        waiting += piece.length
        at = end
      }
      flush()
    },
    opened({ typed, forget: all }) {
      open = true
      sent = underWay = 0
      life++
      if (all) forget()
      last = Math.max(last, typed)
      done(typed)
    },
    lost() {
      open = false
      sent = underWay = 0
      life++
    },
    get waiting() {
      return waiting
    },
  }
}
