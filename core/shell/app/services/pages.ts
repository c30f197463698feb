import type { Pages, ProjectPage } from '@stoa/sdk/ui'
import { createValue, type Readable } from '../value.ts'

/** The pages that plugins have added, in the order of the rail. */
export type PageRegistry = Pages & { readonly list: Readable<readonly ProjectPage[]> }

/** `taken` are the ids of the shell's own pages. */
export function createPages(taken: readonly string[]): PageRegistry {
  const list = createValue<readonly ProjectPage[]>([])
  return {
    list,
    add(page) {
      if (taken.includes(page.id) || list.get().some(({ id }) => id === page.id)) throw new Error(`There is a page “${page.id}” already`)
      list.update(all => [...all, page].toSorted((a, b) => a.order - b.order || (a.title < b.title ? -1 : 1)))
      return () => list.update(all => all.filter(one => one !== page))
    },
  }
}
