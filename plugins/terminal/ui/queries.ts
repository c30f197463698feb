import type { Terminal } from '@xterm/xterm'
import type { Stop } from '@stoa/sdk/contract'

/** Questions that a program asks of its terminal, by how their control sequences end. */
const questions = [
  { final: 'c' },
  { prefix: '>', final: 'c' },
  { prefix: '=', final: 'c' },
  { final: 'n' },
  { prefix: '?', final: 'n' },
  { prefix: '>', final: 'q' },
  { final: 'x' },
  { final: 't' },
  { intermediates: '$', final: 'p' },
  { prefix: '?', intermediates: '$', final: 'p' },
] as const
/** Of colours: only those that ask, since the same sequences set them. */
const colours = [4, 10, 11, 12] as const

/** Keeps a page's terminal from answering: the one in the project does, once for all who look. */
export function leaveQuestions({ parser }: Pick<Terminal, 'parser'>): Stop {
  const handlers = [
    ...questions.map(id => parser.registerCsiHandler(id, () => true)),
    parser.registerDcsHandler({ intermediates: '$', final: 'q' }, () => true),
    ...colours.map(number => parser.registerOscHandler(number, data => /(^|;)\?(;|$)/.test(data))),
  ]
  return () => handlers.forEach(handler => handler.dispose())
}
