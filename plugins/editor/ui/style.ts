const css = `
.ed { height: 100%; display: flex; flex-direction: column; min-height: 0; background: var(--surface-page) }
.ed-text { flex: 1; min-height: 0; display: flex } .ed-text > .cm-editor { flex: 1; min-width: 0 } .ed-text > .cm-editor + .cm-editor { border-left: 1px solid var(--line-2) }
.ed-note { flex: none; display: flex; gap: 12px; align-items: center; padding: 7px 16px; font: var(--text-md)/var(--leading-ui) var(--font-ui); background: var(--warn-soft); color: var(--ink); border-bottom: 1px solid var(--warn-line) }
.ed-note[data-bad=true] { background: var(--danger-soft); border-color: var(--danger-line) }
.ed-wait { padding: 24px; font: var(--text-md)/var(--leading-ui) var(--font-ui); color: var(--ink-2) }
.ed-bar { display: flex; align-items: center; gap: 2px; height: 100%; width: 100%; padding: 0 8px; box-sizing: border-box }
.ed-grow { flex: 1 }
.ed-button { height: var(--size-control); min-width: var(--size-control); padding: 0 8px; display: inline-flex; align-items: center; justify-content: center; gap: 6px; border: 0; border-radius: var(--radius-md); background: none; color: var(--ink-2); font: var(--text-md)/1 var(--font-ui); cursor: default }
.ed-button:hover:not(:disabled) { background: var(--surface-hover); color: var(--ink) }
.ed-button[aria-pressed=true] { background: var(--surface-press); color: var(--ink) }
.ed-button:disabled { color: var(--ink-3); opacity: 0.6 }
.ed-button:focus-visible { outline: var(--focus-width) solid var(--accent); outline-offset: var(--focus-offset) }
.ed-button svg { width: 16px; height: 16px; fill: none; stroke: currentColor; stroke-width: 1.35; stroke-linecap: round; stroke-linejoin: round }
.ed-outline { border: 1px solid var(--line-control) }
@media (max-width: 640px) { .ed-wide { display: none } .ed-text > .cm-editor + .cm-editor { display: none } .ed-button { min-width: var(--size-touch); height: var(--size-touch) } .ed .cm-textfield { font-size: 16px } }
`
let added = false

/** Puts the styles into the page, once. As a constructed sheet they need no nonce. */
export function addStyles(): void {
  if (added) return
  added = true
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
}
