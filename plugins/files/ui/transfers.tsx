import { farText, progressText, type createUploads } from './uploads.ts'

/** What is on its way up, each with its own cancel; what failed stays until it is seen to. */
export function Transfers({ uploads }: { uploads: ReturnType<typeof createUploads> }) {
  if (uploads.list.length === 0) return null
  return (
    <section className="fl-uploads" aria-label="Uploads">
      <p className="fl-quiet" role="status">
        {progressText(uploads.list)}
      </p>
      <ul>
        {uploads.list.slice(0, 20).map(one => (
          <li key={one.id}>
            <span className="fl-upload-name" title={one.path}>
              {one.path}
            </span>
            {one.state === 'failed' ? (
              <span className="fl-error" role="alert">
                {one.error}
              </span>
            ) : (
              <>
                <progress max={Math.max(1, one.size)} value={one.sent} aria-label={one.path} />
                <span className="fl-quiet fl-upload-far">{farText(one, Date.now())}</span>
              </>
            )}
            <span className="fl-grow" />
            {one.state === 'failed' && (
              <button type="button" className="fl-button" onClick={() => uploads.again(one.id, { replace: one.taken === true })}>
                {one.taken ? 'Replace it' : 'Try again'}
              </button>
            )}
            <button type="button" className="fl-button" onClick={() => uploads.cancel(one.id)}>
              {one.state === 'failed' ? 'Dismiss' : 'Cancel'}
            </button>
          </li>
        ))}
      </ul>
      {uploads.list.length > 20 && <p className="fl-quiet">and {uploads.list.length - 20} more</p>}
    </section>
  )
}
