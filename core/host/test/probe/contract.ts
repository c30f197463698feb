import { contract } from '@stoa/sdk/contract'

/** What the tests of the host ask of a project: to run what a user might, and to misbehave. */
export const probe = contract({
  name: 'probe',
  version: 1,
  at: 'project',
  calls: {},
  events: {},
  routes: {
    run: { role: 'runner', method: 'POST' },
    terminal: { role: 'runner', method: 'POST' },
    server: { role: 'owner', method: 'GET' },
    hold: { role: 'runner', method: 'PUT' },
    release: { role: 'runner', method: 'DELETE' },
    crash: { role: 'owner', method: 'POST' },
  },
})
