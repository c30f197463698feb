import { StoaError, quote, type Stop } from '@stoa/sdk/contract'
import { openProgramDocument, type Client, type ProgramDocument } from '@stoa/sdk/client'
import type { project as projectContract, projects } from '@stoa/core/hub/contracts'
import type { files } from '@stoa/plugin-files/contract'
import type { CellState, sagews } from '@stoa/plugin-sagews/contract'
import { cellsOf, headerLine, readPayload, type Message } from '@stoa/plugin-sagews/document'
import type { Step } from './steps.ts'

const path = 'doctor.sagews'
const [sum, picture] = ['d0c70000-0000-4000-8000-000000000001', 'd0c70000-0000-4000-8000-000000000002']
const plots = {
  sage: 'plot(sin(x), (x, 0, 6))',
  python: 'import matplotlib.pyplot as plt\nfigure = plt.figure()\n_ = figure.add_subplot().plot([1, 4, 2])\nshow(figure)',
}

/**
 * What everybody does on the first day, in a throw-away project: make it, start its server, edit one worksheet from two connections, save,
 * compute, plot, delete it. `first` and `second` are connections of one account that may make projects.
 */
export async function walkGoldenPath({ first, second, step }: { first: Client; second: Client; step: Step }): Promise<void> {
  const listing = first.connect<typeof projects>('projects@1')
  const { project } = await step('make a project', 'See that the disk is not full and that the data folder may be written.', () =>
    listing.call('create', { title: 'Stoa doctor' }),
  )
  try {
    await inProject({ first, second, project, step })
  } finally {
    await step('delete the project', 'Delete “Stoa doctor” in the list of projects.', () => listing.call('remove', { project }))
    listing.close()
  }
}

async function inProject({ first, second, project, step }: { first: Client; second: Client; project: string; step: Step }): Promise<void> {
  const tree = first.connect<typeof files>('files@1', { project })
  await step(
    'start its server',
    'See what “stoa status” says of the project and the sandbox. With “sandbox”: “none” in stoa.json it can be tried without one.',
    async () => {
      await Promise.race([tree.opened, whyNot({ first, project })])
    },
  )
  await step('create a file', 'See that the disk is not full and that the data folder may be written.', () => tree.call('create', { path }))
  tree.close()

  const [mine, yours] = [
    openProgramDocument({ connect: first.connect, project, path }),
    openProgramDocument({ connect: second.connect, project, path }),
  ]
  try {
    await step('edit it from two places', 'This is a fault of Stoa itself: please report it with these lines.', async () => {
      await Promise.all([mine.ready, yours.ready])
      mine.edit({ from: 0, insert: `${headerLine(sum)}\n2+2\n` })
      await until(yours, () => textOf(yours).includes('2+2'))
      yours.edit({ from: yours.text().length, insert: `${headerLine(picture)}\n` })
      await until(mine, () => textOf(mine).includes(picture))
      if (textOf(mine) !== textOf(yours)) throw new StoaError({ code: 'differs', message: 'The two connections show different text.' })
    })
    await step('save it', 'See that the disk is not full and that the data folder may be written.', async () => {
      await mine.save()
      const written = await (await first.fetch(`/projects/${project}/files@1/download/${path}`)).text()
      if (written !== textOf(mine)) throw new StoaError({ code: 'differs', message: 'The file does not hold what was edited.' })
    })
    await computed({ client: first, project, document: mine, step })
  } finally {
    mine.close()
    yours.close()
  }
}

async function computed({
  client,
  project,
  document,
  step,
}: {
  client: Client
  project: string
  document: ProgramDocument
  step: Step
}): Promise<void> {
  const kernel = client.connect<typeof sagews>('sagews@1', { project, params: { path } })
  const ran = async (cell: string): Promise<Message[]> => {
    const ended = Promise.withResolvers<CellState>()
    const stop = kernel.on('cells', ({ cells }) => {
      for (const one of cells) if (one.id === cell && ['done', 'failed', 'interrupted'].includes(one.state)) ended.resolve(one)
    })
    await kernel.call('run', { cells: [cell], after: document.committed() })
    const { state, reason } = await ended.promise.finally(stop)
    await until(document, () => outputsOf(document, cell).some(message => message['done'] === true))
    const outputs = outputsOf(document, cell)
    if (state !== 'done')
      throw new StoaError({ code: 'cell_failed', message: reason ?? `The cell ${state}; its output is ${quote(JSON.stringify(outputs))}.` })
    return outputs
  }
  try {
    let language = (await kernel.opened).kernel.language
    kernel.on('kernel', now => void (language = now.language))
    const advice =
      'Worksheets need SageMath, or Python with what plugins/sagews/kernel/requirements.txt lists; “node scripts/setup.mjs start” makes that.'
    await step(
      'run 2+2 in it',
      advice,
      async () => {
        const text = (await ran(sum)).map(({ stdout, tex, html }) => JSON.stringify(stdout ?? tex ?? html ?? '')).join('')
        if (!text.includes('4')) throw new StoaError({ code: 'wrong', message: `2+2 gave ${quote(text)}.` })
      },
      180,
    )
    await step(
      `plot, with ${language}`,
      'See that Matplotlib can be imported by that Python.',
      async () => {
        document.edit({ from: document.text().length, insert: `${language.startsWith('Sage') ? plots.sage : plots.python}\n` })
        const shown = (await ran(picture)).flatMap(({ file }) => (file as { sha?: string; filename?: string } | undefined) ?? [])[0]
        if (shown?.sha === undefined)
          throw new StoaError({
            code: 'no_picture',
            message: `No picture came; the output is ${quote(JSON.stringify(outputsOf(document, picture)))}.`,
          })
        const bytes = await (
          await client.fetch(`/projects/${project}/blobs/${shown.sha}/${encodeURIComponent(shown.filename ?? 'plot')}`)
        ).arrayBuffer()
        if (bytes.byteLength === 0) throw new StoaError({ code: 'no_picture', message: 'The picture is empty.' })
      },
      120,
    )
  } finally {
    kernel.close()
  }
}

/** Rejects with the reason once the hub says that the project does not run. */
function whyNot({ first, project }: { first: Client; project: string }): Promise<never> {
  const page = first.connect<typeof projectContract>('project@1', { params: { project } })
  return new Promise((_resolve, reject) => {
    page.on('state', ({ state, reason }) => {
      if (reason !== undefined && state !== 'running') reject(new StoaError({ code: 'not_running', message: reason }))
    })
  })
}

const textOf = (document: ProgramDocument) => document.text().toString()
const outputsOf = (document: ProgramDocument, cell: string): Message[] =>
  cellsOf(document.text())
    .find(({ id }) => id === cell)
    ?.outputs.flatMap(({ payload }) => readPayload(payload).flatMap(({ message }) => message ?? [])) ?? []

/** Resolves when something that changes with the document has become true; rejects if the document can no longer be had. */
function until(document: ProgramDocument, holds: () => boolean): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const look = () => (document.error ? reject(new StoaError(document.error)) : holds() && resolve())
  const stops: Stop[] = [document.onChange(look), document.onState(look)]
  look()
  return promise.finally(async () => {
    for (const stop of stops) await stop()
  })
}
