import { table } from '@stoa/core/store'
import { hubChanges } from './changes.ts'

/**
 * The machines that run projects. Each renews its own row; whoever sees that it stopped doing so writes `dead` over it, after which the
 * machine cannot renew. `session` is another after each start of its process; `secret` is what its door asks hubs for.
 */
export const hosts = table({
  name: 'hosts',
  partition: ['host'],
  columns: {
    host: 'text',
    session: 'text',
    state: 'text',
    url: 'text',
    secret: 'text',
    /** `Load`, as of the last renewal. */
    load: 'json',
    started: 'timestamp',
    version: 'int',
  },
  conditional: true,
})

/** Which machines there are. `hosts` is believed; a row here is written first, and one without a host is skipped. */
export const hostNames = table({
  name: 'host_names',
  partition: ['all'],
  cluster: ['host'],
  columns: { all: 'text', host: 'text' },
})

/**
 * Which machine runs a project: `host` in its `session`, or nobody (both empty). `epoch` grows with each holder. `home` is the machine whose folder
 * has the newest files, those of `homeEpoch`; `wanted` is where its people want it next.
 */
export const leases = table({
  name: 'leases',
  partition: ['project'],
  columns: {
    project: 'text',
    host: 'text',
    session: 'text',
    epoch: 'int',
    home: 'text',
    homeEpoch: 'int',
    wanted: 'text?',
    version: 'int',
  },
  conditional: true,
})

/** Every table of the fleet, for opening a store. */
export const fleetTables = [hosts, hostNames, leases, hubChanges] as const
