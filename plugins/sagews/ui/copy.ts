/** A menu where a formula is clicked with the right button: copies its TeX. Gone with Escape, a click elsewhere or scrolling. */
export function copyMenu(event: MouseEvent): void {
  const formula = event.target instanceof Element ? event.target.closest<HTMLElement>('.ws-math') : null
  const tex = formula?.dataset.tex
  // What was selected is copied as everywhere else.
  if (tex === undefined || !getSelection()?.isCollapsed) return
  event.preventDefault()
  const menu = document.createElement('div')
  menu.className = 'ws-menu'
  menu.setAttribute('role', 'menu')
  const before = document.activeElement
  const close = () => {
    menu.remove()
    removeEventListener('pointerdown', outside, true)
    removeEventListener('scroll', close, true)
    if (before instanceof HTMLElement) before.focus({ preventScroll: true })
  }
  const outside = (pressed: Event) => {
    if (!menu.contains(pressed.target as Node)) close()
  }
  const item = (title: string, text: string) => {
    const button = document.createElement('button')
    button.type = 'button'
    button.setAttribute('role', 'menuitem')
    button.textContent = title
    button.addEventListener('click', () => {
      void navigator.clipboard.writeText(text)
      close()
    })
    menu.append(button)
    return button
  }
  const first = item('Copy TeX', tex)
  const mathml = formula!.querySelector('mjx-assistive-mml')?.innerHTML
  if (mathml) item('Copy MathML', mathml)
  menu.addEventListener('keydown', pressed => {
    if (pressed.key === 'Escape') close()
    if (pressed.key === 'ArrowDown' || pressed.key === 'ArrowUp') {
      pressed.preventDefault()
      const other = menu.querySelector<HTMLElement>('button:not(:focus)')
      other?.focus()
    }
    pressed.stopPropagation()
  })
  document.body.append(menu)
  const { width, height } = menu.getBoundingClientRect()
  menu.style.left = `${Math.max(4, Math.min(event.clientX, innerWidth - width - 4))}px`
  menu.style.top = `${Math.max(4, Math.min(event.clientY, innerHeight - height - 4))}px`
  addEventListener('pointerdown', outside, true)
  addEventListener('scroll', close, true)
  first.focus()
}
