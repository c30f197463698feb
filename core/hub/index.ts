export { readConfig, ConfigSchema, type Config } from './config.ts'
export { readPlugins, type Installed, type Plugin, type RefusedPlugin } from './plugins.ts'
export { createHub, type Hub, type HubOptions } from './hub.ts'
export { askStatus, type Status } from './control.ts'
