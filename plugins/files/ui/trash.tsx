import { useCallback, useEffect, useState } from 'react'
import type { Trashed } from '../contract.ts'
import type { FilesDesk } from './desk.ts'
import { Icon } from './icon.tsx'
import { sizeText, timeText } from './names.ts'

/** What was removed, newest first: back where it was, or gone for good. */
export function Trash({ desk, editable, close }: { desk: FilesDesk; editable: boolean; close(): void }) {
  const [list, setList] = useState<readonly Trashed[] | null>(null)
  const [total, setTotal] = useState(0)
  const [error, setError] = useState<string | null>(null)
  const [sure, setSure] = useState(false)
  const { remote } = desk

  const load = useCallback(async () => {
    try {
      const { trashed, total: all } = await remote.call('trash', {})
      setList(trashed)
      setTotal(all)
      setError(null)
    } catch (failure) {
      setError((failure as Error).message)
    }
  }, [remote])
  useEffect(() => {
    void load()
    const stops = [remote.on('trash', () => void load()), remote.onState(state => void (state === 'open' && load()))]
    return () => stops.forEach(stop => void stop())
  }, [load, remote])

  const empty = async () => {
    setSure(false)
    await remote.call('emptyTrash', {}).catch((failure: unknown) => setError((failure as Error).message))
  }
  return (
    <div className="fl-trash">
      <div className="fl-trash-head">
        <button type="button" className="fl-button" onClick={close}>
          <Icon name="back" />
          Files
        </button>
        <h2>Trash</h2>
        <span className="fl-grow" />
        {editable &&
          list &&
          list.length > 0 &&
          (sure ? (
            <>
              <span className="fl-quiet">{total === 1 ? 'Delete it for good?' : `Delete all ${total} for good?`}</span>
              <button type="button" className="fl-button fl-danger" onClick={() => void empty()}>
                Delete for good
              </button>
              <button type="button" className="fl-button" onClick={() => setSure(false)}>
                Keep
              </button>
            </>
          ) : (
            <button type="button" className="fl-button" onClick={() => setSure(true)}>
              Empty trash…
            </button>
          ))}
      </div>
      {error && (
        <p className="fl-error fl-pad" role="alert">
          {error}
        </p>
      )}
      {list && list.length === 0 && (
        <p className="fl-empty">Nothing here. What is deleted in this project waits here until you empty the trash.</p>
      )}
      <ul className="fl-trash-list">
        {list?.map(one => (
          <li key={one.id}>
            <Icon name={one.kind === 'directory' ? 'folder' : 'file'} />
            <span className="fl-trash-path" title={one.path}>
              {one.path}
            </span>
            <span className="fl-quiet">{one.kind === 'file' ? sizeText(one.size) : ''}</span>
            <span className="fl-quiet fl-trash-by">
              {timeText(one.removed, Date.now())}, {one.by}
            </span>
            {editable && (
              <button type="button" className="fl-button" onClick={() => void desk.restore([one.id])}>
                Restore
              </button>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}
