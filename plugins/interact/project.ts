import { atLeast, type Caller } from '@stoa/sdk/contract'
import { Clock, projectPart } from '@stoa/sdk/project'
import { Worksheets, type Acted } from '@stoa/plugin-sagews/api'
import { interact } from './contract.ts'
import { errors } from './project/errors.ts'
import { gatherMoves, type Moves } from './project/moves.ts'

/** Characters of output that one answer may carry. */
const longest = 900_000

/** Takes movements of controls and has the worksheet's session run what depends on them. */
export default projectPart({
  needs: { worksheets: Worksheets, clock: Clock },
  start({ serve, worksheets, clock }) {
    const moved = new Map<string, Moves<Acted>>()
    const movesOf = (path: string): Moves<Acted> => {
      const known =
        moved.get(path) ??
        gatherMoves<Acted>({
          clock,
          run: async ({ interact: group, cell, who, move, take, begun }) => {
            const body = () => ({ interact: group, move, values: take(), ...(who === null ? {} : { apart: who }) })
            const acted = await worksheets.perform(path, { cell, group, handler: 'interact', apart: who !== null, body, begun })
            if (acted.error?.name === 'Gone') throw errors.gone()
            return acted
          },
        })
      moved.set(path, known)
      return known
    }
    const others = (caller: Caller<typeof interact>) =>
      [...served.callers].filter(one => one !== caller && one.params.path === caller.params.path)

    const served = serve(
      interact,
      {
        async set({ cell, interact: group, values, alone = false }, caller) {
          const by = caller.user.name
          const trusted = atLeast(caller.role, 'editor')
          const sent = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value, by, trusted }]))
          const { move, over } = movesOf(caller.params.path).set({ interact: group, cell, values: sent, who: alone ? caller.id : null })
          if (!alone) served.emit('moving', { interact: group, values, by, move }, others(caller))
          const acted = await over
          if (acted?.status === 'interrupted' || acted?.status === 'superseded') return { move: null }
          if (!alone || acted === null) return { move }
          const { messages } = acted
          if (JSON.stringify(messages).length > longest) throw errors.tooLarge()
          return { move, messages: [...messages] }
        },
      },
      {
        closed({ params }) {
          if (![...served.callers].some(one => one.params.path === params.path)) moved.delete(params.path)
        },
      },
    )
    return () => served.stop()
  },
})
