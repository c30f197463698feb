import { useEffect, useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'

/** One line of a menu; `checked` makes it one of several to choose from. `separated` draws a line above it. */
export type MenuItem = {
  readonly title: string
  readonly key?: string
  readonly checked?: boolean
  readonly danger?: boolean
  readonly separated?: boolean
  run(): void
}

/** A button that opens a list of what can be done now. Arrows move, Enter does it, Esc leaves, and the focus goes back to the button. */
export function MenuButton({
  label,
  title,
  className,
  items,
  head,
  children,
}: {
  label: string
  title?: string
  className: string
  items: readonly MenuItem[]
  /** Said above the items. */
  head?: ReactNode
  children: ReactNode
}) {
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const id = useId()
  const close = (): void => {
    setOpen(false)
    button.current?.focus()
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        className={className}
        aria-label={label}
        title={title ?? label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(now => !now)}
        onKeyDown={event => {
          if (event.key !== 'ArrowDown' || open) return
          event.preventDefault()
          setOpen(true)
        }}
      >
        {children}
      </button>
      {open && <Menu id={id} label={label} items={items} head={head} anchor={button.current!} close={close} leave={() => setOpen(false)} />}
    </>
  )
}

type MenuProps = {
  id: string
  label: string
  items: readonly MenuItem[]
  head: ReactNode
  anchor: HTMLElement
  close(): void
  leave(): void
}

function Menu({ id, label, items, head, anchor, close, leave }: MenuProps) {
  const element = useRef<HTMLDivElement>(null)

  useLayoutEffect(() => {
    const menu = element.current!
    const at = anchor.getBoundingClientRect()
    const { width, height } = menu.getBoundingClientRect()
    const left = Math.max(8, Math.min(at.left, innerWidth - width - 8))
    const below = at.bottom + 4 + height <= innerHeight - 8
    menu.style.left = `${left}px`
    menu.style.top = `${below ? at.bottom + 4 : Math.max(8, at.top - 4 - height)}px`
    menu.querySelector<HTMLElement>('[aria-checked=true], button')?.focus()
  }, [anchor])

  useEffect(() => {
    const outside = (event: Event): void => {
      const target = event.target as Node
      if (!element.current?.contains(target) && !anchor.contains(target)) leave()
    }
    document.addEventListener('pointerdown', outside, true)
    window.addEventListener('blur', leave)
    window.addEventListener('resize', leave)
    return () => {
      document.removeEventListener('pointerdown', outside, true)
      window.removeEventListener('blur', leave)
      window.removeEventListener('resize', leave)
    }
  }, [anchor, leave])

  function move(event: KeyboardEvent): void {
    const all = [...element.current!.querySelectorAll<HTMLElement>('button')]
    const at = all.indexOf(document.activeElement as HTMLElement)
    const to: Record<string, number> = {
      ArrowDown: (at + 1) % all.length,
      ArrowUp: (at - 1 + all.length) % all.length,
      Home: 0,
      End: all.length - 1,
    }
    if (event.key in to) all[to[event.key]!]?.focus()
    else if (event.key === 'Escape') close()
    else if (event.key === 'Tab') leave()
    else return
    if (event.key !== 'Tab') event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div ref={element} id={id} className="sh-menu" role="menu" aria-label={label} onKeyDown={move}>
      {head && (
        <div className="sh-menu-head" role="none">
          {head}
        </div>
      )}
      {items.map(({ title, key, checked, danger, separated, run }) => (
        <button
          key={title}
          type="button"
          role={checked === undefined ? 'menuitem' : 'menuitemradio'}
          aria-checked={checked}
          tabIndex={-1}
          className={[danger && 'sh-danger', separated && 'sh-separated'].filter(Boolean).join(' ')}
          onClick={() => {
            close()
            run()
          }}
        >
          <span className="sh-check" aria-hidden="true">
            {checked ? '✓' : ''}
          </span>
          <span>{title}</span>
          {key && <kbd>{key}</kbd>}
        </button>
      ))}
    </div>
  )
}
