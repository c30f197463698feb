const css = `
.ws-download { width: min(440px, calc(100vw - 24px)); max-height: calc(100dvh - 32px); margin: 8vh auto auto; padding: 0; border: 0; border-radius: var(--radius-lg); background: var(--surface-raised); color: var(--ink); box-shadow: var(--shadow-dialog); overflow: auto; font: var(--text-md)/var(--leading-ui) var(--font-ui) }
.ws-download::backdrop { background: var(--scrim) }
.ws-download-body { padding: 18px 22px 22px; display: grid; gap: 12px } .ws-download header { display: flex; align-items: center; justify-content: space-between; gap: 12px }
.ws-download h2 { margin: 0; min-width: 0; font: 400 var(--text-h3)/1.25 var(--font-prose); overflow-wrap: anywhere }
.ws-download button { font: inherit; color: inherit; cursor: default } .ws-download button:focus-visible { outline: var(--focus-width) solid var(--accent); outline-offset: var(--focus-offset) }
.ws-download-close { width: 28px; height: 28px; flex: none; border: 0; border-radius: var(--radius-md); background: none; font-size: 18px !important } .ws-download-close:hover { background: var(--surface-hover) }
.ws-download ul { margin: 0 -10px; padding: 0; list-style: none } .ws-download li button { width: 100%; min-height: 40px; padding: 5px 10px; display: flex; align-items: center; justify-content: space-between; gap: 12px; text-align: start; border: 0; border-radius: var(--radius-md); background: none }
.ws-download li button:hover:not(:disabled) { background: var(--surface-hover) } .ws-download button:disabled { color: var(--ink-3) }
.ws-download li span { display: grid; min-width: 0 } .ws-download b { font-weight: var(--weight-medium) } .ws-download small { font-size: var(--text-sm); color: var(--ink-3) } .ws-download code { font: var(--text-sm) var(--font-mono); color: var(--ink-3) }
.ws-download-said { margin: 0; min-height: 1.35em; color: var(--ink-2) } .ws-download-bad { color: var(--danger) }
.ws-download-beside { justify-self: start; min-height: var(--size-control); padding: 3px 12px; border: 1px solid var(--line-control); border-radius: var(--radius-md); background: var(--surface-raised); overflow-wrap: anywhere } .ws-download-beside:hover:not(:disabled) { background: var(--surface-hover) }
@media (max-width: 700px), (pointer: coarse) { .ws-download { margin-top: 16px } .ws-download li button, .ws-download-beside { min-height: var(--size-touch) } .ws-download-close { width: var(--size-touch); height: var(--size-touch) } }
`
let added = false

/** Adds the look of the dialog to the page, once. */
export function addDownloadStyles(): void {
  if (added) return
  added = true
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  document.adoptedStyleSheets.push(sheet)
}
