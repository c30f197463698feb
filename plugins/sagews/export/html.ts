import { isFields, type Pictures } from '../document/notebook/index.ts'
import type { Message } from '../document/index.ts'
import type { Beside } from './beside.ts'
import { createTypesetter } from './formulas.ts'
import { highlighted } from './highlight.ts'
import { pictureUrl, shownType } from './picture.ts'
import { escaped, htmlProse, markdownProse, type ProseTools } from './prose.ts'
import { readSheet, type ReadCell } from './sheet.ts'
import { pageStyle } from './page-style.ts'

/**
 * A worksheet as a page that needs nothing else: pictures and formulas are inside, no script is, and what the worksheet brings is made harmless.
 * The page's own policy forbids what would be fetched or run all the same.
 */
export async function html({
  title,
  text,
  pictures,
  beside,
}: {
  title: string
  text: string
  pictures: Pictures
  beside: Beside
}): Promise<string> {
  const typesetter = createTypesetter()
  const cells: string[] = []
  for (const cell of readSheet(text)) cells.push(await section(cell, { typesetter, pictures, beside }))
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; media-src data:; style-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>
${pageStyle}
${typesetter.style}
</style>
</head>
<body>
<main>
<h1 class="title">${escaped(title)}</h1>
${cells.join('\n')}
</main>
</body>
</html>
`
}

type Tools = ProseTools & { readonly pictures: Pictures }

async function section({ mode, code, source, inputShown, messages }: ReadCell, tools: Tools): Promise<string> {
  const parts: string[] = []
  if (messages.length === 0 && mode === 'md') parts.push(await output({ md: source }, tools))
  else if (messages.length === 0 && mode === 'html') parts.push(await output({ html: source }, tools))
  else if (inputShown) parts.push(`<pre class="code" tabindex="0">${highlighted(code, mode)}</pre>`)
  for (const message of messages) parts.push(await output(message, tools))
  return `<section>\n${parts.filter(part => part !== '').join('\n')}\n</section>`
}

async function output(message: Message, tools: Tools): Promise<string> {
  const { typesetter, pictures } = tools
  const { stdout, stderr, traceback, html: markup, md, tex, code, file, error, limited, close } = message
  if (close !== undefined) return ''
  if (isFields(traceback)) {
    const head = [traceback['name'], traceback['message']].filter(one => typeof one === 'string' && one !== '').join(': ')
    return `<div class="failed"><b>${escaped(head)}</b>${pre(stderr, 'text')}</div>`
  }
  if (typeof stdout === 'string') return pre(stdout, 'text')
  if (typeof stderr === 'string') return pre(stderr, 'text warn')
  if (typeof error === 'string') return pre(error, 'text warn')
  if (typeof md === 'string') return `<div class="prose">${await markdownProse(md, tools)}</div>`
  if (typeof markup === 'string') return `<div class="prose">${await htmlProse(markup, tools)}</div>`
  if (isFields(tex))
    return `<div class="formula">${await typesetter.markup({ tex: bare(tex['tex']), display: tex['display'] !== false })}</div>`
  if (isFields(code)) return `<pre class="code" tabindex="0">${highlighted(String(code['source'] ?? ''), String(code['mode'] ?? ''))}</pre>`
  if (isFields(file)) {
    const name = escaped(String(file['filename'] ?? 'file'))
    const url = pictureUrl(file, pictures)
    if (url === null) return `<p class="quiet">${name}</p>`
    return shownType(file['filename'])!.startsWith('video/') ? `<video controls src="${url}"></video>` : `<img alt="${name}" src="${url}">`
  }
  if (isFields(limited)) return '<p class="quiet">The output went on; the worksheet has the rest.</p>'
  const kind = Object.keys(message).find(key => key !== 'open') ?? ''
  const words: Readonly<Record<string, string>> = { interact: 'Controls stand here, which only a worksheet that runs has.' }
  return `<p class="quiet">${escaped(words[kind] ?? `What stands here (${kind}) is shown by the worksheet alone.`)}</p>`
}

const bare = (tex: unknown): string => String(tex ?? '').replace(/^\s*(\$\$?)([^]*)\1\s*$/, '$2')
const pre = (text: unknown, name: string): string =>
  `<pre class="${name}" tabindex="0">${escaped(String(text ?? '').replace(/\n$/, ''))}</pre>`
