import { once } from 'node:events'
import { parentPort, workerData } from 'node:worker_threads'
import type { Found } from '../contract.ts'
import { matchesBelow, type WalkFor } from './find-in.ts'

/** How many matches are sent together, and how long the first of them waits for others, in milliseconds. */
const together = 50
const soon = 100

let waiting: Found[] = []
let first = 0
const port = parentPort!

async function send(): Promise<void> {
  port.postMessage(waiting)
  waiting = []
  await once(port, 'message')
}

for await (const found of matchesBelow(workerData as WalkFor)) {
  if (waiting.length === 0) first = performance.now()
  waiting.push(found)
  if (waiting.length >= together || performance.now() - first > soon) await send()
}
if (waiting.length > 0) await send()
port.postMessage('done')
