import { atLeast, type Stop } from '@stoa/sdk/contract'
import type { ProjectView, Toasts } from '@stoa/sdk/ui'
import { formats, formatNames, renamed, sourceOf, type Format } from '../export/formats.ts'
import { addDownloadStyles } from './download-style.ts'

const words: Readonly<Record<Format, string>> = {
  sagews: 'Text of cells and outputs, as it is edited here',
  ipynb: 'With outputs and pictures; comes back unchanged',
  html: 'One file with pictures and formulas, for reading',
  pdf: 'Typeset by LaTeX',
  md: 'One file with its pictures inside',
  sage: 'The code alone',
  py: 'The code alone',
  zip: 'The file with everything that it shows',
}

/** Asks as what a document is to be downloaded, or made beside it in the project. */
export function openDownload({ path, project, toasts }: { path: string; project: ProjectView; toasts: Pick<Toasts, 'show'> }): Stop {
  addDownloadStyles()
  const name = path.split('/').at(-1)!
  const source = sourceOf(path)
  const before = document.activeElement
  const dialog = document.createElement('dialog')
  dialog.className = 'ws-download'
  const heading = made('h2', '', `Download “${name}”`)
  heading.id = `ws-download-${Math.round(performance.now())}`
  dialog.setAttribute('aria-labelledby', heading.id)
  const leave = made('button', 'ws-download-close', '×')
  leave.type = 'button'
  leave.title = 'Close (Esc)'
  leave.setAttribute('aria-label', 'Close')
  const head = made('header')
  head.append(heading, leave)
  const said = made('p', 'ws-download-said')
  said.setAttribute('role', 'status')
  const list = made('ul')
  const buttons: HTMLButtonElement[] = []
  const close = () => {
    if (!dialog.isConnected) return
    dialog.close()
    dialog.remove()
    if (before instanceof HTMLElement && before.isConnected) before.focus()
  }

  const wait = async (button: HTMLButtonElement, sentence: string, work: () => Promise<void>) => {
    for (const one of buttons) one.disabled = true
    said.className = 'ws-download-said'
    said.textContent = sentence
    try {
      await work()
      close()
    } catch (failure) {
      said.classList.add('ws-download-bad')
      said.textContent = failure instanceof Error ? failure.message : String(failure)
      for (const one of buttons) one.disabled = false
      button.focus()
    }
  }
  const row = (title: string, about: string, ending: string, run: (button: HTMLButtonElement) => void) => {
    const button = made('button')
    button.type = 'button'
    const text = made('span')
    text.append(made('b', '', title), made('small', '', about))
    button.append(text, made('code', '', ending))
    button.addEventListener('click', () => run(button))
    buttons.push(button)
    const item = made('li')
    item.append(button)
    list.append(item)
  }
  const address = (route: string, to: Format) =>
    project.url(`conversion@1/${route}/${path.split('/').map(encodeURIComponent).join('/')}?to=${to}`)
  for (const to of formatNames)
    row(formats[to].title, words[to], formats[to].extension, button => {
      void wait(button, `${formats[to].title} is made…`, async () =>
        save(await answered(await fetch(address('export', to))), renamed(name, to)),
      )
    })
  const other: Format = source === 'sagews' ? 'ipynb' : 'sagews'
  const beside = made('button', 'ws-download-beside', `Make “${renamed(name, other)}” in this project`)
  beside.type = 'button'
  beside.hidden = !atLeast(project.role, 'editor')
  buttons.push(beside)
  beside.addEventListener('click', () => {
    void wait(beside, `${formats[other].title} is made…`, async () => {
      const { path: made } = (await (await answered(await fetch(address('beside', other), { method: 'POST' }))).json()) as { path: string }
      toasts.show(`“${made.split('/').at(-1)!}” was made.`)
      project.openFile(made)
    })
  })
  leave.addEventListener('click', close)
  dialog.addEventListener('cancel', event => {
    event.preventDefault()
    close()
  })
  dialog.addEventListener('mousedown', event => {
    if (event.target === dialog) close()
  })
  dialog.addEventListener('keydown', event => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement)
    if (by === 0 || at < 0) return
    event.preventDefault()
    buttons[(at + by + buttons.length) % buttons.length]!.focus()
  })
  const body = made('div', 'ws-download-body')
  body.append(head, list, said, beside)
  dialog.append(body)
  document.body.append(dialog)
  dialog.showModal()
  buttons[0]!.focus()
  return close
}

function made<K extends keyof HTMLElementTagNameMap>(tag: K, name = '', text = ''): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  if (name !== '') element.className = name
  if (text !== '') element.textContent = text
  return element
}

/** An answer that is good; else the server's sentence is thrown. */
async function answered(answer: Response): Promise<Response> {
  if (answer.ok) return answer
  const body = (await answer.json().catch(() => null)) as { message?: unknown } | null
  throw new Error(typeof body?.message === 'string' ? body.message : `The server answered ${answer.status} ${answer.statusText}.`)
}

async function save(answer: Response, name: string): Promise<void> {
  const address = URL.createObjectURL(await answer.blob())
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser reads it after this turn; it is let go with the page otherwise.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}
