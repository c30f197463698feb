/** The look of worksheets; only names of the tokens, and only classes that begin with `ws-` or lie below `.ws`. */
const css = `
.ws { height: 100%; display: flex; flex-direction: column; min-height: 0; background: var(--surface-page); color: var(--ink) }
.ws-views { flex: 1; min-height: 0; display: flex } .ws-views > .cm-editor + .cm-editor { border-left: 1px solid var(--line-2) }
@media (max-width: 1100px) { .ws-views { flex-direction: column } .ws-views > .cm-editor + .cm-editor { border-left: 0; border-top: 1px solid var(--line-2) } }
.ws .cm-editor { flex: 1; min-width: 0; min-height: 0; font: var(--text-code)/var(--leading-code) var(--font-mono); background: none; color: var(--syn-text) }
.ws .cm-editor.cm-focused { outline: none }
.ws .cm-scroller { font: inherit; line-height: inherit; overflow-x: hidden; scrollbar-width: thin; scrollbar-color: var(--line-2) transparent; overflow-anchor: none }
.ws .cm-content { box-sizing: border-box; flex: 1 1 auto; width: 100%; max-width: var(--size-page); margin: 0 auto; padding: 17px var(--size-margin) 40vh var(--size-gutter); caret-color: var(--ink); tab-size: 4 }
.ws .cm-line { padding: 0 14px; overflow-wrap: anywhere }
.ws .cm-cursor, .ws .cm-dropCursor { border-left-color: var(--ink) }
.ws .cm-selectionBackground { background: color-mix(in srgb, var(--accent) 18%, transparent) }
.ws .cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground { background: color-mix(in srgb, var(--accent) 22%, transparent) }
.ws .cm-focused .ws-out::selection, .ws .cm-focused .ws-out ::selection { background: transparent }
.ws .cm-focused .ws-out:focus-within ::selection, .ws .ws-out:hover ::selection { background: color-mix(in srgb, var(--accent) 22%, transparent) }
.ws-note { flex: none; padding: 7px 16px; font: var(--text-md)/var(--leading-ui) var(--font-ui); background: var(--warn-soft); color: var(--ink); border-bottom: 1px solid var(--warn-line) }
.ws-note { display: flex; gap: 10px; justify-content: space-between; align-items: center; padding-block: 4px; min-height: 20px }
.ws-note button { all: unset; cursor: default; display: grid; place-items: center; width: 24px; height: 24px; flex: none; border-radius: var(--radius-md) } .ws-note button:hover { background: var(--surface-hover) } .ws-note button:focus-visible { outline: var(--focus-width) solid var(--accent) }
.ws-note.ws-bad { background: var(--danger-soft); border-color: var(--danger-line) }
.ws-note code { font-family: var(--font-mono) }
.ws-wait { padding: 24px; font: var(--text-md) var(--font-ui); color: var(--ink-3) }

.ws-head { position: relative; height: 14px; font-family: var(--font-ui); user-select: none; display: block }
.ws-top { position: absolute; inset: 6px 0 0; background: var(--surface-wash); border-radius: var(--radius-md) var(--radius-md) 0 0 }
.ws-in { background: var(--surface-wash) }
.ws .cm-line.ws-first { padding-top: 8px; border-radius: var(--radius-md) var(--radius-md) 0 0 }
.ws .cm-line.ws-last { padding-bottom: 9px; border-radius: 0 0 var(--radius-md) var(--radius-md) }
.ws-run .ws-top, .ws-in.ws-run { box-shadow: inset 2px 0 var(--accent); border-start-start-radius: 0; border-end-start-radius: 0 }
.ws-err .ws-top, .ws-in.ws-err { box-shadow: inset 2px 0 var(--danger); border-start-start-radius: 0; border-end-start-radius: 0 }
.ws-cur .ws-top { background: var(--surface-raised); box-shadow: inset 1px 0 var(--line-control), inset -1px 0 var(--line-control), inset 0 1px var(--line-control) }
.ws-in.ws-cur { background: var(--surface-raised); box-shadow: inset 1px 0 var(--line-control), inset -1px 0 var(--line-control) }
.ws-in.ws-cur.ws-last { box-shadow: inset 1px 0 var(--line-control), inset -1px 0 var(--line-control), inset 0 -1px var(--line-control) }
.ws-in.ws-cur.ws-first { box-shadow: inset 1px 0 var(--line-control), inset -1px 0 var(--line-control), inset 0 1px var(--line-control) }
.ws-in.ws-cur.ws-first.ws-last { box-shadow: inset 0 0 0 1px var(--line-control) }
.ws-run.ws-cur .ws-top, .ws-in.ws-run.ws-cur { box-shadow: inset 2px 0 var(--accent), inset -1px 0 var(--line-control) }
.ws-err.ws-cur .ws-top, .ws-in.ws-err.ws-cur { box-shadow: inset 2px 0 var(--danger), inset -1px 0 var(--line-control) }
.ws-in.ws-errline { background: var(--danger-soft) }
.ws-in.ws-sel { background: var(--surface-select) }
.ws-bare .ws-top { display: none }
.ws-mark { position: absolute; left: -31px; top: 11px; width: 26px; height: 26px; padding: 0; border: 0; border-radius: var(--radius-md); background: none; color: var(--ink-3); display: grid; place-items: center; cursor: default; z-index: 1 }
.ws-mark:hover { background: var(--surface-hover); color: var(--ink) }
.ws-mark[data-mark=idle]:hover .ws-proof rect { stroke-opacity: 1 }
.ws-run .ws-mark, .ws-run .ws-margin, .ws-run .ws-margin b { color: var(--accent-ink) }
.ws-err .ws-mark { color: var(--danger) }
.ws-proof { width: 14px; height: 14px; fill: none; stroke: currentColor; stroke-width: 1.3; stroke-linejoin: round }
.ws-icon { width: 16px; height: 16px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.35; stroke-linecap: round; stroke-linejoin: round }
.ws-margin { position: absolute; left: 100%; top: 11px; width: var(--size-margin); box-sizing: border-box; padding-left: 14px; color: var(--ink-3); font-size: var(--text-xs); line-height: 1.5; font-variant-numeric: tabular-nums; white-space: nowrap; overflow: hidden; text-overflow: ellipsis }
.ws-margin b { display: block; font: 15px/1.3 var(--font-prose); color: var(--ink-2) }
.ws-bare .ws-mark, .ws-bare .ws-margin { top: 14px } .ws-bare .ws-margin { display: flex; gap: 8px; align-items: baseline }
.ws-gap { all: unset; position: absolute; inset: -6px 0 auto; height: 16px; cursor: pointer; opacity: 0; display: flex; align-items: center; color: var(--accent-ink); z-index: 2 }
.ws-gap[hidden] { display: none } .ws-gap:hover { opacity: 1 }
.ws-gap::before { content: ''; position: absolute; inset: 7px 0 auto; height: 1px; background: var(--accent) }
.ws-gap svg { position: absolute; left: -26px; top: 0 }
.ws-end { position: relative; height: 20px } .ws-end .ws-gap { inset: 4px 0 auto }
@media (hover: none) { .ws-gap { display: none } }

.ws-head.ws-bare.ws-cur + .ws-stub { box-shadow: inset 0 0 0 1px var(--line-control); border-radius: var(--radius-md) }
.ws .ws-nocaret .cm-cursor { display: none }
.ws-stub { padding: 0 14px; font: var(--text-sm)/26px var(--font-mono); color: var(--ink-3); white-space: nowrap; overflow: hidden }
.ws-stub button { all: unset; cursor: default; max-width: 100%; overflow: hidden; text-overflow: ellipsis } .ws-stub button:not(:disabled):hover { color: var(--accent-ink) }

.ws-out { padding: 9px 14px 10px; font: var(--text-md)/var(--leading-ui) var(--font-ui); color: var(--ink); white-space: normal; cursor: auto; user-select: text; contain: content; overflow-wrap: anywhere }
.ws-coming { position: absolute; inset-inline: 0; visibility: hidden; pointer-events: none }
.ws-tex, .ws-prose, .ws-html { position: relative }
.ws-out-empty { padding: 0 }
.ws-out-hidden { padding-block: 3px }
.ws-out > * + * { margin-top: 8px }
.ws-out > .ws-out-text + .ws-out-text { margin-top: 0 }
.ws-out pre { margin: 0; font: var(--text-code)/var(--leading-code) var(--font-mono); white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 8 }
.ws-out a, .ws-docs a { color: var(--accent-ink); text-decoration: none } .ws-out a:hover { text-decoration: underline }
.ws-stderr { color: var(--danger) }
.ws-quiet { color: var(--ink-3) }
.ws-more { all: unset; cursor: default; display: block; margin-top: 4px; color: var(--accent-ink); font: var(--text-sm)/1.8 var(--font-ui) } .ws-more:hover { text-decoration: underline }
.ws-more:focus-visible, .ws-stub button:focus-visible, .ws-mark:focus-visible, .ws-gone button:focus-visible { outline: var(--focus-width) solid var(--accent); outline-offset: var(--focus-offset); border-radius: var(--radius-sm) }
.ws-prose { font: var(--text-prose)/var(--leading-prose) var(--font-prose); max-width: var(--measure) }
.ws-prose > :first-child { margin-top: 0 } .ws-prose > :last-child { margin-bottom: 0 }
.ws-prose p, .ws-prose ul, .ws-prose ol, .ws-prose blockquote, .ws-prose table { margin: .55em 0 }
.ws-prose ul, .ws-prose ol { padding-left: 1.5em }
.ws-prose h1 { font: 400 var(--text-h1)/1.15 var(--font-prose); letter-spacing: -.012em; margin: 6px 0 10px }
.ws-prose h2 { font: 400 var(--text-h2)/1.2 var(--font-prose); margin: 14px 0 6px }
.ws-prose h3, .ws-prose h4 { font: 600 var(--text-prose)/1.3 var(--font-prose); margin: 12px 0 4px }
.ws-prose code { font: .8em var(--font-mono); background: var(--surface-wash); padding: 1px 4px; border-radius: var(--radius-sm) }
.ws-prose pre { background: var(--surface-wash); padding: 8px 12px; border-radius: var(--radius-md) } .ws-prose pre code { font-size: inherit; background: none; padding: 0 }
.ws-prose blockquote { padding-left: 14px; border-left: 2px solid var(--line-2); color: var(--ink-2); margin-inline: 0 }
.ws-prose img, .ws-html img, .ws-picture { max-width: 100%; height: auto }
.ws-picture { display: block; background: var(--surface-sheet) } .ws-picture, .ws-scene { border-radius: var(--radius-md) }
.ws-paper { width: fit-content; max-width: 100%; border-radius: var(--radius-md); overflow: hidden; background: var(--surface-sheet); isolation: isolate } .ws-paper > img { background: none; mix-blend-mode: multiply }
.ws-scene { display: block; max-width: 100%; background: var(--surface-sheet); touch-action: pan-y; cursor: grab } .ws-scene:active { cursor: grabbing }
.ws-graph { display: block; max-width: 100%; height: auto } .ws-vertex { cursor: grab; touch-action: none } .ws-vertex:focus { outline: none } .ws-vertex:focus-visible .ws-dot { stroke: var(--accent); stroke-width: 3 }
.ws-dot { fill: var(--plot-1); stroke: var(--surface-page); stroke-width: 1.5 } .ws-dot.ws-part-1 { fill: var(--plot-2) } .ws-dot.ws-part-2 { fill: var(--plot-3) } .ws-dot.ws-part-3 { fill: var(--plot-4) }
.ws-edge { stroke: var(--plot-axis) } .ws-edge.ws-part-1 { stroke: var(--plot-2) } .ws-edge.ws-part-2 { stroke: var(--plot-3) } .ws-edge.ws-part-3 { stroke: var(--plot-4) }
.ws-vertex-name, .ws-edge-name { font: 11px var(--font-ui); fill: var(--ink-2); paint-order: stroke; stroke: var(--surface-page); stroke-width: 3px; user-select: none }
.ws-elsewhere-page { max-width: 100% } .ws-elsewhere-page iframe { display: block; width: 100%; box-sizing: border-box; border: 1px solid var(--line); border-radius: var(--radius-md); background: var(--surface-sheet) } .ws-elsewhere > a { font-size: var(--text-sm) }
.ws-frame { position: fixed; right: 0; bottom: 0; width: 1px; height: 1px; border: 0; opacity: 0; pointer-events: none }
.ws-program button, .ws-program select, .ws-program input:not([type=checkbox], [type=radio], [type=range]) { min-height: var(--size-control); padding: 0 9px; border: 1px solid var(--line-control); border-radius: var(--radius-md); background: var(--surface-raised); color: var(--ink); font: var(--text-md) var(--font-ui) }
.ws-menu { position: fixed; z-index: var(--z-menu); min-width: 140px; padding: 4px; background: var(--surface-raised); color: var(--ink); border-radius: var(--radius-md); box-shadow: var(--shadow-menu); font: var(--text-md)/1 var(--font-ui); display: grid }
.ws-menu button { all: unset; cursor: default; padding: 7px 10px; border-radius: var(--radius-sm) } .ws-menu button:hover, .ws-menu button:focus { background: var(--surface-select) }
.ws-html, .ws-prose { overflow-x: auto }
.ws-html table, .ws-prose table { border-collapse: collapse; width: auto; font-size: inherit }
.ws-html th, .ws-html td, .ws-prose th, .ws-prose td { padding: 4px 10px; border-bottom: 1px solid var(--line); text-align: left; height: auto; white-space: normal; font-size: var(--text-md); color: inherit }
.ws-html th, .ws-prose th { font-weight: var(--weight-medium) }
.ws-tex { padding: 2px 0; overflow-x: auto; overflow-y: hidden }
.ws-math { font-size: 1.06em } .ws-tex .ws-math { font-size: 1.3em } .ws-math-display { display: block; text-align: center }
.ws-math:not(:has(mjx-container)) { font-family: var(--font-mono); font-size: .8em; color: var(--ink-3) }
.ws-traceback { border-left: 2px solid var(--danger); padding: 1px 0 1px 12px }
.ws-traceback b { color: var(--danger); font: 500 var(--text-md)/1.5 var(--font-ui); white-space: pre-wrap }
.ws-traceback pre { color: var(--ink-2) } .ws-hint { color: var(--ink-2); margin: 2px 0 }
.ws-traceback summary { color: var(--ink-3); cursor: default; font-size: var(--text-sm); line-height: 1.8 } .ws-lost pre { color: var(--danger); font-family: var(--font-ui) }
.ws-gone, .ws-limited { color: var(--ink-3) }
.ws-limited a { text-decoration: underline }
.ws-gone button { all: unset; cursor: default; color: var(--accent-ink) } .ws-gone button:hover { text-decoration: underline }
.ws-ask label { display: flex; gap: 10px; align-items: center; flex-wrap: wrap; font-family: var(--font-mono) }
.ws-ask input, .ws-find input { height: var(--size-control); box-sizing: border-box; padding: 0 9px; border: 1px solid var(--line-control); border-radius: var(--radius-md); background: var(--surface-raised); color: var(--ink); font: var(--text-md) var(--font-ui) }
.ws-ask input:focus, .ws-find input:focus { outline: none; border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent) }

.syn-comment { color: var(--syn-comment); font-style: italic } .syn-keyword { color: var(--syn-keyword) } .syn-string { color: var(--syn-string) } .syn-number { color: var(--syn-number) }
.syn-name { color: var(--syn-name) } .syn-mode { color: var(--syn-mode) } .syn-invalid { color: var(--syn-invalid) } .syn-emphasis { font-style: italic } .syn-strong { font-weight: 600 }
.ws-match { background: var(--match); border-radius: 2px }
.ws .cm-matchingBracket { background: var(--surface-press) !important; outline: none }

.ws-toolbar { display: flex; align-items: center; gap: 2px; height: 100%; padding: 0 10px; font: var(--text-md)/var(--leading-ui) var(--font-ui); color: var(--ink-2); min-width: 0; width: 100%; box-sizing: border-box }
.ws-button { flex: none; display: inline-flex; align-items: center; justify-content: center; gap: 6px; height: var(--size-control); min-width: var(--size-control); padding: 0 6px; border: 1px solid transparent; border-radius: var(--radius-md); background: none; color: var(--ink-2); font: inherit; white-space: nowrap; cursor: default }
.ws-button[hidden] { display: none }
.ws-button:hover { background: var(--surface-hover); color: var(--ink) } .ws-button[aria-pressed=true] { background: var(--surface-press); color: var(--ink) } .ws-button:disabled { color: var(--ink-faint); background: none }
.ws-button.ws-primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: var(--weight-medium); padding: 0 10px } .ws-button.ws-primary:hover { background: var(--accent-hover) }
.ws-button:focus-visible, .ws-find button:focus-visible { outline: var(--focus-width) solid var(--accent); outline-offset: var(--focus-offset) }
.ws-sep { width: 1px; height: 16px; background: var(--line-2); margin: 0 6px; flex: none } .ws-grow { flex: 1 } .ws-counts { margin-right: 10px; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-variant-numeric: tabular-nums }
.ws .cm-panels { background: var(--surface-desk); color: var(--ink); border: 0 } .ws .cm-panels-top { border-bottom: 1px solid var(--line) }
.ws-find { display: flex; align-items: center; gap: 6px; flex-wrap: wrap; padding: 5px 10px; font: var(--text-md) var(--font-ui) }
.ws-find input { width: 200px } .ws-find button { display: inline-grid; place-items: center; height: var(--size-control); min-width: var(--size-control); padding: 0 7px; border: 1px solid transparent; border-radius: var(--radius-md); background: none; color: var(--ink-2); font: inherit; cursor: default }
.ws-find button:hover { background: var(--surface-hover) } .ws-find button[aria-pressed=true] { background: var(--surface-press); color: var(--ink) } .ws-count { min-width: 84px; font-variant-numeric: tabular-nums }
.ws-find > button:last-child { margin-left: auto }
.ws .cm-tooltip { background: var(--surface-raised); color: var(--ink); border: 0; border-radius: var(--radius-md); box-shadow: var(--shadow-menu); overflow: hidden; z-index: var(--z-menu) }
.ws .cm-tooltip.cm-tooltip-autocomplete > ul { font: var(--text-code)/1.7 var(--font-mono) } .ws .cm-tooltip-autocomplete ul li[aria-selected] { background: var(--surface-select); color: var(--ink) }
.ws-docs { width: min(640px, 80vw); max-height: 320px; overflow: auto; padding: 10px 14px; font: var(--text-md) var(--font-ui); user-select: text } .ws-docs b { font: 600 var(--text-code) var(--font-mono) } .ws-docs pre { font: var(--text-code)/1.5 var(--font-mono); white-space: pre-wrap; margin: 6px 0 0 }
.ws-bar { display: none }

@media (max-width: 640px) {
  .ws .cm-content { padding: 4px 12px 40vh 24px }
  .ws .cm-line, .ws-out { padding-left: 11px; padding-right: 11px }
  .ws-head { height: 34px } .ws-top { inset: 26px 0 0 } .ws-mark { left: -24px; top: 29px; width: 24px } .ws-bare { height: 22px } .ws-bare .ws-mark { top: 20px }
  .ws-margin, .ws-bare .ws-margin { left: 0; top: 3px; width: auto; padding-left: 11px; display: flex; gap: 8px; align-items: baseline } .ws-margin b { font-size: 13px }
  .ws-wide, .ws-thumb, .ws-views > .cm-editor + .cm-editor { display: none }
  .ws-find input { font-size: 16px; flex: 1 1 40% }
  .ws-bar { display: flex; flex: none; border-top: 1px solid var(--line); background: var(--surface-desk); padding: 4px 6px max(4px, env(safe-area-inset-bottom)) }
  .ws-bar button { flex: 1; height: 46px; border: 0; background: none; display: grid; place-items: center; align-content: center; gap: 2px; font: var(--text-xs) var(--font-ui); color: var(--ink-2); border-radius: var(--radius-md) }
  .ws-bar button:first-child { color: var(--accent-ink); font-weight: 600 } .ws-bar button:disabled { color: var(--ink-faint) }
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
