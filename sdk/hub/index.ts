export { hubPart, type HubGiven } from './part.ts'

export { Clock, Log } from './services.ts'
