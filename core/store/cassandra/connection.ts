import { Client, auth, errors as faults, policies, types } from 'cassandra-driver'
import { storeErrors } from '../errors.ts'
import { StoreError } from '@stoa/sdk/host'
import type { Statement } from './statements.ts'
import { createTurns } from './turns.ts'

/** Where a cluster is and how it is entered. */
export type Cluster = {
  /** `host:port` of some nodes, enough that one of them answers. */
  readonly contactPoints: readonly string[]
  readonly keyspace: string
  /** The data centre whose nodes are asked. */
  readonly dataCenter: string
  readonly user?: string
  readonly password?: string
}

/** How a statement is run. A conditional one is answered at SERIAL and never sent twice by the driver. */
export type Way = 'read' | 'write' | 'conditional' | 'serial read'
export type Result = types.ResultSet

/** A connection that maps the driver's failures to the store's and lets what is under way finish before it closes. */
export type Connection = {
  readonly client: Client
  run(statement: Statement, way: Way): Promise<Result>
  /** One page of rows and where the next one begins. */
  page(statement: Statement, options: { rows: number; state: string | undefined }): Promise<{ result: Result; next: string | undefined }>
  close(): Promise<void>
}

/** Longest that one request may take, in milliseconds; longer than the server's own limits, so that its answer comes first. */
const longestRequest = 12_000
/** Requests under way at once; the driver refuses what is above 2048 a node, and a node has few hands. */
const mostAtOnce = 256
const { consistencies } = types

/** A client of a cluster that sends nothing twice unless that is safe, and nothing to two nodes at once. */
export function connectClient({ contactPoints, dataCenter, user, password }: Omit<Cluster, 'keyspace'>, keyspace?: string): Client {
  return new Client({
    contactPoints: [...contactPoints],
    localDataCenter: dataCenter,
    ...(keyspace !== undefined && { keyspace }),
    ...(user !== undefined && { authProvider: new auth.PlainTextAuthProvider(user, password ?? '') }),
    encoding: { useBigIntAsLong: true },
    socketOptions: { readTimeout: longestRequest, connectTimeout: 5000, keepAlive: true, keepAliveDelay: 30_000 },
    // The driver's own heartbeat goes on after a connection was cut, for as long as the process lives; the system's keeps idle connections.
    pooling: { heartBeatInterval: 0 },
    monitorReporting: { enabled: false },
    policies: {
      loadBalancing: new policies.loadBalancing.TokenAwarePolicy(new policies.loadBalancing.DCAwareRoundRobinPolicy(dataCenter)),
      retry: new policies.retry.IdempotenceAwareRetryPolicy(new policies.retry.RetryPolicy()),
      speculativeExecution: new policies.speculativeExecution.NoSpeculativeExecutionPolicy(),
      reconnection: new policies.reconnection.ExponentialReconnectionPolicy(100, 10_000, false),
    },
    queryOptions: { prepare: true, consistency: consistencies.localQuorum, serialConsistency: consistencies.localSerial },
  })
}

/** Wraps a connected client. */
export function connectionOver(client: Client): Connection {
  const underWay = new Set<Promise<unknown>>()
  const turn = createTurns(mostAtOnce)
  let closing: Promise<void> | undefined

  async function execute(statement: Statement, options: object): Promise<Result> {
    if (closing) throw storeErrors.closed()
    const running = turn(() => client.execute(statement.cql, [...statement.values], options))
    underWay.add(running)
    try {
      return await running
    } catch (thrown) {
      throw failure(thrown)
    } finally {
      underWay.delete(running)
    }
  }

  return {
    client,
    run: (statement, way) =>
      execute(statement, {
        isIdempotent: way !== 'conditional',
        ...(way === 'serial read' && { consistency: consistencies.localSerial }),
      }),
    async page(statement, { rows, state }) {
      const result = await execute(statement, { isIdempotent: true, fetchSize: rows, ...(state !== undefined && { pageState: state }) })
      return { result, next: result.pageState ?? undefined }
    },
    close() {
      closing ??= Promise.allSettled(underWay).then(() => client.shutdown())
      return closing
    },
  }
}

/** Codes of the server's answers after which a write may or may not have been done. */
const uncertain: readonly number[] = [
  types.responseErrorCodes.writeTimeout,
  types.responseErrorCodes.readTimeout,
  types.responseErrorCodes.writeFailure,
  types.responseErrorCodes.serverError,
  // CAS_WRITE_UNKNOWN: the driver has no name for it.
  0x1700,
]

/** A failure of the driver as one of the store; `store_timeout` when the outcome is not known. */
export function failure(thrown: unknown): StoreError {
  if (thrown instanceof StoreError) return thrown
  const detail = thrown instanceof Error ? thrown.message : String(thrown)
  if (thrown instanceof faults.OperationTimedOutError) return storeErrors.timeout(detail)
  if (thrown instanceof faults.NoHostAvailableError) {
    const inner = Object.values(thrown.innerErrors as Record<string, unknown>)
    return inner.some(wasSent) ? storeErrors.timeout(detail) : storeErrors.unreachable(detail)
  }
  if (thrown instanceof faults.ResponseError) {
    if (thrown.code === types.responseErrorCodes.unavailableException || thrown.code === types.responseErrorCodes.overloaded)
      return storeErrors.unreachable(detail)
    if (uncertain.includes(thrown.code)) return storeErrors.timeout(detail)
    return storeErrors.failed({ code: 'store_failed', detail })
  }
  return wasSent(thrown) ? storeErrors.timeout(detail) : storeErrors.failed({ code: 'store_failed', detail })
}

/** Whether a request may have reached a node although no answer came: its socket ended, or time did. */
function wasSent(thrown: unknown): boolean {
  if (thrown instanceof faults.OperationTimedOutError) return true
  const { isSocketError, requestNotWritten } = thrown as { isSocketError?: boolean; requestNotWritten?: boolean }
  return isSocketError === true && requestNotWritten !== true
}
