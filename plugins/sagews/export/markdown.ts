import { isFields, type Pictures } from '../document/notebook/index.ts'
import type { Message } from '../document/index.ts'
import { withPictures, type Beside } from './beside.ts'
import { pictureUrl } from './picture.ts'
import { languageOf, readSheet, type ReadCell } from './sheet.ts'

/** A worksheet as Markdown, its pictures inside. */
export function markdown(text: string, { pictures, beside }: { pictures: Pictures; beside: Beside }): string {
  return readSheet(text)
    .map(cell => [...input(cell, beside), ...cell.messages.flatMap(message => output(message, { pictures, beside }))].join('\n\n'))
    .filter(part => part !== '')
    .join('\n\n')
    .concat('\n')
}

function input({ mode, source, code, inputShown, messages }: ReadCell, beside: Beside): string[] {
  // What such a cell puts out is its text.
  if ((mode === 'md' || mode === 'html') && messages.length === 0) return [withPictures(source, beside)]
  return inputShown && mode !== 'md' && mode !== 'html' ? [fence(mode === '' ? code : source, languageOf(mode))] : []
}

function output(message: Message, { pictures, beside }: { pictures: Pictures; beside: Beside }): string[] {
  const { stdout, stderr, html, md, tex, code, file, error, unreadable } = message
  const text = [stdout, stderr, error, unreadable].find(one => typeof one === 'string')
  if (typeof text === 'string') return [fence(text.replace(/\n$/, ''), 'text')]
  if (typeof md === 'string') return [withPictures(md, beside)]
  if (typeof html === 'string') return [withPictures(html, beside)]
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
