import t from 'tap'
import { readConfig } from '../config.ts'

const good = {
  project: 'p',
  epoch: 0,
  root: '/home/user',
  socketPath: '/run/stoa/link',
  plugins: [],
  sandbox: { kind: 'none', sentence: 'None.', processList: false },
  policy: { privateAddresses: false },
}

void t.test('[R-4] a configuration that does not fit is refused with the field’s name', async t => {
  t.same(readConfig(JSON.stringify(good)), good)
  t.throws(() => readConfig('{'), { code: 'config_invalid', message: /not JSON/ })
  t.throws(() => readConfig(JSON.stringify({ ...good, epoch: -1 })), { code: 'config_invalid', message: /epoch/ })
  t.throws(() => readConfig(JSON.stringify({ ...good, plugins: [{ manifest: { id: 'A' }, folder: '/x' }] })), {
    code: 'config_invalid',
    message: /plugins\/0\/manifest/,
  })
})
