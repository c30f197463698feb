import type { Stop } from '@stoa/sdk/contract'
import type { Place } from '@stoa/sdk/ui'
import type { Value } from '../value.ts'
import type { World } from '../world.ts'
import { noFacts, type ViewFacts } from './facts.ts'
import type { OpenProject } from './open.ts'

/** What a view is given: elements to draw into, and the chrome that listens to it. */
function createPlace({
  element,
  toolbar,
  project,
  world,
  facts,
}: {
  element: HTMLElement
  toolbar: HTMLElement
  project: OpenProject
  world: World
  facts: Value<ViewFacts>
}): Place {
  const change = (part: Partial<ViewFacts>): void => facts.update(now => ({ ...now, ...part }))
  return {
    element,
    toolbar,
    project: project.view,
    viewer: world.viewer,
    connect: world.connect,
    status: ({ left, right }) => change({ ...(left !== undefined && { left }), ...(right !== undefined && { right }) }),
    unsaved: value => change({ unsaved: value }),
    mark(news) {
      // A bell is not hidden by what is printed after it.
      if (element.closest('[inert]') !== null) facts.update(now => (now.news === 'bell' || now.news === news ? now : { ...now, news }))
    },
    people: people => change({ people: [...people] }),
    commands(commands) {
      facts.update(now => ({ ...now, commands: [...now.commands, ...commands] }))
      return () => facts.update(now => ({ ...now, commands: now.commands.filter(one => !commands.includes(one)) }))
    },
  }
}

/**
 * Draws a view into fresh elements of `stage`; answers how to take it away. Throws what the view throws. A view stops after the page has let go
 * of it, since one drawn by React cannot be taken down while React draws the page; until then its elements stay whole, and nobody hears it.
 */
export function mountView({
  stage,
  mount,
  facts,
  ...rest
}: {
  stage: HTMLElement
  mount: (place: Place) => Stop
  project: OpenProject
  world: World
  facts: Value<ViewFacts>
}): () => void {
  const toolbar = document.createElement('div')
  toolbar.className = 'sh-toolbar'
  const element = document.createElement('div')
  element.className = 'sh-element'
  let left = false
  const heard: Value<ViewFacts> = { ...facts, update: change => void (left || facts.update(change)) }
  stage.append(toolbar, element)
  const clear = (): void => {
    toolbar.remove()
    element.remove()
  }
  let stop: Stop | void
  try {
    stop = mount(createPlace({ element, toolbar, facts: heard, ...rest }))
  } catch (thrown) {
    clear()
    throw thrown
  }
  return () => {
    left = true
    facts.set(noFacts)
    toolbar.hidden = element.hidden = true
    void Promise.resolve()
      .then(() => typeof stop === 'function' && stop())
      .catch((failure: unknown) => console.warn('A view failed to stop.', failure))
      .finally(clear)
  }
}
