// Runs one Cassandra on loopback addresses, with a data folder of its own, until its standard input closes.
// Prints `{"port":…,"pid":…}` once it answers. With an argument the data lies in that folder and stays there.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fetchJars, jarFolder } from './jars.mjs'

const exports = [
  'java.base/jdk.internal.misc',
  'java.management.rmi/com.sun.jmx.remote.internal.rmi',
  'java.rmi/sun.rmi.registry',
  'java.rmi/sun.rmi.server',
  'java.rmi/sun.rmi.transport.tcp',
  'java.sql/java.sql',
  'jdk.unsupported/sun.misc',
]
const opens = [
  'java.base/java.io',
  'java.base/java.lang',
  'java.base/java.lang.module',
  'java.base/java.lang.reflect',
  'java.base/java.nio',
  'java.base/java.util',
  'java.base/java.util.concurrent',
  'java.base/java.util.concurrent.atomic',
  'java.base/jdk.internal.loader',
  'java.base/jdk.internal.math',
  'java.base/jdk.internal.module',
  'java.base/jdk.internal.ref',
  'java.base/jdk.internal.reflect',
  'java.base/jdk.internal.util.jar',
  'java.base/sun.nio.ch',
  'jdk.management/com.sun.management.internal',
]

/** Ports that nothing listens on now. */
async function freePorts(count) {
  const probes = await Promise.all(
    Array.from({ length: count }, async () => {
      const probe = createServer().listen(0, '127.0.0.1')
      await once(probe, 'listening')
      return probe
    }),
  )
  const ports = probes.map(probe => probe.address().port)
  for (const probe of probes) probe.close()
  return ports
}

fetchJars()
const kept = process.argv[2]
const folder = kept ?? mkdtempSync(join(tmpdir(), 'stoa-cassandra-'))
mkdirSync(join(folder, 'conf'), { recursive: true })
const [port, storage] = await freePorts(2)
writeFileSync(
  join(folder, 'conf', 'cassandra.yaml'),
  `cluster_name: stoa tests
partitioner: org.apache.cassandra.dht.Murmur3Partitioner
num_tokens: 1
commitlog_sync: periodic
commitlog_sync_period: 10000ms
commitlog_segment_size: 16MiB
data_file_directories: ['${folder}/data']
commitlog_directory: '${folder}/commitlog'
saved_caches_directory: '${folder}/saved'
hints_directory: '${folder}/hints'
cdc_raw_directory: '${folder}/cdc'
endpoint_snitch: SimpleSnitch
seed_provider:
  - class_name: org.apache.cassandra.locator.SimpleSeedProvider
    parameters:
      - seeds: '127.0.0.1:${storage}'
listen_address: 127.0.0.1
rpc_address: 127.0.0.1
storage_port: ${storage}
native_transport_port: ${port}
start_native_transport: true
auto_snapshot: false
incremental_backups: false
concurrent_reads: 8
concurrent_writes: 8
concurrent_compactors: 1
memtable_heap_space: 64MiB
memtable_offheap_space: 64MiB
auto_bootstrap: false
`,
)
writeFileSync(
  join(folder, 'conf', 'logback.xml'),
  `<configuration><appender name="A" class="ch.qos.logback.core.ConsoleAppender"><encoder><pattern>%-5level %logger{20} %msg%n</pattern></encoder></appender>
<root level="WARN"><appender-ref ref="A"/></root></configuration>`,
)
const jamm = readdirSync(jarFolder).find(name => /^jamm-.*\.jar$/.test(name))
const child = spawn(
  'java',
  [
    '-ea:org.apache.cassandra.none',
    `-javaagent:${join(jarFolder, jamm)}`,
    ...exports.flatMap(name => ['--add-exports', `${name}=ALL-UNNAMED`]),
    ...opens.flatMap(name => ['--add-opens', `${name}=ALL-UNNAMED`]),
    '-Djdk.attach.allowAttachSelf=true',
    '-Xms512m',
    '-Xmx512m',
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    '-XX:+PerfDisableSharedMem',
    '-Dcassandra.skip_wait_for_gossip_to_settle=0',
    '-Dcassandra.ring_delay_ms=1',
    '-Dcassandra.skip_sync=true',
    `-Dcassandra.storagedir=${folder}`,
    `-Dcassandra.config=file://${join(folder, 'conf', 'cassandra.yaml')}`,
    `-Dlogback.configurationFile=${join(folder, 'conf', 'logback.xml')}`,
    '-Djava.io.tmpdir=' + folder,
    '-Dcassandra-foreground=yes',
    '-cp',
    `${join(folder, 'conf')}:${jarFolder}/*`,
    'org.apache.cassandra.service.CassandraDaemon',
  ],
  { stdio: ['ignore', 'pipe', 'pipe'], cwd: folder },
)
let said = ''
for (const stream of [child.stdout, child.stderr]) stream.on('data', piece => (said = (said + piece).slice(-20_000)))
const end = () => child.kill('SIGKILL')
process.stdin.on('end', end).on('error', end).resume()
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.once(signal, end)
child.once('close', () => {
  if (kept === undefined) rmSync(folder, { recursive: true, force: true })
  if (!answers) console.error(`Cassandra ended before it answered:\n${said}`)
  process.exit(answers ? 0 : 1)
})

let answers = false
while (!answers && child.exitCode === null && child.signalCode === null) {
  answers = await new Promise(resolve => {
    const probe = connect(port, '127.0.0.1', () => resolve(true))
    probe.on('error', () => setTimeout(resolve, 200, false))
    probe.on('connect', () => probe.destroy())
  })
}
if (answers) console.log(JSON.stringify({ port, pid: child.pid }))
