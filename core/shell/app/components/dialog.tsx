import { useEffect, useId, useRef, type ReactNode } from 'react'
import { Icon } from './icon.tsx'

/** A dialog over the page. Esc leaves it, and the focus goes back to where it was. `wide` for what holds a list. */
export function Dialog({ title, close, children, wide = false }: { title: string; close(): void; children: ReactNode; wide?: boolean }) {
  const element = useRef<HTMLDialogElement>(null)
  const heading = useId()
  useEffect(() => {
    const dialog = element.current!
    const before = document.activeElement
    dialog.showModal()
    // The browser would begin at the button that closes.
    dialog.querySelector<HTMLElement>('form input')?.focus()
    return () => {
      dialog.close()
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={element}
      className={wide ? 'sh-dialog sh-wide' : 'sh-dialog'}
      aria-labelledby={heading}
      onCancel={event => {
        event.preventDefault()
        close()
      }}
      onMouseDown={event => event.target === element.current && close()}
    >
      <div className="sh-dialog-body">
        <header>
          <h2 id={heading}>{title}</h2>
          <button type="button" className="sh-button sh-bare sh-square" aria-label="Close" title="Close (Esc)" onClick={close}>
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  )
}
