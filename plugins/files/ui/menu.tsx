import { useEffect, useRef } from 'react'
import { createPortal } from 'react-dom'

export type MenuItem = { title: string; key?: string; run(): void }

/** What can be done with what is under the pointer. */
export function ContextMenu({ x, y, items, close }: { x: number; y: number; items: readonly MenuItem[]; close(): void }) {
  const menu = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = menu.current!
    const before = document.activeElement
    const { width, height } = element.getBoundingClientRect()
    element.style.left = `${Math.max(4, Math.min(x, innerWidth - width - 4))}px`
    element.style.top = `${Math.max(4, Math.min(y, innerHeight - height - 4))}px`
    element.querySelector('button')?.focus()
    const outside = (event: Event) => {
      if (!element.contains(event.target as Node)) close()
    }
    addEventListener('pointerdown', outside, true)
    addEventListener('blur', close)
    return () => {
      removeEventListener('pointerdown', outside, true)
      removeEventListener('blur', close)
      if (before instanceof HTMLElement) before.focus()
    }
  }, [x, y, close])
  const step = (by: number) => {
    const buttons = [...menu.current!.querySelectorAll('button')]
    buttons[(buttons.indexOf(document.activeElement as HTMLButtonElement) + by + buttons.length) % buttons.length]?.focus()
  }
  return createPortal(
    <div
      ref={menu}
      className="fl-menu"
      role="menu"
      onKeyDown={event => {
        event.stopPropagation()
        if (event.key === 'Escape') close()
        else if (event.key === 'ArrowDown') step(1)
        else if (event.key === 'ArrowUp') step(-1)
        else return
        event.preventDefault()
      }}
    >
      {items.map(({ title, key, run }) => (
        <button
          key={title}
          type="button"
          role="menuitem"
          onClick={() => {
            close()
            run()
          }}
        >
          {title}
          {key && <kbd>{key}</kbd>}
        </button>
      ))}
    </div>,
    document.body,
  )
}
