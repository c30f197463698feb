import { getSearchQuery, searchPanelOpen } from '@codemirror/search'
import { EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view'
import { findNear } from '@stoa/sdk/ui'

/** How long typing into the search field has to pause before something like it is looked for, in milliseconds. */
const pause = 200

/** Where nothing is found, the search panel offers the place that says nearly that. */
export const nearMisses = ViewPlugin.define(view => {
  const offer = document.createElement('span')
  offer.className = 'cm-near'
  offer.setAttribute('role', 'status')
  let asked = ''
  let timer: ReturnType<typeof setTimeout> | undefined

  async function look(query: string): Promise<void> {
    const { doc, selection } = view.state
    const found = await findNear({ text: doc.toString(), query, place: selection.main.from })
    if (asked !== query) return
    if (!found || !view.state.doc.eq(doc)) return void offer.replaceChildren(found ? '' : 'Nothing like it.')
    const line = doc.lineAt(found.from)
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'cm-button'
    button.textContent = `Nearest: line ${line.number}, “${doc.sliceString(found.from, Math.min(found.to, found.from + 40))}”`
    button.addEventListener('click', () => {
      view.dispatch({
        selection: { anchor: found.from, head: found.to },
        effects: EditorView.scrollIntoView(found.from, { y: 'center' }),
        userEvent: 'select.search',
      })
      view.focus()
    })
    offer.replaceChildren('Nothing found. ', button)
  }

  return {
    update({ state }: ViewUpdate) {
      const query = getSearchQuery(state)
      const missed = searchPanelOpen(state) && query.valid && !query.regexp && query.getCursor(state.doc).next().done === true
      const now = missed ? query.search : ''
      if (now === asked) return
      asked = now
      clearTimeout(timer)
      offer.replaceChildren()
      if (now === '') return void offer.remove()
      timer = setTimeout(() => {
        view.dom.querySelector('.cm-panel.cm-search')?.append(offer)
        void look(now)
      }, pause)
    },
    destroy() {
      clearTimeout(timer)
      offer.remove()
    },
  }
})
