import t from 'tap'
import { faultOf, placeOf, type Declared } from './imports.ts'
import { importsOf, isSource, parse, readTracked, trackedFiles } from './sources.ts'

function declaredIn(files: readonly string[]): Declared {
  const manifests = files.filter(file => /^((sdk|core|test|plugins\/[^/]+)\/)?package\.json$/.test(file))
  return new Map(
    manifests.map(file => {
      const { name, dependencies, devDependencies } = JSON.parse(readTracked(file)) as {
        name: string
        dependencies?: object
        devDependencies?: object
      }
      return [file.replace(/\/?package\.json$/, ''), new Set([name, ...Object.keys({ ...dependencies, ...devDependencies })])]
    }),
  )
}

t.test('[tree] plugins know the SDK, core knows the SDK, the SDK knows neither, and the page knows no hub', async t => {
  const files = trackedFiles()
  const declared = declaredIn(files)
  const faults: string[] = []
  let imports = 0
  for (const file of files.filter(isSource)) {
    for (const imported of importsOf(parse({ file, text: readTracked(file) }))) {
      imports++
      const fault = faultOf({ file, imported, declared })
      if (fault) faults.push(`${file} imports ${imported.specifier}: ${fault}`)
    }
  }
  t.ok(imports > 500, `${imports} imports were read`)
  t.same(faults, [])
})

t.test('[tree] each kind of wrong import is caught, and its right twin is not', async t => {
  const declared: Declared = new Map([
    ['', new Set(['stoa', 'tap'])],
    ['sdk', new Set(['@stoa/sdk', 'ws', 'fastify'])],
    ['core', new Set(['@stoa/core', '@stoa/sdk', 'fastify', 'tsyringe', 'react', '@stoa/plugin-files'])],
    ['plugins/clock', new Set(['@stoa/plugin-clock', '@stoa/sdk', '@stoa/core', '@stoa/plugin-files', 'fastify'])],
  ])
  const faults = (file: string, text: string) =>
    importsOf(parse({ file, text })).flatMap(imported => faultOf({ file, imported, declared }) ?? [])
  const wrong: [file: string, text: string, fault: RegExp][] = [
    ['plugins/clock/project.ts', `import { startProject } from '@stoa/core/project'`, /never core/],
    ['plugins/clock/project.ts', `import type { Project } from '@stoa/core/project'`, /never core/],
    ['plugins/clock/project.ts', `const core = await import('@stoa/core/project')`, /never core/],
    ['plugins/clock/project.ts', `export { start } from '../../core/project/start.ts'`, /by name, not by path/],
    ['plugins/clock/project.ts', `import { tree } from '@stoa/plugin-files/project'`, /only its api and its contract/],
    ['plugins/clock/project.ts', `import { chat } from '@stoa/plugin-chat/api'`, /does not list @stoa\/plugin-chat/],
    ['plugins/clock/project.ts', `import { createTestHub } from '@stoa/sdk/test'`, /only tests/],
    ['plugins/clock/project.ts', `import { now } from './time'`, /with the ending/],
    ['plugins/clock/ui.ts', `import { hubPart } from '@stoa/sdk/hub'`, /never imports @stoa\/sdk\/hub/],
    ['plugins/clock/ui/face.ts', `import { ticks } from '../project/ticks.ts'`, /never imports what runs/],
    ['plugins/clock/ui/face.ts', `import { clock } from '../contract.ts'`, /as a type/],
    ['plugins/clock/ui.ts', `import { readFile } from 'node:fs/promises'`, /no Node/],
    ['core/shell/app/main.tsx', `import { members } from '@stoa/core/hub/contracts'`, /only types/],
    ['core/shell/app/main.tsx', `import type { Hub } from '@stoa/core/hub'`, /only types of contracts/],
    ['core/hub/hub.ts', `import { files } from '@stoa/plugin-files/contract'`, /no plugin by name/],
    ['core/hub/hub.ts', `import { container } from 'tsyringe'`, /scope\.ts alone/],
    ['core/project/http.ts', `import type { FastifyInstance } from 'fastify'`, /core\/hub alone/],
    ['sdk/hub/services.ts', `import type { FastifyInstance } from 'fastify'`, /core\/hub alone/],
    ['sdk/client/connect.ts', `import { frame } from '@stoa/core/routing'`, /does not know core/],
    ['sdk/contract/part.ts', `import { left } from 'left-pad'`, /does not list left-pad/],
    ['core/store/store.ts', `import t from 'tap'`, /only tests/],
  ]
  for (const [file, text, fault] of wrong) t.match(faults(file, text)[0], fault, `${file}: ${text}`)
  const right: [file: string, text: string][] = [
    ['plugins/clock/project.ts', `import { projectPart } from '@stoa/sdk/project'\nimport { clock } from './contract.ts'`],
    ['plugins/clock/project.ts', `import type { files } from '@stoa/plugin-files/contract'`],
    ['plugins/clock/ui/face.ts', `import type { clock } from '../contract.ts'\nimport { uiPart } from '@stoa/sdk/ui'`],
    ['plugins/clock/test/clock.test.ts', `import t from 'tap'\nimport { createTestHub } from '@stoa/sdk/test'`],
    ['core/shell/app/main.tsx', `import type { members } from '@stoa/core/hub/contracts'\nimport { useState } from 'react'`],
    ['core/project/scope.ts', `import { container } from 'tsyringe'`],
    ['sdk/test/hub.ts', `import { createHub } from '@stoa/core/hub'`],
  ]
  for (const [file, text] of right) t.same(faults(file, text), [], `${file}: ${text}`)
})

t.test('[tree] what a folder is called says where its code runs', async t => {
  t.match(placeOf('plugins/clock/ui/face.tsx'), { package: 'plugins/clock', page: true, test: false })
  t.match(placeOf('plugins/clock/ui/test/face.test.ts'), { page: false, test: true })
  t.match(placeOf('core/shell/app/main.tsx'), { package: 'core', page: true })
  t.match(placeOf('bin/main.ts'), { package: '', page: false })
})
