import { Upload, type PreviousUpload } from 'tus-js-client'
import type { Body, Sending } from './uploads.ts'

/** How much goes in one request, in bytes: the role is looked at again at each. */
const piece = 64 * 1024 * 1024
/** When a lost connection is tried again, in milliseconds; from the beginning after each piece that arrived. */
const again = [0, 1000, 3000, 5000, 10_000, 20_000, 30_000]

type Answer = { status: number; body: Body | null }

/** Sends a file so that it goes on where it was after a lost connection, and after a reload once the same file is chosen again. */
export async function sendFile({ endpoint, path, replace, file, progress, cancelled }: Sending & { endpoint: string }): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const upload = new Upload(file, {
    endpoint,
    chunkSize: piece,
    retryDelays: again,
    metadata: { path, ...(replace && { replace: '1' }) },
    removeFingerprintOnSuccess: true,
    fingerprint: () => Promise.resolve([endpoint, path, file.size, file instanceof File ? file.lastModified : '', replace].join(' ')),
    onProgress: sent => progress(sent),
    // A refusal has a code of ours; asked again it would be the same.
    onShouldRetry: error =>
      error.originalResponse === null || (read(error.originalResponse.getBody()) === null && error.originalResponse.getStatus() >= 409),
    onSuccess: ({ lastResponse }) => resolve({ status: 200, body: read(lastResponse?.getBody()) }),
    onError(error) {
      const answer = 'originalResponse' in error ? error.originalResponse : null
      if (answer === null) reject(error)
      else resolve({ status: answer.getStatus(), body: read(answer.getBody()) })
    },
  })
  cancelled.addEventListener('abort', () => {
    // Whoever only leaves the page may come back for the rest.
    void upload.abort(cancelled.reason !== 'left').catch(() => undefined)
    reject(new Error('cancelled'))
  })
  const [last] = await upload.findPreviousUploads()
  if (last) upload.resumeFromPreviousUpload(last)
  if (!cancelled.aborted) upload.start()
  return promise
}

/** What was begun in this browser, at this address, and has not all arrived. */
export async function leftUploads(endpoint: string): Promise<{ path: string; size: number; dismiss(): Promise<void> }[]> {
  const storage = new Upload(new Blob(), { endpoint }).options.urlStorage
  const all: PreviousUpload[] = (await storage?.findAllUploads()) ?? []
  return all
    .filter(({ uploadUrl, metadata }) => uploadUrl?.startsWith(endpoint) && metadata['path'] !== undefined)
    .map(({ uploadUrl, metadata, size, urlStorageKey }) => ({
      path: metadata['path']!,
      size: size ?? 0,
      async dismiss() {
        await storage?.removeUpload(urlStorageKey)
        await Upload.terminate(uploadUrl!).catch(() => undefined)
      },
    }))
}

function read(body: string | undefined): Answer['body'] {
  try {
    const said: unknown = JSON.parse(body ?? '')
    return typeof said === 'object' ? said : null
  } catch {
    return null
  }
}
