import type { OutputPlace, Outputs, ShownOutput } from '../api.ts'
import type { Group, Message } from '../document/index.ts'

/** Messages drawn below each other, each by the kind that is registered for it, and what a message holds inside of it. */
export type MessageList = {
  /** Shows these instead. What is the same, or can be brought up to date, stays as it is drawn. */
  update(groups: readonly Group[]): void
  readonly empty: boolean
  stop(): void
}
type Item = { group: Group; readonly shown: ShownOutput; readonly box: HTMLElement; readonly inner: MessageList }

/** An empty list at the end of an element. */
export function messageList(into: HTMLElement, given: { place: OutputPlace; outputs: Pick<Outputs, 'get'> }): MessageList {
  const { place, outputs } = given
  const items: Item[] = []

  const draw = (group: Group): Item => {
    const shown = showMessage(group.message, place, outputs)
    // What cannot hold anything shows what belongs to it behind it.
    const box = shown.inside ?? document.createElement('div')
    const inner = messageList(box, given)
    inner.update(group.inside)
    into.append(shown.element, ...(shown.inside || inner.empty ? [] : [box]))
    return { group, shown, box, inner }
  }
  /** Whether this is drawn already, or could be brought up to date without being drawn anew. */
  const keep = (item: Item, next: Group): boolean => {
    const { message } = item.group
    if (JSON.stringify(message) !== JSON.stringify(next.message)) {
      const kind = kindOf(next.message, outputs)
      if (kind === null || kindOf(message, outputs) !== kind || !item.shown.update?.(next.message[kind])) return false
    }
    item.group = next
    item.inner.update(next.inside)
    if (!item.shown.inside && !item.inner.empty) item.shown.element.after(item.box)
    return true
  }
  const drop = (from: number) => {
    for (const { shown, box, inner } of items.splice(from)) {
      inner.stop()
      void shown.stop?.()
      shown.element.remove()
      box.remove()
    }
  }
  return {
    update(groups) {
      let same = 0
      while (same < groups.length && same < items.length && keep(items[same]!, groups[same]!)) same++
      drop(same)
      for (const group of groups.slice(same)) items.push(draw(group))
    },
    get empty() {
      return items.length === 0
    },
    stop: () => drop(0),
  }
}

/** The first field of a message that a kind is registered for. A traceback explains the stderr beside it. */
function kindOf(message: Message, outputs: Pick<Outputs, 'get'>): string | null {
  if ('traceback' in message && outputs.get('traceback')) return 'traceback'
  return Object.keys(message).find(key => outputs.get(key)) ?? null
}

function showMessage(message: Message, place: OutputPlace, outputs: Pick<Outputs, 'get'>): ShownOutput {
  const kind = kindOf(message, outputs)
  try {
    if (kind) return outputs.get(kind)!.show(message[kind], place, message)
  } catch (failure) {
    return note(`This output could not be drawn: ${failure instanceof Error ? failure.message : String(failure)}`)
  }
  return note(`Output of the kind “${Object.keys(message)[0] ?? ''}”, which nothing here can show.`)
}

function note(sentence: string): ShownOutput {
  const element = document.createElement('div')
  element.className = 'ws-quiet'
  element.textContent = sentence
  return { element }
}
