import { useEffect, useId, useRef, type ReactNode } from 'react'
import { Icon } from './icon.tsx'

/** Asks for what is missing. Esc leaves it, Enter does it, and the focus goes back to where it was. */
export function Dialog({ title, close, children }: { title: string; close(): void; children: ReactNode }) {
  const element = useRef<HTMLDialogElement>(null)
  const heading = useId()
  useEffect(() => {
    const dialog = element.current!
    const before = document.activeElement
    dialog.showModal()
    dialog.querySelector<HTMLElement>('form input')?.focus()
    return () => {
      dialog.close()
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={element}
      className="fl-dialog"
      aria-labelledby={heading}
      onKeyDown={event => event.stopPropagation()}
      onCancel={event => {
        event.preventDefault()
        close()
      }}
      onMouseDown={event => event.target === element.current && close()}
    >
      <header>
        <h2 id={heading}>{title}</h2>
        <button type="button" className="fl-button fl-bare" aria-label="Close" title="Close (Esc)" onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      {children}
    </dialog>
  )
}
