import { useEffect, useState } from 'react'
import { useWorld } from '../context.ts'
import { useValue } from '../value.ts'
import { Icon } from './icon.tsx'

/** How long a toast stays when nobody points at it, in milliseconds. */
const stays = 6000
/** The same when it offers something to do. */
const staysWithAction = 10_000

/** The one toast shown now, bottom left. It stays while the pointer or the focus is on it. */
export function ToastShelf() {
  const { toasts } = useWorld()
  const [toast] = useValue(toasts.waiting)
  const [held, hold] = useState(false)
  useEffect(() => {
    if (!toast || held) return undefined
    const timer = setTimeout(() => toasts.dismiss(toast.id), toast.action ? staysWithAction : stays)
    return () => clearTimeout(timer)
  }, [held, toast, toasts])
  return (
    <div className="sh-toasts" role="status" aria-live="polite">
      {toast && (
        <div
          key={toast.id}
          className="sh-toast"
          onPointerEnter={() => hold(true)}
          onPointerLeave={() => hold(false)}
          onFocus={() => hold(true)}
          onBlur={() => hold(false)}
        >
          <span>{toast.sentence}</span>
          {toast.action && (
            <button
              type="button"
              className="sh-button"
              onClick={() => {
                hold(false)
                toasts.dismiss(toast.id)
                toast.action!.run()
              }}
            >
              {toast.action.title}
            </button>
          )}
          <button
            type="button"
            className="sh-button sh-bare sh-square"
            aria-label="Close this message"
            onClick={() => {
              hold(false)
              toasts.dismiss(toast.id)
            }}
          >
            <Icon name="close" />
          </button>
        </div>
      )}
    </div>
  )
}
