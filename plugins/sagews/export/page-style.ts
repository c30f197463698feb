/** How an exported page looks: paper and ink, slate and chalk where the reader's system is dark, and black on white when printed. */
export const pageStyle = `:root { color-scheme: light dark; --page: #fdfdfb; --wash: #f6f6f2; --ink: #1b2025; --ink-2: #454c53; --line: #dcdcd4; --accent: #0b6b78;
  --warn: #a3341c; --key: #7a3e9d; --text: #2f6b2f; --number: #8a5300 }
@media (prefers-color-scheme: dark) { :root { --page: #14181c; --wash: #1b2025; --ink: #e6e6e0; --ink-2: #b3b9bd; --line: #333a40; --accent: #6cc3cf;
  --warn: #f0937c; --key: #cfa3ea; --text: #9fd09a; --number: #e0b56c } }
* { box-sizing: border-box }
body { margin: 0; background: var(--page); color: var(--ink); font: 1.0625rem/1.55 "Palatino Nova", "Palatino Linotype", Palatino, "TeX Gyre Pagella", P052, Georgia, serif }
main { max-width: 54rem; margin: 0 auto; padding: 2rem 1rem 4rem }
h1, h2, h3, h4 { line-height: 1.25 } h1.title { font-size: 1.875rem; font-weight: 600; margin: 0 0 1.5rem }
section { margin: 0 0 1rem }
pre { margin: .25rem 0; padding: .5rem .75rem; overflow-x: auto; font: .8125rem/1.6 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; tab-size: 4 }
pre.code { background: var(--wash); border: 1px solid var(--line); border-radius: 5px }
pre.text { white-space: pre-wrap; overflow-wrap: anywhere } .warn, .failed { color: var(--warn) } .failed { padding: .25rem .75rem; border-left: 3px solid } .failed pre { padding: .25rem 0 }
.prose { padding: 0 .75rem; max-width: 68ch; overflow-x: auto } .formula { padding: .25rem .75rem; overflow-x: auto } .quiet { color: var(--ink-2); padding: 0 .75rem; font-style: italic }
img, video { max-width: 100%; height: auto; display: block } img { background: #fff } a { color: var(--accent) }
table { border-collapse: collapse } th, td { border: 1px solid var(--line); padding: .25rem .5rem } blockquote { margin: 0; padding-left: 1rem; border-left: 3px solid var(--line) }
.tok-keyword { color: var(--key) } .tok-string, .tok-string2 { color: var(--text) } .tok-number, .tok-bool { color: var(--number) } .tok-comment { color: var(--ink-2); font-style: italic }
@media print { :root { color-scheme: light; --page: #fff; --wash: #fff; --ink: #000 } main { padding: 0; max-width: none } pre { white-space: pre-wrap } img, pre { break-inside: avoid } }`
