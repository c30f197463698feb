import type { Stop } from '@stoa/sdk/contract'
import type { Place } from '@stoa/sdk/ui'
import type { Value } from '../value.ts'
import type { World } from '../world.ts'
import type { ViewFacts } from './facts.ts'
import type { OpenProject } from './open.ts'

/** What a view is given: elements to draw into, and the chrome that listens to it. */
export function createPlace({ element, toolbar, project, world, facts }: {
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
    people: people => change({ people: [...people] }),
    commands(commands) {
      facts.update(now => ({ ...now, commands: [...now.commands, ...commands] }))
      return () => facts.update(now => ({ ...now, commands: now.commands.filter(one => !commands.includes(one)) }))
    },
  }
}

/** Stops a view. One that fails to stop has been taken off the page all the same; its author reads why in the console. */
export function stopView(stop: Stop | void): void {
  if (typeof stop !== 'function') return
  void Promise.resolve()
    .then(stop)
    .catch((failure: unknown) => console.warn('A view failed to stop.', failure))
}
