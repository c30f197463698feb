import { systemClock } from '@stoa/core/project'
import { keptLog } from '../../project/test/kept-log.ts'
import { createHost, type HostOptions } from '../host.ts'

// A host in a process of its own, to be killed: starts project `one` and says where it is.
const options = JSON.parse(process.argv[2]!) as Omit<HostOptions, 'clock' | 'log'>
const host = await createHost({ ...options, clock: systemClock, log: keptLog() })
process.stdout.write(`${JSON.stringify(await host.start({ id: 'one', uid: 200_001 }))}\n`)
