const css = `
.fl { position: relative; height: 100%; display: flex; flex-direction: column; min-height: 0; background: var(--surface-page); color: var(--ink); font: var(--text-md)/var(--leading-ui) var(--font-ui) }
.fl[data-over=true]::after { content: 'Drop to upload here'; position: absolute; inset: 8px; z-index: var(--z-sticky); display: grid; place-items: center; border: 2px dashed var(--accent); border-radius: var(--radius-lg); background: color-mix(in srgb, var(--accent-soft) 85%, transparent); color: var(--accent-ink); pointer-events: none }
.fl-icon { width: 16px; height: 16px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.35; stroke-linecap: round; stroke-linejoin: round }
.fl-grow { flex: 1 }
.fl-quiet { color: var(--ink-3); font-size: var(--text-sm); font-variant-numeric: tabular-nums }
.fl-pad { padding: 8px 16px }
.fl-bar { display: flex; align-items: center; gap: 6px; width: 100%; height: 100%; min-width: 0; padding: 0 10px 0 16px; box-sizing: border-box; font: var(--text-md)/1.3 var(--font-ui) }
.fl-crumbs { display: flex; align-items: center; gap: 4px; min-width: 0; overflow: hidden; white-space: nowrap }
.fl-crumbs b { font-weight: var(--weight-medium); overflow: hidden; text-overflow: ellipsis }
.fl-crumb { display: inline-flex; gap: 4px; color: var(--ink-3) } .fl-crumb button { all: unset; cursor: default; color: var(--accent-ink) } .fl-crumb button:hover { text-decoration: underline }
.fl-crumb button:focus-visible, .fl-open:focus-visible, .fl-head button:focus-visible { outline: var(--focus-width) solid var(--accent); outline-offset: 1px; border-radius: var(--radius-sm) }
.fl-search { display: flex; align-items: center; gap: 6px; width: 280px; height: var(--size-control); padding: 0 8px; box-sizing: border-box; border: 1px solid var(--line-control); border-radius: var(--radius-md); background: var(--surface-raised); color: var(--ink-3) }
.fl-search:focus-within { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent) }
.fl-search input { flex: 1; min-width: 0; border: 0; outline: 0; background: none; color: var(--ink); font: inherit } .fl-search input::-webkit-search-cancel-button { display: none }
.fl kbd, .fl-bar kbd, .fl-menu kbd { font: var(--text-xs)/1 var(--font-ui); color: var(--ink-3); border: 1px solid var(--line-2); border-radius: var(--radius-sm); padding: 2px 4px }
.fl-button { display: inline-flex; align-items: center; justify-content: center; gap: 6px; height: var(--size-control); padding: 0 10px; border: 1px solid var(--line-control); border-radius: var(--radius-md); background: var(--surface-raised); color: var(--ink); font: var(--text-md)/1 var(--font-ui); white-space: nowrap; cursor: default }
.fl-button:hover:not(:disabled) { background: var(--surface-hover) } .fl-button:disabled { opacity: .5 } .fl-button:focus-visible { outline: var(--focus-width) solid var(--accent); outline-offset: var(--focus-offset) }
.fl-button[aria-pressed=true], .fl-button[aria-checked=true] { background: var(--surface-press) }
.fl-bare { border-color: transparent; background: none; color: var(--ink-2) }
.fl-filled { background: var(--accent); border-color: var(--accent); color: var(--on-accent) } .fl-filled:hover:not(:disabled) { background: var(--accent-hover) }
.fl-danger { background: var(--danger); border-color: var(--danger); color: var(--on-danger) } .fl-danger:hover:not(:disabled) { background: var(--danger) }
.fl-scroll { flex: 1; min-height: 0; overflow: auto; overflow-anchor: none; position: relative; scrollbar-width: thin; scrollbar-color: var(--line-2) transparent; overscroll-behavior: contain }
.fl-grid { outline: none }
.fl-grid:focus-visible .fl-row[data-current=true] { box-shadow: inset 0 0 0 2px var(--accent) }
.fl-head, .fl-row { display: grid; grid-template-columns: 44px minmax(0, 1fr) 92px 148px; align-items: center; height: 34px; box-sizing: border-box; padding-right: 16px; border-bottom: 1px solid var(--line) }
.fl-head { position: sticky; top: 0; z-index: 2; background: var(--surface-wash); color: var(--ink-2); font-size: var(--text-sm) }
.fl-head button:not(.fl-button) { all: unset; cursor: default; display: inline-flex; align-items: center; gap: 2px } .fl-head button:not(.fl-button):hover { color: var(--ink) }
.fl-chosen { grid-column: 2 / -1; display: flex; align-items: center; gap: 4px; min-width: 0; color: var(--ink) } .fl-chosen b { font-weight: var(--weight-medium); margin-right: 12px; font-variant-numeric: tabular-nums }
.fl-rows { position: relative }
.fl-row { position: absolute; left: 0; right: 0; cursor: default; user-select: none }
.fl-row:hover { background: var(--surface-wash) } .fl-row[aria-selected=true] { background: var(--surface-select) } .fl-row[data-over=true] { box-shadow: inset 0 0 0 2px var(--accent) }
.fl-check { display: grid; place-items: center; height: 100% } .fl-check input { accent-color: var(--accent); width: 14px; height: 14px; margin: 0; opacity: .55 } .fl-row:hover .fl-check input, .fl-check input:checked, .fl-check input:focus-visible, .fl-head .fl-check input { opacity: 1 }
.fl-name { display: flex; align-items: center; gap: 8px; min-width: 0; color: var(--ink-2) } .fl-name small { color: var(--ink-3); font-size: var(--text-sm); overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.fl-open { all: unset; cursor: default; color: var(--ink); overflow: hidden; text-overflow: ellipsis; white-space: pre } .fl-open:hover { color: var(--accent-ink); text-decoration: underline }
.fl-closed { color: var(--ink-3); overflow: hidden; text-overflow: ellipsis; white-space: pre } .fl-slash { color: var(--ink-3) }
.fl mark { background: var(--match); color: inherit; border-radius: 2px }
.fl-size, .fl-time { text-align: right; color: var(--ink-2); font-size: var(--text-sm); font-variant-numeric: tabular-nums; white-space: nowrap } .fl-head .fl-size, .fl-head .fl-time { display: flex; justify-content: flex-end }
.fl-error, .fl .fl-error { color: var(--danger); font-size: var(--text-sm); margin: 0 } .fl-name small.fl-error { white-space: normal }
.fl-input { height: var(--size-control); padding: 0 8px; box-sizing: border-box; min-width: 0; border: 1px solid var(--line-control); border-radius: var(--radius-md); background: var(--surface-raised); color: var(--ink); font: inherit } .fl-input:focus { outline: 2px solid var(--accent); outline-offset: -1px } .fl-input[aria-invalid=true] { border-color: var(--danger) }
.fl-rename { display: flex; align-items: center; gap: 8px; flex: 1; min-width: 0 } .fl-rename input { flex: 1; max-width: 420px }
.fl-new { padding: 12px 16px; border-bottom: 1px solid var(--line); background: var(--surface-wash); display: grid; gap: 8px }
.fl-kinds { display: flex; flex-wrap: wrap; gap: 6px } .fl-kinds [aria-checked=true] { border-color: var(--accent); color: var(--accent-ink); background: var(--accent-soft) }
.fl-new-name { display: flex; align-items: center; gap: 6px } .fl-new-name input { width: 320px } .fl-ext { color: var(--ink-3); min-width: 58px }
.fl-note { margin: 0; padding: 8px 16px; background: var(--danger-soft); border-bottom: 1px solid var(--danger-line); display: flex; align-items: center; gap: 12px }
.fl-empty { padding: 24px 44px; color: var(--ink-2); margin: 0 } .fl-empty .fl-button { margin-left: 12px }
.fl-create { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; padding: 8px 16px 8px 44px; border-bottom: 1px solid var(--line); color: var(--ink-3) }
.fl-viewer { overflow: auto } .fl-viewer-about { display: flex; align-items: center; gap: 12px; margin: 0; padding: 10px 16px; border-bottom: 1px solid var(--line) } .fl-viewer-about b { font-weight: var(--weight-medium); overflow: hidden; text-overflow: ellipsis } .fl-viewer a.fl-button { text-decoration: none; margin-left: auto }
.fl-viewer-image, .fl-viewer-player { display: block; max-width: calc(100% - 32px); margin: 16px auto } .fl-viewer-image { background: repeating-conic-gradient(var(--surface-wash) 0 25%, var(--surface-page) 0 50%) 0 / 16px 16px }
.fl-uploads { border-top: 1px solid var(--line); background: var(--surface-wash); overflow: auto } .fl-uploads p { margin: 0; padding: 6px 16px 0 } .fl-uploads p:empty { display: none } .fl-uploads ul { list-style: none; margin: 0; padding: 4px 16px 8px }
.fl-uploads li { display: flex; align-items: center; gap: 10px; min-height: 34px } .fl-upload-name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; max-width: 40% } .fl-uploads progress { width: 160px; height: 4px; accent-color: var(--accent) } .fl-upload-far { min-width: 110px }
.fl-trash { flex: 1; min-height: 0; overflow: auto } .fl-trash-head { display: flex; align-items: center; gap: 10px; padding: 8px 16px; border-bottom: 1px solid var(--line) } .fl-trash-head h2 { font: var(--weight-medium) var(--text-md) var(--font-ui); margin: 0 }
.fl-trash-list { list-style: none; margin: 0; padding: 0 } .fl-trash-list li { display: flex; align-items: center; gap: 10px; min-height: 34px; padding: 0 16px; border-bottom: 1px solid var(--line); color: var(--ink-2) } .fl-trash-path { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; color: var(--ink) }
.fl-menu { position: fixed; z-index: var(--z-menu); min-width: 180px; padding: 4px; background: var(--surface-raised); color: var(--ink); border-radius: var(--radius-md); box-shadow: var(--shadow-menu); font: var(--text-md)/1.3 var(--font-ui) } .fl-menu button { all: unset; box-sizing: border-box; display: flex; justify-content: space-between; gap: 16px; width: 100%; padding: 6px 10px; border-radius: var(--radius-sm); cursor: default } .fl-menu button:hover, .fl-menu button:focus-visible { background: var(--surface-hover) }
.fl-foot { position: relative; flex: none; max-height: 50%; display: flex; flex-direction: column } .fl-undo { position: absolute; left: 16px; bottom: calc(100% + 14px); z-index: var(--z-sticky); max-width: calc(100% - 32px) } .fl-undo p { display: flex; align-items: center; gap: 10px; margin: 0; padding: 6px 6px 6px 14px; border-radius: var(--radius-md); background: var(--surface-raised); box-shadow: var(--shadow-menu) } .fl-undo span { min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
.fl-command { border-top: 1px solid var(--line); background: var(--surface-wash); display: flex; flex-direction: column; min-height: 0 } .fl-command pre { margin: 0; padding: 8px 16px; max-height: 220px; overflow: auto; font: var(--text-sm)/1.5 var(--font-mono); white-space: pre-wrap; overflow-wrap: anywhere; color: var(--ink); border-bottom: 1px solid var(--line) } .fl-command pre:focus-visible { outline: var(--focus-width) solid var(--accent); outline-offset: -2px }
.fl-command form { display: flex; align-items: center; gap: 8px; height: 40px; padding: 0 10px 0 16px; flex: none } .fl-command-at { max-width: 30%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap } .fl-command-sign { color: var(--accent-ink); font-family: var(--font-mono) } .fl-command input { flex: 1; min-width: 0; height: var(--size-control); padding: 0 6px; border: 0; border-radius: var(--radius-sm); background: none; color: var(--ink); font: var(--text-md)/1.3 var(--font-mono); outline: none } .fl-command input:focus-visible { box-shadow: 0 0 0 var(--focus-width) var(--accent) }
.fl-find { width: 420px } .fl-found-text { margin: 0; padding: 8px 16px; min-height: 34px; box-sizing: border-box; border-bottom: 1px solid var(--line); color: var(--ink-2); font-size: var(--text-sm); font-variant-numeric: tabular-nums }
.fl-found { flex: 1; min-height: 0; overflow: auto; outline: none; scrollbar-width: thin; scrollbar-color: var(--line-2) transparent } .fl-found [role=option] { position: absolute; left: 0; right: 0; height: 28px; display: flex; align-items: center; gap: 8px; padding: 0 16px; cursor: default; white-space: pre; overflow: hidden } .fl-found [role=option]:hover { background: var(--surface-wash) } .fl-found:focus-visible [aria-selected=true] { box-shadow: inset 0 0 0 2px var(--accent) }
.fl-found-file b { font-weight: var(--weight-medium); overflow: hidden; text-overflow: ellipsis } .fl-found-line { font: var(--text-sm)/1.4 var(--font-mono) } .fl-found-number { min-width: 44px; text-align: right; color: var(--ink-3); font-variant-numeric: tabular-nums } .fl-found-of { overflow: hidden; text-overflow: ellipsis }
.fl-dialog { width: min(480px, calc(100vw - 24px)); max-height: calc(100dvh - 32px); margin: 12vh auto auto; padding: 18px 22px 22px; box-sizing: border-box; border: 0; border-radius: var(--radius-lg); background: var(--surface-raised); color: var(--ink); box-shadow: var(--shadow-dialog); font: var(--text-md)/1.4 var(--font-ui); overflow: auto } .fl-dialog::backdrop { background: var(--scrim) }
.fl-dialog header { display: flex; align-items: center; justify-content: space-between; gap: 12px; margin-bottom: 12px } .fl-dialog h2 { font: 400 var(--text-h3)/1.25 var(--font-prose); margin: 0; min-width: 0; overflow-wrap: anywhere } .fl-dialog form { display: grid; gap: 12px } .fl-dialog p { margin: 0 } .fl-dialog-foot { display: flex; flex-wrap: wrap; gap: 8px } .fl-dialog-foot .fl-filled { max-width: 100%; overflow: hidden; text-overflow: ellipsis }
.fl-field { display: grid; gap: 4px } .fl-field span { color: var(--ink-2); font-size: var(--text-sm) }
.fl-folders { list-style: none; margin: 0; padding: 4px; height: 204px; overflow: auto; border: 1px solid var(--line); border-radius: var(--radius-md); background: var(--surface-page) } .fl-folders li { display: flex; align-items: center; gap: 8px; height: 34px; padding: 0 8px; border-radius: var(--radius-sm); cursor: default; overflow: hidden; white-space: nowrap } .fl-folders li:hover { background: var(--surface-hover) } .fl-folders li[aria-selected=true] { background: var(--surface-select) }
.fl-modes { border-collapse: collapse } .fl-modes th { font-weight: var(--weight-normal, 400); color: var(--ink-2); text-align: left; padding: 0 16px 0 0; height: 34px } .fl-modes thead th, .fl-modes td { text-align: center; padding: 0 10px } .fl-modes tr + tr { border-top: 1px solid var(--line) } .fl-modes input { accent-color: var(--accent); width: 16px; height: 16px }
.fl-phone, .fl-sub { display: none }
@media (max-width: 640px) {
  .fl-desk, .fl-crumb { display: none } .fl-phone { display: inline-flex } .fl-bar { padding: 0 8px; gap: 4px } .fl-search { flex: 1 1 80px; width: auto; min-width: 0 } .fl-search input, .fl-input { font-size: 16px } .fl-crumbs { max-width: 34% } .fl-bar .fl-grow { display: none }
  .fl-button { height: 36px } .fl-head, .fl-row { grid-template-columns: 46px minmax(0, 1fr); padding-right: 12px } .fl-row { height: 52px } .fl-row .fl-size, .fl-row .fl-time, .fl-head .fl-size { display: none } .fl-head:not(:has(.fl-chosen)) { grid-template-columns: 46px minmax(0, 1fr) auto } .fl-check input { width: 20px; height: 20px; opacity: 1 } .fl-row .fl-name { position: relative; align-self: stretch } .fl-row .fl-open, .fl-row .fl-closed { position: absolute; inset: 0 0 0 24px; display: flex; align-items: start; padding-top: 7px; box-sizing: border-box; font-size: var(--text-lg) } .fl-name small:not(.fl-sub) { position: absolute; left: 24px; bottom: 7px } .fl-name small:not(.fl-sub) + .fl-sub { display: none } .fl-name .fl-sub { display: block; position: absolute; left: 24px; bottom: 7px; pointer-events: none } .fl-rename { margin-left: 0 }
  .fl-new-name { flex-wrap: wrap } .fl-new-name input { flex: 1 1 60%; width: auto } .fl-trash-by { display: none } .fl-uploads li { flex-wrap: wrap } .fl-upload-name { max-width: 100% }
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
