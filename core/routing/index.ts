export { linkPair, socketLink, socketOptions, type Link } from './link.ts'
export { createServing, type ServingHub, type ServingOptions } from './serving.ts'
export { createRouter, type Attached, type ProjectLink, type Router, type RouterServices, type Session } from './router.ts'
