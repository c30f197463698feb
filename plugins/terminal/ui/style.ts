const css = `
.te { position: relative; height: 100%; display: flex; flex-direction: column; min-height: 0; background: var(--term-bg) }
.te-note { flex: none; display: flex; gap: 12px; align-items: center; padding: 7px 16px; font: var(--text-md)/var(--leading-ui) var(--font-ui); background: var(--warn-soft); color: var(--ink); border-bottom: 1px solid var(--warn-line) }
.te-note[data-over=true] { position: absolute; z-index: var(--z-sticky); left: 0; right: 0 }
.te-note[data-bad=true] { background: var(--danger-soft); border-color: var(--danger-line) }
.te-note[data-quiet=true] { background: var(--surface-wash); border-color: var(--line); color: var(--ink-2) }
.te-wait { padding: 24px; font: var(--text-md)/var(--leading-ui) var(--font-ui); color: var(--ink-2) }
.te-room { flex: 1; min-height: 0; min-width: 0; position: relative; overflow: auto; padding: 8px 0 6px 14px; box-sizing: border-box; scrollbar-width: thin }
.te-screen { width: fit-content }
.te-panes { height: 100%; display: flex } .te-pane { flex: 1; min-width: 0; min-height: 0; display: flex; flex-direction: column } .te-pane > .te, .te-paneBody > .te { flex: 1 } .te-pane + .te-pane { border-left: 1px solid var(--line-2) } .te-paneBody { flex: 1; min-height: 0; display: flex; flex-direction: column }
.te-paneBar { flex: none; display: flex; align-items: center; height: 34px; padding-right: 6px; background: var(--surface-page); border-bottom: 1px solid var(--line) } .te-paneTools { flex: 1; min-width: 0; height: 100% }
@media (max-width: 900px) { .te-panes { flex-direction: column } .te-pane + .te-pane { border-left: 0; border-top: 1px solid var(--line-2) } } @media (max-width: 640px) { .te-button.te-wide { display: none } }
.te-bar { display: flex; align-items: center; gap: 2px; height: 100%; width: 100%; padding: 0 8px; box-sizing: border-box; min-width: 0 }
.te-title { padding: 0 8px; color: var(--ink-2); font: var(--text-md)/1 var(--font-ui); white-space: nowrap; overflow: hidden; text-overflow: ellipsis; min-width: 0 }
.te-title + .te-size { margin-left: 4px }
.te-size { color: var(--ink-3); font: var(--text-md)/1 var(--font-ui); font-variant-numeric: tabular-nums; white-space: nowrap; min-width: 4.5rem; overflow: hidden; text-overflow: ellipsis }
.te-grow { flex: 1 }
.te-button { height: var(--size-control); min-width: var(--size-control); padding: 0 8px; flex: none; display: inline-flex; align-items: center; justify-content: center; gap: 6px; border: 0; border-radius: var(--radius-md); background: none; color: var(--ink-2); font: var(--text-md)/1 var(--font-ui); cursor: default; white-space: nowrap }
.te-button[hidden] { display: none }
.te-button:hover:not(:disabled) { background: var(--surface-hover); color: var(--ink) }
.te-button[aria-pressed=true] { background: var(--surface-press); color: var(--ink) }
.te-button:disabled { color: var(--ink-3); opacity: 0.6 }
.te-button:focus-visible, .te-find input:focus-visible, .te-room:focus-visible { outline: var(--focus-width) solid var(--accent); outline-offset: var(--focus-offset) }
.te-button svg { width: 16px; height: 16px; fill: none; stroke: currentColor; stroke-width: 1.35; stroke-linecap: round; stroke-linejoin: round }
.te-outline { border: 1px solid var(--line-control) }
.te-recording { color: var(--danger) }
.te-find { position: absolute; z-index: var(--z-sticky); top: 0; right: 14px; max-width: calc(100% - 14px); box-sizing: border-box; display: flex; align-items: center; gap: 4px; padding: 5px 6px; background: var(--surface-raised); border: 1px solid var(--line-2); border-top: 0; border-radius: 0 0 var(--radius-md) var(--radius-md); box-shadow: var(--shadow-menu); font: var(--text-md)/1 var(--font-ui); color: var(--ink-2) }
.te-find[hidden] { display: none }
.te-find input { height: var(--size-control); width: 16rem; flex: 1; min-width: 0; box-sizing: border-box; padding: 0 8px; border: 1px solid var(--line-control); border-radius: var(--radius-md); background: var(--surface-page); color: var(--ink); font: var(--text-md)/1 var(--font-ui) }
.te-count { min-width: 6rem; padding: 0 6px; color: var(--ink-3); font-variant-numeric: tabular-nums }
.te-time { flex: 1; min-width: 4rem; margin: 0 8px; accent-color: var(--accent) }
.te-time:focus-visible { outline: var(--focus-width) solid var(--accent); outline-offset: var(--focus-offset) }
.te-keys { display: none }
@media (max-width: 640px) {
  .te-room { padding: 6px 0 4px 8px }
  .te-button { min-width: var(--size-touch); height: var(--size-touch) }
  .te-find input { font-size: 16px; height: var(--size-touch) }
  .te-count { min-width: 0 }
  .te-keys { flex: none; display: flex; gap: 2px; padding: 2px 4px; overflow-x: auto; background: var(--surface-desk); border-top: 1px solid var(--line); scrollbar-width: none }
  .te-keys[hidden] { display: none }
  .te-keys .te-button { flex: 1; min-width: 36px; padding: 0 }
}
.xterm { position: relative; cursor: text; user-select: none; -webkit-user-select: none }
.xterm:focus { outline: none }
.xterm.enable-mouse-events { cursor: default }
.xterm.xterm-cursor-pointer, .xterm .xterm-cursor-pointer { cursor: pointer }
.xterm.column-select.focus { cursor: crosshair }
.xterm .xterm-helpers { position: absolute; top: 0; z-index: 5 }
.xterm .xterm-helper-textarea { position: absolute; left: -9999em; top: 0; z-index: -5; width: 0; height: 0; margin: 0; padding: 0; border: 0; opacity: 0; overflow: hidden; white-space: nowrap; resize: none }
.xterm .composition-view { display: none; position: absolute; z-index: 1; white-space: nowrap; background: var(--surface-select); color: var(--ink) }
.xterm .composition-view.active { display: block }
.xterm .xterm-viewport { position: absolute; inset: 0; overflow-y: scroll; cursor: default }
.xterm .xterm-screen { position: relative }
.xterm .xterm-screen canvas { position: absolute; left: 0; top: 0 }
.xterm-char-measure-element { position: absolute; top: 0; left: -9999em; display: inline-block; visibility: hidden; line-height: normal }
.xterm .xterm-accessibility:not(.debug), .xterm .xterm-message { position: absolute; inset: 0; z-index: 10; color: transparent; pointer-events: none }
.xterm .xterm-accessibility-tree { font-family: monospace; white-space: pre; user-select: text }
.xterm .xterm-accessibility-tree > div { width: fit-content; transform-origin: left }
.xterm .xterm-accessibility-tree:not(.debug) *::selection { color: transparent }
.xterm .live-region { position: absolute; left: -9999px; width: 1px; height: 1px; overflow: hidden }
.xterm-dim { opacity: 1 !important }
.xterm-underline-1 { text-decoration: underline }
.xterm-underline-2 { text-decoration: double underline }
.xterm-underline-3 { text-decoration: wavy underline }
.xterm-underline-4 { text-decoration: dotted underline }
.xterm-underline-5 { text-decoration: dashed underline }
.xterm-overline { text-decoration: overline }
.xterm-strikethrough { text-decoration: line-through }
.xterm-screen .xterm-decoration-container .xterm-decoration { position: absolute; z-index: 6 }
.xterm-screen .xterm-decoration-container .xterm-decoration.xterm-decoration-top-layer { z-index: 7 }
.xterm .xterm-scrollable-element { padding-right: 14px }
.xterm .xterm-scrollable-element > .scrollbar { cursor: default }
.xterm .xterm-scrollable-element > .visible { opacity: 1; z-index: 11 }
.xterm .xterm-scrollable-element > .invisible { opacity: 0; pointer-events: none }
.xterm .xterm-scrollable-element > .shadow { display: none }
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
