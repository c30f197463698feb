import { bench } from './kit/bench.ts'
import { median, percentile, report } from './kit/figures.ts'
import { echoes, jupyterTerminals, pause, pipeTerminals, ready, stoaTerminals, type Terminals } from './kit/terminals.ts'

// What a person feels: from a key to its echo, alone and while another terminal floods, and from Ctrl-C under a flood to its end.
const stops = 50

type Figures = { readonly alone: number[]; readonly flooded: number[]; readonly stopped: number[] }

await bench(async ending => {
  const jupyter = await jupyterTerminals(ending)
  const ours = await measure(await stoaTerminals(ending))
  const peers = [
    { peer: 'bare pty to ws', of: await measure(await pipeTerminals(ending)) },
    ...(jupyter ? [{ peer: 'Jupyter Server', of: await measure(jupyter) }] : []),
  ]
  for (const { peer, of } of peers)
    for (const [about, name] of [
      ['echo of a key', 'alone'],
      ['echo of a key while another floods', 'flooded'],
      ['Ctrl-C under yes to the end of it', 'stopped'],
    ] as const)
      for (const [which, share] of [
        ['p50', 0.5],
        ['p99', 0.99],
      ] as const) {
        const figure = (figures: Figures) => (share === 0.5 ? median(figures[name]) : percentile(figures[name], share))
        report({
          bench: 'term.latency',
          about: `${about}, ${which}`,
          ours: figure(ours),
          peer,
          theirs: figure(of),
          unit: 'ms',
          better: 'less',
        })
      }
})

async function measure(terminals: Terminals): Promise<Figures> {
  const [typed, flooding] = [await terminals.open(), await terminals.open()]
  for (const one of [typed, flooding]) await ready(one)
  const alone = await echoes(typed)
  const begun = flooding.shows('y\r\ny')
  flooding.type('yes\n')
  await begun
  const flooded = await echoes(typed)
  const stopped: number[] = []
  for (let count = 0; count < stops; count++) {
    if (count > 0) {
      const again = flooding.shows('y\r\ny')
      flooding.type('yes\n')
      await again
      await pause()
    }
    const prompt = flooding.shows('^C')
    const began = performance.now()
    flooding.type('\x03')
    await prompt
    stopped.push(performance.now() - began)
    const still = flooding.shows(`still-${count}.`)
    flooding.type(`echo still''-${count}.\n`)
    await still
  }
  return { alone, flooded, stopped }
}
