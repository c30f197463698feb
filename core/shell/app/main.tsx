import { createRoot } from 'react-dom/client'
import { createApi } from './api.ts'
import { App } from './app.tsx'
import { readBoot } from './boot.ts'
import { ShellProvider, type Shell } from './context.ts'
import { createNavigation } from './navigation.ts'
import { createSession } from './session.ts'

const boot = readBoot(document)
const api = createApi(boot.base)
const shell: Shell = { boot, api, navigation: createNavigation(boot.base), session: createSession({ boot, api }) }

createRoot(document.getElementById('app')!).render(
  <ShellProvider value={shell}>
    <App />
  </ShellProvider>,
)
