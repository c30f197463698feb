import { isFields, type Pictures } from '../document/notebook/index.ts'
import type { Message } from '../document/index.ts'
import { pictureUrl } from './picture.ts'
import { languageOf, readSheet, type ReadCell } from './sheet.ts'

/** A worksheet as Markdown, its pictures inside. */
export function markdown(text: string, pictures: Pictures): string {
  return readSheet(text)
    .map(cell => [...input(cell), ...cell.messages.flatMap(message => output(message, pictures))].join('\n\n'))
    .filter(part => part !== '')
    .join('\n\n')
    .concat('\n')
}

function input({ mode, source, code, inputShown, messages }: ReadCell): string[] {
  // What such a cell puts out is its text.
  if ((mode === 'md' || mode === 'html') && messages.length === 0) return [source]
  return inputShown && mode !== 'md' && mode !== 'html' ? [fence(mode === '' ? code : source, languageOf(mode))] : []
}

function output(message: Message, pictures: Pictures): string[] {
  const { stdout, stderr, html, md, tex, code, file, error, unreadable } = message
  const text = [stdout, stderr, error, unreadable].find(one => typeof one === 'string')
  if (typeof text === 'string') return [fence(text.replace(/\n$/, ''), 'text')]
  if (typeof md === 'string') return [md]
  if (typeof html === 'string') return [html]
  if (isFields(tex)) return [tex['display'] === false ? `$${String(tex['tex'])}$` : `$$\n${String(tex['tex'])}\n$$`]
  if (isFields(code)) return [fence(String(code['source'] ?? ''), String(code['mode'] ?? ''))]
  if (isFields(file)) {
    const name = String(file['filename'] ?? 'file')
    const url = pictureUrl(file, pictures)
    return [url ? `![${name.replace(/[[\]]/g, '')}](${url})` : `*${name}*`]
  }
  return []
}

/** Code between fences that are longer than any within. */
function fence(code: string, language: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([run]) => run.length))
  const mark = '`'.repeat(longest + 1)
  return `${mark}${language}\n${code}\n${mark}`
}
