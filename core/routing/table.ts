import { contractName, type Contract, type Role } from '@stoa/sdk/contract'

/** What the router reads of a contract: which roles may open it, call, and hear. */
export type Table = {
  readonly name: string
  readonly at: 'hub' | 'project'
  readonly open: Role | 'anyone'
  readonly calls: ReadonlyMap<string, Role>
  readonly events: ReadonlyMap<string, Role>
}

const tables = new WeakMap<Contract, Table>()

/** The table of a contract, made once. Maps, so that a method named `constructor` is unknown. */
export function tableOf(contract: Contract): Table {
  const known = tables.get(contract)
  if (known) return known
  const table: Table = {
    name: contractName(contract),
    at: contract.at,
    open: contract.open.role,
    calls: new Map(Object.entries(contract.calls).map(([method, call]) => [method, call.role])),
    events: new Map(Object.entries(contract.events).map(([method, event]) => [method, event.role ?? 'viewer'])),
  }
  tables.set(contract, table)
  return table
}
