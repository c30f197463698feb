const inks = [1, 2, 3, 4, 5, 6, 7, 8]
  .map(n => `.hi-ink-${n} { --ink-of: var(--person-${n}) } .hi-fill-${n} { fill: var(--person-${n}) }`)
  .join('\n')

/** The look of history; only names of the tokens, and only classes that begin with `hi-` or lie below `.hi`. */
const css = `
${inks}
.hi-ink-0 { --ink-of: var(--ink-3) } .hi-fill-0 { fill: var(--ink-3) }
.hi { height: 100%; display: flex; flex-direction: column; min-height: 0; background: var(--surface-page); color: var(--ink); font: var(--text-md)/var(--leading-ui) var(--font-ui); font-variant-numeric: tabular-nums }
.hi-icon { width: 16px; height: 16px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.35; stroke-linecap: round; stroke-linejoin: round }
.hi-grow { flex: 1 } .hi-quiet { color: var(--ink-3) } .hi-cut { min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.hi-heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
.hi-button { display: inline-flex; align-items: center; justify-content: center; gap: 6px; height: var(--size-control); padding: 0 10px; border: 1px solid var(--line-control); border-radius: var(--radius-md); background: var(--surface-raised); color: var(--ink); font: var(--text-md)/1 var(--font-ui); white-space: nowrap; cursor: default; flex: none }
.hi-button:hover:not(:disabled) { background: var(--surface-hover) } .hi-button:active:not(:disabled) { background: var(--surface-press) } .hi-button:disabled { color: var(--ink-faint); border-color: var(--line-2) }
.hi-button[aria-pressed=true] { background: var(--surface-press); color: var(--ink) }
.hi-button:focus-visible, .hi-crumb button:focus-visible, .hi-list:focus-visible, .hi-thumb:focus-visible span { outline: var(--focus-width) solid var(--accent); outline-offset: var(--focus-offset) }
.hi-bare, .hi-bare:disabled { border-color: transparent; background: none; color: var(--ink-2); padding: 0 8px } .hi-bare:disabled { color: var(--ink-faint) } .hi-square { width: var(--size-control); padding: 0 }
.hi-bar { display: flex; align-items: center; gap: 4px; width: 100%; height: 100%; min-width: 0; padding: 0 10px 0 16px; box-sizing: border-box; font: var(--text-md)/1.3 var(--font-ui) }
.hi-crumb { display: flex; align-items: center; gap: 3px } .hi-folder { color: var(--ink-3); overflow: hidden; text-overflow: ellipsis } .hi-crumb button { all: unset; font-weight: var(--weight-medium); cursor: default; overflow: hidden; text-overflow: ellipsis; border-radius: var(--radius-sm) } .hi-crumb button:hover { color: var(--accent-ink); text-decoration: underline }
.hi-seg { display: inline-flex; gap: 2px; margin-left: 12px; padding-left: 12px; border-left: 1px solid var(--line-2) }
.hi-phone { display: none }
.hi-empty { margin: 0; padding: 24px; color: var(--ink-2); display: flex; align-items: center; gap: 12px; flex-wrap: wrap }
.hi-note { margin: 0; display: flex; align-items: center; gap: 12px; min-height: 30px; padding: 3px 16px; background: var(--warn-soft); border-bottom: 1px solid var(--warn-line) } .hi-note span { min-width: 0; overflow-wrap: anywhere }
.hi-note[data-bad=true] { background: var(--danger-soft); border-color: var(--danger-line) } .hi-note[data-done=true] { background: var(--accent-soft); border-color: var(--line-2) }

.hi-track { flex: none; padding: 8px 32px 0; border-bottom: 1px solid var(--line); user-select: none }
.hi-track-box { position: relative; touch-action: none; cursor: default }
.hi-track svg { position: absolute; inset: 0; display: block; overflow: visible } .hi-track text { font: var(--text-xs) var(--font-ui); fill: var(--ink-3) }
.hi-axis { stroke: var(--line-control); fill: none } .hi-range { fill: var(--surface-select) }
.hi-thumb { position: absolute; left: 0; top: 0; width: 0; height: 62px; outline: none }
.hi-thumb::before { content: ''; position: absolute; left: -0.75px; top: 12px; bottom: 0; width: 1.5px; background: var(--accent) } .hi-thumb[data-end=other]::before { background: var(--line-control) }
.hi-thumb::after { content: ''; position: absolute; left: -6px; bottom: -6px; width: 10px; height: 10px; border-radius: 50%; background: var(--surface-raised); border: 1.5px solid var(--accent) } .hi-thumb[data-end=other]::after { border-color: var(--line-control) }
.hi-thumb span { position: absolute; left: 0; top: -4px; transform: translateX(-50%); min-width: 28px; height: 17px; padding: 0 6px; box-sizing: border-box; border-radius: var(--radius-sm); background: var(--accent); color: var(--on-accent); font: 600 var(--text-xs)/17px var(--font-ui); text-align: center; font-variant-numeric: tabular-nums }
.hi-thumb[data-end=other] span { background: var(--surface-raised); color: var(--ink-2); box-shadow: inset 0 0 0 1px var(--line-control) }

.hi-body { flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(0, 1fr) var(--size-side) }
.hi-main { min-width: 0; min-height: 0; display: flex; flex-direction: column }
.hi-heading { flex: none; position: relative; display: flex; align-items: center; gap: 8px; height: 40px; padding: 0 10px 0 16px; border-bottom: 1px solid var(--line); min-width: 0 }
.hi-which { margin: 0; flex: 1; min-width: 0; display: flex; gap: 8px } .hi-which b { font-weight: var(--weight-strong) }
.hi-changes { display: inline-flex; align-items: center; flex: none; white-space: nowrap } .hi-changes .hi-quiet { margin-right: 4px }
.hi-acts { display: inline-flex; gap: 2px; flex: none } .hi-restore { margin-left: 6px; min-width: 92px } .hi-acts .hi-label { min-width: 58px; text-align: left } .hi-bar .hi-label { min-width: 28px; text-align: left }
.hi-stage { flex: 1; min-height: 0; overflow: hidden }
.hi .hi-stage .cm-mergeView { height: 100%; overflow: auto; scrollbar-width: thin; scrollbar-color: var(--line-2) transparent; overscroll-behavior: contain } .hi .hi-stage .cm-mergeViewEditor + .cm-mergeViewEditor { border-left: 1px solid var(--line) }
.hi .hi-stage .cm-mergeView .cm-content { padding-bottom: 24px }
.hi .hi-stage .cm-content:focus-visible { outline: none } .hi .hi-stage:has(.cm-content:focus-visible) { box-shadow: inset 0 0 0 var(--focus-width) var(--accent) }
.hi .hi-stage .cm-merge-a .cm-changedLine, .hi .hi-stage .cm-deletedChunk { background: var(--removed-soft) }
.hi .hi-stage .cm-merge-b .cm-changedLine, .hi .hi-stage .cm-inlineChangedLine { background: var(--added-soft) }
.hi .hi-stage .cm-merge-a .cm-changedText, .hi .hi-stage .cm-deletedChunk .cm-deletedText { background: var(--removed-strong); border-radius: 2px; text-decoration: none }
.hi .hi-stage .cm-merge-b .cm-changedText { background: var(--added-strong); border-radius: 2px }
.hi .hi-stage .cm-deletedChunk { padding: 0 16px 0 8px } .hi .hi-stage .cm-deletedChunk .cm-deletedLine, .hi .hi-stage .cm-deletedChunk del { text-decoration: none }
.hi .hi-stage ins { text-decoration: none }
.hi .hi-stage .cm-merge-a .cm-changedLineGutter, .hi .hi-stage .cm-deletedLineGutter { background: var(--removed) } .hi .hi-stage .cm-merge-b .cm-changedLineGutter, .hi .hi-stage .cm-inlineChangedLineGutter { background: var(--added) }
.hi .hi-stage .cm-collapsedLines { background: var(--surface-wash); color: var(--ink-3); padding: 3px 16px; font: var(--text-sm)/1.6 var(--font-ui); border-block: 1px solid var(--line); cursor: default } .hi .hi-stage .cm-collapsedLines:hover { color: var(--accent-ink) } .hi .hi-stage .cm-collapsedLines::before, .hi .hi-stage .cm-collapsedLines::after { content: none }
.hi-new { background: color-mix(in srgb, var(--ink-of) var(--person-wash), transparent); box-shadow: inset 0 -2px var(--ink-of) }
.hi .hi-stage.ws .cm-gutters { background: none; border: 0 }
.hi .hi-writers { border-right: 1px solid var(--line) } .hi .hi-writers .cm-gutterElement { padding: 0 }
.hi-writer { all: unset; box-sizing: border-box; display: flex; align-items: baseline; gap: 6px; width: 176px; height: 100%; padding: 0 8px; border-left: 3px solid var(--ink-of); cursor: default; font: var(--text-sm)/1.7 var(--font-ui); color: var(--ink-2); white-space: nowrap; overflow: hidden }
.hi-writer[data-first=true] { box-shadow: inset 0 1px var(--line) } .hi-writer:hover { background: var(--surface-hover) } .hi-writer span { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis } .hi-writer small { font-size: var(--text-xs); color: var(--ink-3) }

.hi-side { min-height: 0; display: flex; flex-direction: column; border-left: 1px solid var(--line); background: var(--surface-page) }
.hi-whose { flex: none; display: flex; align-items: center; justify-content: space-between; gap: 8px; height: 40px; padding: 0 8px 0 12px; border-bottom: 1px solid var(--line) } .hi-whose h2 { margin: 0; font: var(--weight-medium) var(--text-md)/1 var(--font-ui) }
.hi-whose select { height: var(--size-control); max-width: 60%; padding: 0 4px; border: 1px solid transparent; border-radius: var(--radius-md); background: var(--surface-page); color: var(--ink-2); font: inherit; cursor: default } .hi-whose select:hover { background: var(--surface-hover) } .hi-whose select:focus-visible { outline: var(--focus-width) solid var(--accent); outline-offset: var(--focus-offset) }
.hi-list { flex: 1; min-height: 0; overflow: auto; overflow-anchor: none; scrollbar-width: thin; scrollbar-color: var(--line-2) transparent; overscroll-behavior: contain; outline-offset: -2px }
.hi-list:focus-visible { outline-offset: -2px }
.hi-rows { position: relative } .hi-day, .hi-row { position: absolute; left: 0; right: 0; height: 46px; box-sizing: border-box; border-bottom: 1px solid var(--line) }
.hi-day { display: flex; align-items: end; padding: 0 12px 6px; font: 400 var(--text-lg)/1.2 var(--font-prose); color: var(--ink-2) }
.hi-row { display: grid; grid-template-columns: 10px minmax(0, 1fr) auto; gap: 0 9px; align-content: center; align-items: baseline; padding: 0 12px; cursor: default }
.hi-row:hover { background: var(--surface-wash) } .hi-row[aria-selected=true] { background: var(--surface-select) } .hi-row[data-compared=true]:not([aria-selected=true]) { box-shadow: inset 3px 0 var(--line-control) } .hi-row[aria-selected=true] { box-shadow: inset 3px 0 var(--accent) }
.hi-row i { width: 9px; height: 9px; border-radius: 50%; background: var(--ink-of) } .hi-row small { color: var(--ink-3); font-size: var(--text-sm) } .hi-row small:first-of-type { grid-column: 2 } .hi-row .hi-quiet { font-size: var(--text-sm); text-align: right } .hi-row small:last-child { text-align: right }

.hi-foot { flex: none; border-top: 1px solid var(--line); padding: 4px } .hi-foot > p { margin: 0; padding: 4px 8px; font-size: var(--text-sm) } .hi-foot > .hi-button { width: 100%; justify-content: flex-start }
.hi-dialog { width: min(440px, calc(100vw - 24px)); margin: 12vh auto auto; padding: 18px 22px 22px; border: 0; border-radius: var(--radius-lg); background: var(--surface-raised); color: var(--ink); box-shadow: var(--shadow-dialog); font: var(--text-md)/1.45 var(--font-ui) } .hi-dialog::backdrop { background: var(--scrim) }
.hi-dialog form { display: grid; gap: 12px } .hi-dialog h2 { margin: 0; font: 400 var(--text-h3)/1.25 var(--font-prose); overflow-wrap: anywhere } .hi-dialog p { margin: 0; color: var(--ink-2) } .hi-dialog label { color: var(--ink-2); font-size: var(--text-sm); margin-bottom: -8px }
.hi-dialog input { height: 32px; padding: 0 10px; border: 1px solid var(--line-control); border-radius: var(--radius-md); background: var(--surface-raised); color: var(--ink); font: inherit } .hi-dialog input:focus { border-color: var(--accent); outline: 0; box-shadow: 0 0 0 1px var(--accent) }
.hi-dialog-acts { display: flex; justify-content: flex-end; gap: 8px } .hi-danger:not(:disabled) { background: var(--danger); border-color: var(--danger); color: var(--on-danger) } .hi-danger:hover:not(:disabled) { background: var(--danger) }

@media (max-width: 1180px) { .hi-heading:has(.hi-changes) .hi-acts .hi-label { display: none } }
@media (max-width: 900px) { .hi-bar .hi-label, .hi-heading .hi-label { display: none } .hi-body { grid-template-columns: minmax(0, 1fr) 220px } }
@media (max-width: 640px) {
  .hi-bar { padding: 0 4px 0 12px; gap: 0 } .hi-folder { display: none } .hi-crumb { flex: 1 } .hi-bar .hi-grow { display: none } .hi-seg { margin-left: 4px; padding-left: 4px; gap: 0 }
  .hi-phone { display: inline-flex } .hi-button { height: 40px; min-width: 40px } .hi-bar .hi-button { width: 40px; padding: 0 }
  .hi-track { padding: 8px 24px 0 } .hi-body { display: block; position: relative } .hi-main { position: absolute; inset: 0 }
  .hi-heading { height: auto; flex-wrap: wrap; padding: 6px 8px 6px 12px; gap: 2px } .hi-which { flex: 1 1 100%; flex-direction: column; gap: 2px } .hi-which > .hi-quiet { display: none } .hi-acts { flex: 1 } .hi-restore { margin-left: auto }
  .hi-side { position: absolute; inset: 0; border: 0; display: none; z-index: var(--z-sticky) } .hi[data-listed=true] .hi-side { display: flex }
  .hi-dialog input { height: 44px; font-size: 16px }
  .hi-whose { height: 48px } .hi-whose select { height: 40px; font-size: 16px }
  .hi-writer { width: 64px } .hi-writer small { display: none }
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
