import t from 'tap'
import { createPageAddress } from '../app/project/address.ts'

t.test(
  '[U-1] what a page shows is in its address: written in place, read when another is followed, and left alone while out of sight',
  async t => {
    const bar: unknown[] = []
    const address = createPageAddress({ query: { file: 'a.py' }, replace: query => bar.push(query) })
    let heard = 0
    const stop = address.onChange(() => heard++)
    t.strictSame(address.query, { file: 'a.py' })

    address.write({ file: 'a.py', version: '812' })
    address.shows({ file: 'a.py', version: '812' })
    t.strictSame(bar, [{ file: 'a.py', version: '812' }])
    t.equal(heard, 0, 'what was written here is no news')

    address.shows({ file: 'b.py' })
    t.equal(heard, 1)
    t.strictSame(address.query, { file: 'b.py' })

    address.hides()
    address.write({ file: 'b.py', version: '3' })
    t.equal(bar.length, 1, 'a page out of sight leads nobody away')
    address.shows({ file: 'b.py' })
    t.equal(heard, 2, 'whoever comes back by an address means it')
    void stop()
    address.shows({})
    t.equal(heard, 2)
  },
)
