/** The look of snapshots; only names of the tokens, and only classes that begin with `sn-`. */
const css = `
.sn { height: 100%; display: grid; grid-template-columns: 240px minmax(0, 1fr); min-height: 0; background: var(--surface-page); color: var(--ink); font: var(--text-md)/var(--leading-ui) var(--font-ui); font-variant-numeric: tabular-nums }
.sn-bar { display: flex; align-items: center; gap: 8px; width: 100%; height: 100%; padding: 0 10px 0 16px; box-sizing: border-box; font: var(--text-md)/1.3 var(--font-ui); min-width: 0 }
.sn-bar nav { display: flex; gap: 3px; flex: 1; min-width: 0; overflow: hidden; white-space: nowrap; color: var(--ink-3) } .sn-bar nav button { all: unset; cursor: default; color: var(--ink-2); border-radius: var(--radius-sm) } .sn-bar nav button:hover { color: var(--accent-ink); text-decoration: underline } .sn-bar nav b { font-weight: var(--weight-medium); color: var(--ink); overflow: hidden; text-overflow: ellipsis }
.sn-button { display: inline-flex; align-items: center; height: var(--size-control); padding: 0 10px; border: 1px solid var(--line-control); border-radius: var(--radius-md); background: var(--surface-raised); color: var(--ink); font: var(--text-md)/1 var(--font-ui); white-space: nowrap; cursor: default; flex: none; text-decoration: none }
.sn-button:hover:not(:disabled) { background: var(--surface-hover) } .sn-button:active:not(:disabled) { background: var(--surface-press) } .sn-button:disabled { color: var(--ink-faint); border-color: var(--line-2) }
.sn-bare { border-color: transparent; background: none; color: var(--ink-2) }
.sn-button:focus-visible, .sn-row button:focus-visible, .sn-list button:focus-visible, .sn-bar nav button:focus-visible { outline: var(--focus-width) solid var(--accent); outline-offset: -2px }
.sn-list { list-style: none; margin: 0; padding: 0; overflow: auto; border-right: 1px solid var(--line); scrollbar-width: thin; scrollbar-color: var(--line-2) transparent }
.sn-list button { all: unset; box-sizing: border-box; display: flex; flex-direction: column; justify-content: center; width: 100%; min-height: 34px; padding: 4px 16px; border-bottom: 1px solid var(--line); cursor: default }
.sn-list button:hover { background: var(--surface-wash) } .sn-list button[aria-current=true] { background: var(--surface-select); box-shadow: inset 3px 0 var(--accent) } .sn-list small { color: var(--warn); font-size: var(--text-sm) }
.sn-main { min-width: 0; min-height: 0; display: flex; flex-direction: column }
.sn-rows { list-style: none; margin: 0; padding: 0; overflow: auto; flex: 1; min-height: 0 }
.sn-row { display: flex; align-items: center; gap: 12px; height: 34px; padding: 0 10px 0 16px; border-bottom: 1px solid var(--line) } .sn-row:hover { background: var(--surface-wash) }
.sn-row > button:first-child { all: unset; flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; cursor: default } .sn-row > button:first-child:hover { color: var(--accent-ink); text-decoration: underline } .sn-row > span:first-child { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.sn-row .sn-size { color: var(--ink-2); font-size: var(--text-sm); flex: none }
.sn-text { margin: 0; padding: 16px; flex: 1; min-height: 0; overflow: auto; font: var(--text-md)/1.55 var(--font-mono); white-space: pre; tab-size: 4 }
.sn-note { margin: 0; display: flex; align-items: center; gap: 12px; min-height: 30px; padding: 3px 10px 3px 16px; background: var(--accent-soft); border-bottom: 1px solid var(--line-2) } .sn-note span { flex: 1; min-width: 0; overflow-wrap: anywhere } .sn-note[data-bad=true] { background: var(--danger-soft); border-color: var(--danger-line) }
.sn-empty { margin: 0; padding: 24px; color: var(--ink-2); display: flex; align-items: center; gap: 12px; flex-wrap: wrap } .sn-alone { grid-column: 1 / -1 }
@media (max-width: 640px) {
  .sn { grid-template-columns: minmax(0, 1fr); grid-template-rows: auto minmax(0, 1fr) } .sn-list { max-height: 28vh; border-right: 0; border-bottom: 1px solid var(--line-2) }
  .sn-list button, .sn-row { min-height: 44px } .sn-button { height: 40px } .sn-bar { padding: 0 4px 0 12px }
}
`
let added = false

/** Puts the styles into the page, once. As a constructed sheet they need no nonce. */
export function addStyles(): void {
  if (added) return
  added = true
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  document.adoptedStyleSheets.push(sheet)
}
