import type { BuiltPage } from './build.ts'

/**
 * Content-Security-Policy of the page. Only scripts with the nonce run, and what those import in turn; styles come from our own address or
 * carry the nonce, and only attributes may be written freely, since MathJax places each glyph by one. Frames are our own, which keeps
 * a frame from leaking by navigating.
 */
export function contentSecurityPolicy({ nonce }: { nonce: string }): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "media-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "frame-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'self'",
    "base-uri 'none'",
  ].join('; ')
}

/** Sets the theme that this browser saw last before the first paint; the account's own setting follows once it is known. */
const themeFirst = `try{const t=localStorage.getItem('stoa-theme');if(t==='light'||t==='dark')document.documentElement.dataset.theme=t}catch{}`

/** The one HTML document. `base` is the path that the hub lies below, without a slash at its end: empty at the root. */
export function pageHtml({ built, base, nonce }: { built: BuiltPage; base: string; nonce: string }): string {
  const asset = (name: string) => `${base}/assets/${name}`
  const imports = Object.fromEntries(Object.entries(built.importMap).map(([specifier, name]) => [specifier, asset(name)]))
  const boot = { base, plugins: built.plugins.map(plugin => ({ ...plugin, module: asset(plugin.module) })) }
  const n = `nonce="${attribute(nonce)}"`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content">
<title>Stoa</title>
<link rel="icon" href="${icon}">
<script ${n}>${themeFirst}</script>
<script type="importmap" ${n}>${json({ imports })}</script>
${built.css.map(name => `<link rel="stylesheet" href="${attribute(asset(name))}">`).join('\n')}
${built.preload.map(name => `<link rel="modulepreload" ${n} href="${attribute(asset(name))}">`).join('\n')}
<script type="application/json" id="stoa">${json(boot)}</script>
<script type="module" ${n} src="${attribute(asset(built.entry))}"></script>
</head>
<body>
<div id="app"></div>
<noscript>Stoa needs JavaScript to be switched on in this browser.</noscript>
</body>
</html>
`
}

/** Three columns under a roof. */
const icon = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#24507a" d="M16 3 2 10v3h28v-3zM4 15h4v10H4zm10 0h4v10h-4zm10 0h4v10h-4zM2 27h28v3H2z"/></svg>',
)}`

const attribute = (value: string): string => value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')

/** JSON that can stand inside a script element whatever it contains. */
const json = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c')
