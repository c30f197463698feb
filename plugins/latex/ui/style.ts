const css = `
.lx { height: 100%; min-height: 0; display: flex; background: var(--surface-page); color: var(--ink); font: var(--text-md)/var(--leading-ui) var(--font-ui) }
.lx-left, .lx-right { min-width: 0; min-height: 0; display: flex; flex-direction: column }
.lx-left { flex: 0 0 calc(var(--share, 0.5) * 100%) } .lx-right { flex: 1; background: var(--surface-desk) }
.lx[data-side=text] .lx-left, .lx[data-side=pdf] .lx-right { flex: 1 }
.lx[data-side=text] :is(.lx-right, .lx-split), .lx[data-side=pdf] :is(.lx-left, .lx-split) { display: none }
.lx-text { flex: 1; min-height: 0; position: relative }
.lx-split { flex: none; width: 9px; margin: 0 -4px; z-index: 2; cursor: col-resize; touch-action: none; background: linear-gradient(var(--line), var(--line)) center / 1px 100% no-repeat }
.lx-split:hover, .lx-split:focus-visible { background-image: linear-gradient(var(--accent), var(--accent)); outline: none; background-size: 3px 100% }
.lx-bar { display: flex; align-items: center; gap: 2px; height: var(--size-toolbar); width: 100%; min-width: 0; padding: 0 8px; box-sizing: border-box; font: var(--text-md)/1 var(--font-ui) }
.lx-pdfBar { flex: none; border-bottom: 1px solid var(--line); background: var(--surface-page) }
.lx-textBar { flex: 1; min-width: 0; height: 100% } .lx-grow { flex: 1 } .lx-sep { width: 1px; height: 18px; margin: 0 6px; background: var(--line) }
.lx-button { flex: none; height: var(--size-control); min-width: var(--size-control); padding: 0 8px; box-sizing: border-box; display: inline-flex; align-items: center; justify-content: center; gap: 6px; border: 1px solid transparent; border-radius: var(--radius-md); background: none; color: var(--ink-2); font: var(--text-md)/1 var(--font-ui); text-decoration: none; white-space: nowrap; cursor: default }
.lx-button[hidden], .lx-bar[hidden] { display: none }
.lx-button:hover:not(:disabled) { background: var(--surface-hover); color: var(--ink) } .lx-button[aria-pressed=true] { background: var(--surface-press); color: var(--ink) }
.lx-button:focus-visible, .lx-problem:focus-visible, .lx-number:focus-visible { outline: var(--focus-width) solid var(--accent); outline-offset: var(--focus-offset) }
.lx-button.lx-filled { min-width: 64px; background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: var(--weight-medium) } .lx-button.lx-filled:hover { background: var(--accent-hover); color: var(--on-accent) }
.lx-button.lx-outline { border-color: var(--line-control); color: var(--ink) }
.lx-icon { width: 16px; height: 16px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.35; stroke-linecap: round; stroke-linejoin: round }
.lx-sides { display: flex; margin-left: 6px; border: 1px solid var(--line-2); border-radius: var(--radius-md) } .lx-sides .lx-button { height: 24px; border: 0; border-radius: 4px }
.lx-quiet { color: var(--ink-3) } .lx-cut { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; min-width: 0 } .lx-tabular { font-variant-numeric: tabular-nums } .lx-unseen { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden }
.lx-tabular { white-space: nowrap } .lx-number { width: 38px; height: 24px; box-sizing: border-box; padding: 0 4px; text-align: right; border: 1px solid var(--line-control); border-radius: var(--radius-sm); background: var(--surface-raised); color: var(--ink); font: inherit; font-variant-numeric: tabular-nums; margin-right: 4px }
.lx-problems { flex: none; max-height: 45%; display: flex; flex-direction: column; min-height: 0; border-top: 1px solid var(--line) }
.lx-row { flex: none; display: flex; align-items: center; gap: 8px; height: 36px; padding: 0 8px 0 14px } .lx-said { flex: none; max-width: 70%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-weight: var(--weight-medium); font-variant-numeric: tabular-nums } .lx-said[data-bad=true] { color: var(--danger) }
.lx-list { margin: 0; padding: 0; list-style: none; overflow: auto; min-height: 0; scrollbar-width: thin } .lx-list[hidden] { display: none } .lx-list[data-old=true] { opacity: 0.6 }
.lx-problem { width: 100%; box-sizing: border-box; display: grid; grid-template-columns: 22px minmax(0, 1fr) auto; gap: 2px 8px; align-items: start; padding: 7px 14px; border: 0; border-top: 1px solid var(--line); background: none; color: var(--ink); font: inherit; line-height: var(--leading-ui); text-align: left; cursor: default } button.lx-problem:hover { background: var(--surface-hover) } .lx-problem:focus-visible { outline-offset: -2px }
.lx-problem .lx-icon { color: var(--ink-3) } .lx-problem[data-kind=error] .lx-icon { color: var(--danger) } .lx-problem[data-kind=warning] .lx-icon { color: var(--warn) } .lx-what { overflow-wrap: anywhere } .lx-where { color: var(--accent-ink); font-variant-numeric: tabular-nums } .lx-problem small { grid-column: 2; color: var(--ink-3); font-size: var(--text-sm) }
.lx-gutter { width: 18px } .lx-mark { display: block; width: 16px; color: var(--warn) } .lx-mark .lx-icon { width: 13px; height: 13px; vertical-align: -2px } .lx-mark[data-kind=error] { color: var(--danger) } .cm-line.lx-badLine { background-color: var(--danger-soft) }
.lx-desk { flex: 1; min-height: 0; overflow: auto; position: relative; overflow-anchor: none; overscroll-behavior: contain; scrollbar-width: thin; background: var(--surface-desk) } .lx-desk:focus-visible { outline: var(--focus-width) solid var(--accent); outline-offset: -2px }
.lx-column { position: relative; display: grid; grid-template-columns: max-content; justify-content: safe center; justify-items: center; gap: 16px; padding: 16px; width: max-content; min-width: 100%; box-sizing: border-box } .lx-column:empty { padding: 0 } .lx-column[data-two=true] { grid-template-columns: max-content max-content }
.lx-page { position: relative; background: var(--surface-sheet); box-shadow: var(--shadow-sheet); overflow: hidden; --scale-round-x: 1px; --scale-round-y: 1px }
.lx-page canvas { position: absolute; inset: 0; width: 100%; height: 100%; display: block }
:root[data-theme=dark] .lx-page canvas { mix-blend-mode: multiply } @media (prefers-color-scheme: dark) { :root:not([data-theme=light]) .lx-page canvas { mix-blend-mode: multiply } }
.lx-words { position: absolute; inset: 0; overflow: clip; line-height: 1; text-align: initial; transform-origin: 0 0; forced-color-adjust: none; --min-font-size: 1; --text-scale-factor: calc(var(--total-scale-factor) * var(--min-font-size)); --min-font-size-inv: calc(1 / var(--min-font-size)) }
.lx-words :is(span, br) { position: absolute; color: transparent; white-space: pre; cursor: text; transform-origin: 0 0 } .lx-words span { --font-height: 0; --scale-x: 1; --rotate: 0deg; font-size: calc(var(--text-scale-factor) * var(--font-height)); transform: rotate(var(--rotate)) scaleX(var(--scale-x)) scale(var(--min-font-size-inv)) } .lx-words ::selection { background: color-mix(in srgb, #0b5f6e 26%, transparent) }
.lx-spot { position: absolute; left: 0; top: 0; background: color-mix(in srgb, var(--warn-line) 45%, transparent); mix-blend-mode: multiply; border-radius: 2px; pointer-events: none }
.lx-empty { flex: 1; display: grid; place-content: center; justify-items: center; gap: 12px; padding: 24px; color: var(--ink-2); text-align: center } .lx-empty[hidden] { display: none } .lx-desk[hidden] { display: none }
.lx-old { flex: none; padding: 7px 16px; background: var(--warn-soft); border-bottom: 1px solid var(--warn-line) } .lx-old[hidden] { display: none }
.lx-menu { position: fixed; z-index: var(--z-menu); min-width: 220px; max-width: min(420px, calc(100vw - 16px)); overflow: auto; box-sizing: border-box; padding: 4px; background: var(--surface-raised); border: 1px solid var(--line-2); border-radius: var(--radius-lg); box-shadow: var(--shadow-menu) } .lx-menu hr { border: 0; border-top: 1px solid var(--line); margin: 4px 0 }
.lx-item { display: flex; align-items: center; gap: 6px; width: 100%; min-height: 30px; padding: 0 10px 0 4px; border: 0; border-radius: var(--radius-md); background: none; color: var(--ink); font: inherit; text-align: left; cursor: default } .lx-item:hover, .lx-item:focus { background: var(--surface-hover); outline: none } .lx-item:focus-visible { box-shadow: inset 0 0 0 2px var(--accent) } .lx-tick { flex: none; width: 16px; text-align: center; margin-left: calc(var(--indent, 0) * 14px) } .lx-hint { margin-left: auto; padding-left: 16px; color: var(--ink-3); font-variant-numeric: tabular-nums }
@media (max-width: 640px) { .lx-button { min-width: var(--size-touch); height: var(--size-touch) } .lx-bar { padding: 0 4px; gap: 0 } .lx-pdfBar { height: 44px } .lx-pdfBar :is(.lx-wide, .lx-sep) { display: none } .lx-sides { border: 0; margin: 0 } .lx-sides .lx-button { height: 40px; padding: 0 6px } .lx-sides [data-side=both], .lx-textBar { display: none } .lx-textBar + * { margin-left: auto } .lx-number { font-size: 16px; width: 44px; height: 32px } .lx-item { min-height: var(--size-touch) } .lx-problem { padding: 11px 14px } .lx-row { height: 44px } }
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
