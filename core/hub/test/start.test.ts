import { readdir } from 'node:fs/promises'
import t from 'tap'
import { readConfig } from '../config.ts'
import { startStoa } from '../start.ts'

const silent = { info() {}, warn() {}, error() {} }

t.test('[R-5] without a sandbox Stoa is not opened to other machines', async t => {
  const data = t.testdir()
  for (const host of ['0.0.0.0', '::', '192.0.2.1', 'stoa.example.edu', '127.evil.example']) {
    const config = readConfig({ file: '', named: false, environment: { STOA_DATA: data, STOA_SANDBOX: 'none', STOA_HOST: host } })
    await t.rejects(startStoa({ config, pluginFolders: [], pageDirectory: data, log: silent }), { code: 'bad_config', field: 'host' }, host)
  }
  t.same(await readdir(data), [], 'and nothing was made')
})

t.test('[F-7] private addresses are closed unless the administrator says so, in so many letters', t => {
  const read = (value?: string) =>
    readConfig({ file: '', named: false, environment: value === undefined ? {} : { STOA_PRIVATE_ADDRESSES: value } }).privateAddresses
  t.equal(read(), false)
  t.equal(read('false'), false)
  t.equal(read('true'), true)
  t.throws(() => read('yes'), { code: 'bad_config', field: 'privateAddresses' })
  t.end()
})
