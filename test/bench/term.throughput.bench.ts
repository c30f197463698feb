import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bench } from './kit/bench.ts'
import { median, report } from './kit/figures.ts'
import { jupyterTerminals, pipeTerminals, ready, stoaTerminals, type Terminals } from './kit/terminals.ts'

// A large file is printed; the figure is when its end is on the screen of somebody who looks, by the megabytes of the file: 200, or the first argument.
const runs = 5
const megabytes = Number(process.argv[2] ?? 200)
const line = 'The zeros of the zeta function with real part between 0 and 1 lie on the line where it is 1/2.\n'

await bench(async ending => {
  const stoa = await stoaTerminals(ending)
  const jupyter = await jupyterTerminals(ending)
  const peers = [{ peer: 'bare pty to ws', of: await pipeTerminals(ending) }, ...(jupyter ? [{ peer: 'Jupyter Server', of: jupyter }] : [])]
  const text = line.repeat(Math.ceil((megabytes * 1e6) / line.length))
  const all = await Promise.all(
    [stoa, ...peers.map(({ of }) => of)].map(async terminals => ({ terminals, measure: await prepared(terminals, text) })),
  )
  const measures = new Map<Terminals, number[]>()
  // The first run of each warms up and is not counted.
  for (let run = 0; run <= runs; run++)
    for (const { terminals, measure } of all) {
      const took = await measure()
      if (run > 0) measures.set(terminals, [...(measures.get(terminals) ?? []), took])
    }
  for (const { peer, of } of peers)
    report({
      bench: 'term.throughput',
      about: `cat of ${megabytes} MB`,
      ours: median(measures.get(stoa)!),
      peer,
      theirs: median(measures.get(of)!),
      unit: 'MB/s',
      better: 'more',
    })
})

async function prepared({ root, open }: Terminals, text: string): Promise<() => Promise<number>> {
  const terminal = await open()
  await ready(terminal)
  await writeFile(join(root, 'large.txt'), text)
  let run = 0
  return async () => {
    const end = terminal.shows(`end-of-${++run}.`)
    const began = performance.now()
    terminal.type(`cat ~/large.txt; echo end''-of-${run}.\n`)
    await end
    return text.length / 1e3 / (performance.now() - began)
  }
}
