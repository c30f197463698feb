import type { Toasts } from '@stoa/sdk/ui'
import { createValue, type Readable } from '../value.ts'

/** One short message and what can be done about it. */
export type Toast = { readonly id: number; readonly sentence: string; readonly action?: { readonly title: string; run(): void } }
/** The messages that wait to be seen, the one shown first. */
export type ToastQueue = Toasts & { readonly waiting: Readable<readonly Toast[]>; dismiss(id: number): void }

/** More than this many waiting would be read by nobody: the oldest unseen ones give way. */
const mostWaiting = 5

export function createToasts(): ToastQueue {
  const waiting = createValue<readonly Toast[]>([])
  let last = 0
  return {
    waiting,
    show(sentence, action) {
      const toast: Toast = { id: ++last, sentence, ...(action && { action }) }
      waiting.update(([shown, ...rest]) => {
        if (shown === undefined) return [toast]
        // Said twice is said once.
        const others = rest.filter(one => one.sentence !== sentence)
        return shown.sentence === sentence ? [toast, ...others] : [shown, ...others.slice(1 - mostWaiting), toast]
      })
    },
    dismiss: id => waiting.update(all => all.filter(one => one.id !== id)),
  }
}
