/** What a connection needs of a WebSocket: a browser's own and the `ws` package's both fit. Closing is reported by `onclose`, also after a failed opening. */
export type SocketLike = {
  binaryType: string
  onopen: ((event: any) => void) | null
  onmessage: ((event: any) => void) | null
  onclose: ((event: any) => void) | null
  onerror: ((event: any) => void) | null
  send(data: string | Uint8Array<ArrayBuffer>): void
  close(code?: number, reason?: string): void
}
