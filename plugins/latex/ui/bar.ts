import type { LatexState } from '../contract.ts'
import { button, element, icon } from './dom.ts'
import { openMenu, type Item } from './menu.ts'
import type { Heading } from './outline.ts'

/** What is shown: both sides, the text alone, or the PDF alone. */
export type Side = 'both' | 'text' | 'pdf'
export const sides: readonly { readonly id: Side; readonly title: string }[] = [
  { id: 'text', title: 'Text' },
  { id: 'both', title: 'Both' },
  { id: 'pdf', title: 'PDF' },
]

/** What the bar above a document asks of it. */
export type BarGiven = {
  /** Where menus are drawn. */ readonly within: HTMLElement
  mayBuild(): boolean
  build(options?: { clean?: boolean }): void
  halt(): void
  engine(name: LatexState['engine']): void
  automatic(): boolean
  setAutomatic(value: boolean): void
  spelling(): boolean
  setSpelling(value: boolean): void
  languages(): readonly string[]
  language(): string
  setLanguage(language: string): void
  sagetex(): boolean | null
  setSagetex(value: boolean): void
  count(): void
  outline(): readonly Heading[]
  goTo(line: number): void
  side(): Side
  setSide(side: Side): void
  commented(): boolean
  toggleComments(): void
}

const engines: readonly LatexState['engine'][] = ['pdflatex', 'xelatex', 'lualatex']

/** A language in words: `en_GB` is British English. */
function titleOf(language: string): string {
  try {
    return new Intl.DisplayNames(['en'], { type: 'language' }).of(language.replaceAll('_', '-')) ?? language
  } catch {
    return language
  }
}

/** The document's commands. The text's own buttons go into `text`. */
export function latexBar(given: BarGiven): {
  element: HTMLElement
  text: HTMLElement
  update(state: LatexState): void
  comments(count: number): void
} {
  let state: LatexState | null = null
  const busy = () => state?.build.state === 'running' || state?.build.state === 'queued'
  const build = button({ label: 'Build', title: 'Save and build (Ctrl S)', kind: 'lx-filled', run: () => given.build() })
  // Beside it and never in its place: whoever builds when another's build begins does not stop that one.
  const halt = button({ drawing: 'stop', title: 'Stop building', kind: 'lx-halt', run: given.halt })
  const options = button({ label: 'pdflatex', drawing: 'down', title: 'Program and options', kind: 'lx-options', run: () => openOptions() })
  options.setAttribute('aria-haspopup', 'menu')
  options.setAttribute('aria-expanded', 'false')
  const outline = button({ drawing: 'list', title: 'Outline', run: () => openOutline() })
  outline.setAttribute('aria-haspopup', 'menu')
  outline.setAttribute('aria-expanded', 'false')
  const comments = button({ drawing: 'note', title: 'Comments', run: given.toggleComments })
  const count = element('span', 'lx-count')
  comments.append(count)
  const text = element('div', 'lx-textBar')
  const choices = sides.map(({ id, title }) => {
    const one = button({
      label: title,
      title: `Show ${id === 'both' ? 'text and PDF' : `the ${title} alone`}`,
      run: () => given.setSide(id),
    })
    one.dataset['side'] = id
    return one
  })
  const shown = element('div', 'lx-sides', ...choices)
  shown.setAttribute('role', 'group')
  shown.setAttribute('aria-label', 'What is shown')
  const root = element('div', 'lx-bar', build, halt, options, text, outline, comments, shown)

  function openOptions() {
    const items: Item[] = []
    if (given.mayBuild()) {
      for (const name of engines) items.push({ title: name, checked: state?.engine === name, run: () => given.engine(name) })
      items.push('line', {
        title: 'Build whenever saved',
        checked: given.automatic(),
        run: () => given.setAutomatic(!given.automatic()),
      })
      const sage = given.sagetex()
      if (sage !== null) items.push({ title: 'Run Sage code', checked: sage, run: () => given.setSagetex(!sage) })
      items.push('line', { title: 'Build from the beginning', run: () => given.build({ clean: true }) }, 'line')
    }
    items.push(
      { title: 'Check spelling', checked: given.spelling(), run: () => given.setSpelling(!given.spelling()) },
      { title: 'Language…', hint: titleOf(given.language()), run: () => openLanguages() },
      { title: 'Count words', run: given.count },
    )
    openMenu({ at: options, within: given.within, label: 'Program and options', items })
  }
  function openLanguages() {
    const items = given.languages().map(name => ({
      title: titleOf(name),
      checked: name === given.language(),
      run: () => given.setLanguage(name),
    }))
    openMenu({ at: options, within: given.within, label: 'Language', items: items.toSorted((a, b) => (a.title < b.title ? -1 : 1)) })
  }
  function openOutline() {
    const headings = given.outline()
    openMenu({
      at: outline,
      within: given.within,
      label: 'Outline',
      items:
        headings.length > 0
          ? headings.map(({ title, line, depth }) => ({ title, hint: String(line), indent: depth, run: () => given.goTo(line) }))
          : [{ title: 'No headings yet', run: () => undefined }],
    })
  }
  return {
    element: root,
    text,
    update(next) {
      state = next
      build.hidden = !given.mayBuild()
      halt.hidden = !given.mayBuild()
      root.dataset['busy'] = String(busy())
      comments.setAttribute('aria-pressed', String(given.commented()))
      options.replaceChildren(next.engine, icon('down'))
      for (const one of choices) one.setAttribute('aria-pressed', String(one.dataset['side'] === given.side()))
    },
    comments(open) {
      count.textContent = open === 0 ? '' : String(open)
      comments.setAttribute('aria-label', open === 0 ? 'Comments' : `Comments, ${open} open`)
    },
  }
}
