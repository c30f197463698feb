const css = `
.vw { height: 100%; min-height: 0; display: flex; flex-direction: column; background: var(--surface-page); color: var(--ink); font: var(--text-md)/var(--leading-ui) var(--font-ui) }
.vw-bar { display: flex; align-items: center; gap: 2px; height: 100%; width: 100%; min-width: 0; padding: 0 8px; box-sizing: border-box; font: var(--text-md)/1 var(--font-ui); overflow: auto hidden; scrollbar-width: none } .vw-grow { flex: 1 } .vw-gap { flex: none; width: 8px }
.vw-button { flex: none; height: var(--size-control); min-width: var(--size-control); padding: 0 8px; box-sizing: border-box; display: inline-flex; align-items: center; justify-content: center; gap: 6px; border: 0; border-radius: var(--radius-md); background: none; color: var(--ink-2); font: var(--text-md)/1 var(--font-ui); text-decoration: none; white-space: nowrap; cursor: default }
.vw-button[hidden], .vw-slider[hidden] { display: none } .vw-button:hover:not(:disabled) { background: var(--surface-hover); color: var(--ink) } .vw-button[aria-pressed=true] { background: var(--surface-press); color: var(--ink) } .vw-button:disabled { color: var(--ink-3); opacity: 0.6 }
.vw-button:focus-visible, .vw-sort:focus-visible { outline: var(--focus-width) solid var(--accent); outline-offset: calc(-1 * var(--focus-width)) }
.vw-button svg { width: 16px; height: 16px; fill: none; stroke: currentColor; stroke-width: 1.35; stroke-linecap: round; stroke-linejoin: round }
.vw-field { flex: 0 1 180px; min-width: 90px; height: var(--size-control); box-sizing: border-box; padding: 0 8px; border: 1px solid var(--line-control); border-radius: var(--radius-md); background: var(--surface-raised); color: var(--ink); font: inherit } .vw-field::placeholder { color: var(--ink-3); opacity: 1 } .vw-field:focus-visible { outline: var(--focus-width) solid var(--accent); outline-offset: -1px }
.vw-slider { flex: 0 1 180px; min-width: 60px; accent-color: var(--accent) }
.vw-note { flex: none; margin: 0; padding: 7px 16px; background: var(--danger-soft); border-bottom: 1px solid var(--danger-line) }
.vw-quiet { flex: none; margin: 0; padding: 6px 16px; color: var(--ink-2); border-bottom: 1px solid var(--line) } .vw-quiet:empty, .vw-note + .vw-quiet { display: none }
.vw-stage { flex: 1; min-height: 0; overflow: auto; overscroll-behavior: contain; background: var(--surface-desk); scrollbar-width: thin } .vw-stage:focus-visible, .vw-grid:focus-visible, .vw-paper:focus-visible { outline: var(--focus-width) solid var(--accent); outline-offset: -2px }
.vw-middle { display: grid; place-content: safe center; padding: 16px; box-sizing: border-box }
.vw-image { display: block; max-width: none; background: repeating-conic-gradient(#e4e4e0 0 25%, #ffffff 0 50%) 0 / 16px 16px; box-shadow: var(--shadow-sheet); user-select: none } .vw-image[hidden] { display: none } .vw-image[data-dots=true] { image-rendering: pixelated }
.vw-stage[data-dragged] { cursor: grabbing }
.vw-player { display: block; max-width: 100% } video.vw-player { max-height: calc(100vh - 160px) } audio.vw-player { width: min(480px, 80vw) }
.vw-bytes { flex: 1; min-height: 0 } .vw-bytes[data-as=hex] .cm-content { white-space: pre }
.vw-bytes .cm-content { padding-bottom: 12px } .vw-bytes .cm-line { padding: 0 16px }
.vw-grid { flex: 1; min-height: 0; overflow: auto; overscroll-behavior: contain; scrollbar-width: thin; overflow-anchor: none; font-variant-numeric: tabular-nums }
.vw-headGroup { position: sticky; top: 0; z-index: 2; width: max-content; min-width: 100% } .vw-head, .vw-row { display: grid; grid-template-columns: var(--columns); width: max-content; min-width: 100%; box-sizing: border-box; border-bottom: 1px solid var(--line) } .vw-head { height: 30px; background: var(--surface-wash) }
.vw-rows { position: relative; width: max-content; min-width: 100% } .vw-row { position: absolute; left: 0; height: 28px } .vw-row:hover { background: var(--surface-hover) }
.vw-number { position: sticky; left: 0; z-index: 1; padding: 0 8px; text-align: right; color: var(--ink-3); font-size: var(--text-xs); line-height: 28px; background: var(--surface-page); border-right: 1px solid var(--line); user-select: none } .vw-head .vw-number { background: var(--surface-wash) } .vw-row:hover .vw-number { background: var(--surface-hover) }
.vw-cell { min-width: 0; padding: 0 8px; line-height: 28px; overflow: hidden; text-overflow: ellipsis; white-space: pre; border-right: 1px solid var(--line) } .vw-cell[data-number] { text-align: right } .vw-head .vw-cell { padding: 0 }
.vw-sort { display: flex; gap: 4px; width: 100%; height: 29px; align-items: center; padding: 0 8px; border: 0; background: none; color: var(--ink-2); font: var(--weight-medium) var(--text-sm)/1 var(--font-ui); text-align: left; cursor: default } .vw-sort:hover { background: var(--surface-hover); color: var(--ink) } .vw-sort span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
[aria-sort=ascending] .vw-sort::after { content: '↑' / '' } [aria-sort=descending] .vw-sort::after { content: '↓' / '' }
.vw-beside { flex-direction: row } .vw-text { flex: 0 0 calc(var(--share, 0.5) * 100%); min-width: 0; min-height: 0; position: relative } .vw-seen { flex: 1; min-width: 0; min-height: 0; display: flex; flex-direction: column }
[data-side=text] > .vw-text, [data-side=preview] > .vw-seen { flex: 1 } [data-side=text] > :is(.vw-seen, .vw-split), [data-side=preview] > :is(.vw-text, .vw-split) { display: none } .vw-beside[data-dragged] iframe { pointer-events: none }
.vw-split { flex: none; width: 9px; margin: 0 -4px; z-index: 2; cursor: col-resize; touch-action: none; background: linear-gradient(var(--line), var(--line)) center / 1px 100% no-repeat } .vw-split:hover, .vw-split:focus-visible { background-image: linear-gradient(var(--accent), var(--accent)); outline: none; background-size: 3px 100% }
.vw-paper { flex: 1; min-height: 0; overflow: auto; overflow-anchor: none; overscroll-behavior: contain; scrollbar-width: thin; background: var(--surface-page) } .vw-preview { position: relative; box-sizing: border-box; margin: 0 auto; padding: 24px 28px 40vh; max-width: calc(var(--measure) + 56px) !important; min-height: 100%; overflow-wrap: anywhere } .vw-preview > .vw-making { position: absolute; left: 28px; right: 28px; visibility: hidden; pointer-events: none }
.vw-preview a { color: var(--accent-ink) } .vw-preview hr { border: 0; border-top: 1px solid var(--line-2); margin: 1.4em 0 } .vw-preview pre { overflow: auto; white-space: pre; font-size: var(--text-code) } .vw-preview ul { list-style: disc } .vw-preview ol { list-style: decimal }
.vw-frame { flex: 1; width: 100%; min-height: 0; border: 0; background: #ffffff; color-scheme: light }
.vw-textBar { flex: 1; min-width: 0; height: 100% } .vw-sides { flex: none; display: flex; margin-left: 6px; border: 1px solid var(--line-2); border-radius: var(--radius-md) } .vw-sides .vw-button { height: 24px; border-radius: 4px }
@media (max-width: 640px) { .vw-button { min-width: var(--size-touch); height: var(--size-touch) } .vw-field { font-size: 16px; height: 36px } .vw-bar { padding: 0 4px } .vw-sides { margin-left: auto; border: 0 } .vw-sides .vw-button { height: 40px; padding: 0 8px } .vw-sides [data-side=both] { display: none } .vw-preview { padding: 16px 16px 40vh } .vw-preview > .vw-making { left: 16px; right: 16px } }
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
