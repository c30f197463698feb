const css = `
.ia { font: var(--text-md)/var(--leading-ui) var(--font-ui); color: var(--ink) }
.ia-panel { display: flex; flex-direction: column; gap: 8px }
.ia-list, .ia-one { display: grid; grid-template-columns: minmax(4rem, max-content) minmax(0, 1fr) minmax(3rem, max-content); gap: 6px 12px; align-items: center }
.ia-list { max-width: 600px; padding: 2px 0 }
.ia-one { grid-template-columns: max-content minmax(0, 1fr) max-content }
.ia-row { display: grid; grid-template-columns: repeat(12, minmax(0, 1fr)); gap: 8px 16px; align-items: start }
.ia-item { grid-column: span var(--ia-span); min-width: 0 } .ia-stack { display: flex; flex-direction: column; gap: 8px }
.ia-stack .ia-list { grid-template-columns: max-content minmax(0, 1fr) max-content }
.ia-label { font: italic 16px/1.3 var(--font-prose); max-width: 14rem; overflow-wrap: anywhere } .ia-one > .ia-label:empty, .ia-one > .ia-end:empty { display: none }
.ia-body { min-width: 0 } .ia-holder { min-height: var(--size-control); display: flex; align-items: center; min-width: 0 } .ia-holder > * { max-width: 100% }
.ia-end { font: var(--text-sm) var(--font-mono); text-align: right; color: var(--ink-2); font-variant-numeric: tabular-nums } .ia-readout { display: inline-block; white-space: nowrap }
.ia-error { color: var(--danger); font-size: var(--text-sm); padding: 2px 0 } .ia-error:empty { display: none }
.ia-inside { min-width: 0; position: relative } .ia-inside > * + * { margin-top: 8px } .ia-lone { display: none }
.ia-alone > .ia-panel .ia-inside:not(.ia-lone) { display: none } .ia-alone > .ia-panel .ia-lone { display: block }
.ia-blank > * { visibility: hidden }
.ia-icon { width: 14px; height: 14px; flex: none; margin-right: 6px; fill: none; stroke: currentColor; stroke-width: 1.4; stroke-linecap: round; stroke-linejoin: round } .ia-icon:last-child { margin-right: 0 }
.ia-silent > :not(.ws-traceback) { display: none }
.ia-foot { display: flex; align-items: center; gap: 12px; min-height: 22px; margin-top: 6px; font-size: var(--text-sm); color: var(--ink-3) } .ia-told { display: inline-flex; align-items: center; gap: 5px; min-width: 0 } .ia-told em { font: italic 14px var(--font-prose) }
.ia-foot > :last-child { margin-left: auto } .ia-wrong .ia-told { color: var(--danger) }
.ia-avatar { display: inline-grid; place-items: center; width: 18px; height: 18px; border-radius: 50%; background: var(--ink-3); color: var(--surface-page); font: 600 8px/1 var(--font-ui) }
.ia-link { all: unset; cursor: default; color: var(--accent-ink); white-space: nowrap } .ia-link[hidden] { display: none } .ia-link:hover { text-decoration: underline }
.ia-quiet { color: var(--ink-3) } .ia-still { opacity: .75 }

.ia-range { -webkit-appearance: none; appearance: none; width: 100%; height: 20px; background: none; margin: 0; border-radius: var(--radius-sm) }
.ia-range::-webkit-slider-runnable-track { height: 2px; background: var(--line-control) } .ia-range::-moz-range-track { height: 2px; background: var(--line-control) }
.ia-range::-webkit-slider-thumb { -webkit-appearance: none; width: 14px; height: 14px; margin-top: -6px; border-radius: 50%; background: var(--surface-raised); border: 2px solid var(--accent); box-sizing: border-box }
.ia-range::-moz-range-thumb { width: 14px; height: 14px; border-radius: 50%; background: var(--surface-raised); border: 2px solid var(--accent); box-sizing: border-box }
.ia-range:disabled::-webkit-slider-thumb { border-color: var(--line-control) } .ia-range:disabled::-moz-range-thumb { border-color: var(--line-control) }
.ia-two { position: relative; width: 100%; height: 20px } .ia-two::before { content: ''; position: absolute; inset: 9px 0 auto; height: 2px; background: var(--line-control) }
.ia-between { position: absolute; top: 8px; height: 4px; border-radius: 2px; background: var(--accent) }
.ia-two .ia-range { position: absolute; inset: 0; height: 100%; pointer-events: none } .ia-two .ia-range::-webkit-slider-runnable-track { background: none } .ia-two .ia-range::-moz-range-track { background: none }
.ia-two .ia-range::-webkit-slider-thumb { pointer-events: auto } .ia-two .ia-range::-moz-range-thumb { pointer-events: auto }

.ia-line { display: flex; align-items: center; gap: 8px; flex-wrap: wrap; width: 100% }
.ia-box, .ia-select { height: var(--size-control); box-sizing: border-box; min-width: 0; max-width: 100%; padding: 0 9px; border: 1px solid var(--line-control); border-radius: var(--radius-md); background: var(--surface-raised); color: var(--ink); font: var(--text-code) var(--font-mono) }
.ia-line > .ia-box:only-child { flex: 1 1 auto; max-width: 100% } .ia-line > .ia-box[style*='width']:only-child { flex: 0 1 auto }
textarea.ia-box { height: auto; padding: 5px 9px; line-height: var(--leading-code); flex: 1 1 12rem; resize: vertical } .ia-select { font: var(--text-md) var(--font-ui); padding-right: 4px }
.ia-box[readonly], .ia-box:disabled, .ia-select:disabled { background: var(--surface-wash); color: var(--ink-2) } .ia-box[aria-invalid] { border-color: var(--danger) }
.ia-check { width: 16px; height: 16px; margin: 0; accent-color: var(--accent) }
.ia-colour { width: 44px; height: var(--size-control); padding: 2px; border: 1px solid var(--line-control); border-radius: var(--radius-md); background: var(--surface-raised); box-sizing: border-box }
.ia-button { display: inline-flex; align-items: center; justify-content: center; min-height: var(--size-control); padding: 0 10px; border: 1px solid var(--line-2); border-radius: var(--radius-md); background: var(--surface-raised); color: var(--ink); font: var(--text-md) var(--font-ui); cursor: default; white-space: nowrap; transition: background var(--duration-fast) var(--ease) }
.ia-button:hover:not(:disabled) { background: var(--surface-hover) } .ia-button:active:not(:disabled) { background: var(--surface-press) } .ia-button:disabled { color: var(--ink-3) }
.ia-primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: var(--weight-medium) } .ia-primary:hover:not(:disabled) { background: var(--accent-hover) } .ia-primary:disabled { background: none; border-color: var(--line-2) }
.ia-choices { display: inline-flex; flex-wrap: wrap; border: 1px solid var(--line-2); border-radius: var(--radius-md); background: var(--surface-raised); overflow: hidden; gap: 1px }
.ia-choices button { all: unset; box-sizing: border-box; display: inline-grid; place-items: center; min-height: calc(var(--size-control) - 2px); padding: 0 10px; cursor: default; color: var(--ink-2); box-shadow: 0 0 0 .5px var(--line) }
.ia-choices button:hover:not(:disabled) { background: var(--surface-hover) } .ia-choices button[aria-checked=true] { background: var(--accent-soft); color: var(--accent-ink); font-weight: var(--weight-medium) } .ia-choices button:disabled { color: var(--ink-3) }
.ia-grid { display: inline-grid }
.ia-cells { display: grid; gap: 4px; max-width: 100%; overflow-x: auto; padding: 2px } .ia-cells .ia-box { width: 100%; padding: 0 7px }
.ia-range:focus-visible, .ia-check:focus-visible, .ia-colour:focus-visible, .ia-button:focus-visible, .ia-select:focus-visible, .ia-link:focus-visible { outline: var(--focus-width) solid var(--accent); outline-offset: var(--focus-offset); border-radius: var(--radius-sm) }
.ia-choices button:focus-visible { outline: var(--focus-width) solid var(--accent); outline-offset: -2px; border-radius: var(--radius-md) }
.ia-box:focus { outline: none; border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent) }

@media (max-width: 640px) {
  .ia-list, .ia-one, .ia-stack .ia-list { grid-template-columns: minmax(2.5rem, max-content) minmax(0, 1fr) minmax(2.5rem, max-content); gap: 6px 10px } .ia-label { max-width: 7rem }
  .ia-row { grid-template-columns: minmax(0, 1fr) } .ia-item { grid-column: auto }
  .ia-range, .ia-two, .ia-holder { height: auto; min-height: var(--size-touch) } .ia-range { height: var(--size-touch) } .ia-two { height: var(--size-touch) } .ia-two::before { top: 21px } .ia-between { top: 20px }
  .ia-range::-webkit-slider-thumb { width: 22px; height: 22px; margin-top: -10px } .ia-range::-moz-range-thumb { width: 22px; height: 22px }
  .ia-box, .ia-select { font-size: 16px } .ia-box:not(textarea), .ia-select, .ia-button, .ia-colour { height: var(--size-touch) } .ia-cells .ia-box { height: 40px } .ia-check { width: 22px; height: 22px } .ia-choices button { min-height: 42px } .ia-foot { min-height: 36px } .ia-link { padding: 8px 0 }
}
`

let added = false
/** Adds the style sheet to the page once. A constructed sheet needs no nonce. */
export function addStyles(): void {
  if (added) return
  added = true
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  document.adoptedStyleSheets.push(sheet)
}
