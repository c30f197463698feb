import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { Unicode11Addon } from '@xterm/addon-unicode11'
import headless from '@xterm/headless'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import type { terminal as contract } from '@stoa/plugin-terminal/contract'
import type { Person, TestProject } from '@stoa/sdk/test'
import { setStage } from '../kit/stage.ts'
import { until } from '../kit/until.ts'

/** Every cell of what is on the screen now, one a line where it is not a blank, and where the cursor is. Runs in the page too. */
function cellsOf({ buffer: { active }, rows, cols }: Pick<headless.Terminal, 'buffer' | 'rows' | 'cols'>): string {
  const said = [`${active.type} ${cols}x${rows} at ${active.cursorX},${active.cursorY}`]
  for (let row = 0; row < rows; row++) {
    const line = active.getLine(active.baseY + row)
    for (let column = 0; line && column < cols; column++) {
      const cell = line.getCell(column)!
      const colours = `${cell.getFgColorMode()}:${cell.getFgColor()} ${cell.getBgColorMode()}:${cell.getBgColor()}`
      const style = [cell.isBold(), cell.isDim(), cell.isItalic(), cell.isUnderline(), cell.isInverse(), cell.isStrikethrough()]
      const how = `${colours} ${style.map(one => (one ? 1 : 0)).join('')}`
      const plain = how === '0:-1 0:-1 000000'
      if (cell.getChars().trim() !== '' || !plain)
        said.push(`${row},${column} ${cell.getChars() || ' '} ${cell.getWidth()}${plain ? '' : ` ${how}`}`)
    }
  }
  return said.join('\n')
}

type Holder = HTMLElement & { terminal: headless.Terminal }
const inPage = (page: Page): Promise<string> =>
  page.evaluate(`(${cellsOf.toString()})(document.querySelector('.te-screen').terminal)`) as Promise<string>
const textIn = (page: Page): Promise<string[]> =>
  page.locator('.te-screen').evaluate(holder => {
    const { buffer, rows } = (holder as Holder).terminal
    const all = Array.from({ length: rows }, (_, row) => buffer.active.getLine(buffer.active.baseY + row)?.translateToString(true) ?? '')
    while (all.at(-1) === '') all.pop()
    return all
  })

/** What the project has: the screen that somebody is sent who comes now. */
async function onServer({ person, project, path }: { person: Person; project: TestProject; path: string }): Promise<string> {
  const remote = person.connect<typeof contract>('terminal@1', {
    project: project.id,
    params: { path, writer: randomUUID(), size: { columns: 500, rows: 300 } },
  })
  try {
    return await new Promise<string>(resolve => {
      let terminal!: headless.Terminal
      let left = 0
      const pieces: Uint8Array[] = []
      remote.on('state', ({ columns, rows, bytes }) => {
        terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 5000 })
        terminal.loadAddon(new Unicode11Addon() as never)
        terminal.unicode.activeVersion = '11'
        left = bytes
      })
      remote.on('screen', piece => {
        pieces.push(piece.slice())
        left -= piece.length
        if (left === 0) terminal.write(Buffer.concat(pieces), () => resolve(cellsOf(terminal)))
      })
    })
  } finally {
    remote.close()
  }
}

/** What is printed, and the lines that it makes: of what a terminal for programs of today must do. */
const prints: Record<string, { print: string; lines: readonly string[]; cells?: readonly string[] }> = {
  cursor: {
    print: 'abc\x1b[2;5Hat\x1b[1A^\x1b[3;1Hthree\x1b[2D__\x1b7\x1b[5;9Hx\x1b8!\x1b[4Gq\x1b[4;3H\x1bMup\x1b[6;1Hcol\x1b[1`C',
    lines: ['abc   ^', '    at', 'thup_!', '', '        x', 'Col'],
  },
  edited: {
    print:
      'one\r\ntwo\r\nthree\r\nfour\x1b[2;1H\x1b[Lnew\x1b[4;1H\x1b[M\x1b[1;2H\x1b[2@--\x1b[4;3H\x1b[P\x1b[5;1Hgone\x1b[2K\x1b[1;6H\x1b[1X',
    lines: ['o--ne', 'new', 'two', 'for'],
  },
  margins: { print: 'top\x1b[2;4r\x1b[2;1Ha\r\nb\r\nc\r\nd\r\ne\x1b[r\x1b[6;1Hbelow', lines: ['top', 'c', 'd', 'e', '', 'below'] },
  wraps: { print: `${'x'.repeat(79)}漢y\x1b[4;1H${'z'.repeat(80)}\x1b[1D!\x1b[6;1H\x1b[?7l${'n'.repeat(90)}m\x1b[?7h`, lines: [] },
  wide: {
    print: '漢字 e\u0301 a\u0308\u0323 🙂 👍 ─│\x1b(0qx\x1b(B\r\n漢\x1b[1D-\r\n\u05d0\u05d1 fin',
    lines: ['漢字 e\u0301 a\u0308\u0323 🙂 👍 ─│─│', ' -', '\u05d0\u05d1 fin'],
    cells: ['0,0 漢 2', '0,5 e\u0301 1', '0,9 🙂 2', '0,12 👍 2'],
  },
  colours: {
    print:
      '\x1b[38;2;200;100;0mt\x1b[48;2;1;2;3mb\x1b[0m\x1b[38;5;208mp\x1b[0m\x1b[1;3;4;7;9mall\x1b[0m\x1b[2;91mdim\x1b[0m\r\n\x1b[44m\x1b[K',
    lines: ['tbpalldim'],
    cells: [`0,0 t 1 50331648:${0xc86400} 0:-1 000000`, `0,1 b 1 50331648:${0xc86400} 50331648:${0x010203} 000000`],
  },
  alternate: { print: 'before\x1b[?1049h\x1b[3;3Hanother\x1b[?25l', lines: ['', '', '  another'] },
  back: { print: '\x1b[?1049h\x1b[2Jgone\x1b[?1049l\x1b[?25hbehind', lines: ['behind'] },
}

t.test('[T-1] what programs print is the same on the page and in the project, cell by cell, and is what was meant', async t => {
  const stage = await setStage(t)
  const ada = await stage.visitor('Ada')
  const emmy = await stage.hub.person('Emmy')
  const project = await ada.person.creates('Zeta zeros')
  await project.admits(emmy, 'viewer')
  await mkdir(project.root, { recursive: true })
  await writeFile(join(project.root, 'build.term'), '')
  await ada.visits(`/projects/${project.id}/file/build.term`)
  const { page } = ada
  await page.locator('.xterm').waitFor()
  const same = (t: Test): Promise<void> =>
    until(
      t,
      async () => {
        const [here, there] = [await inPage(page), await onServer({ person: emmy, project, path: 'build.term' })]
        return here === there ? 'the same' : `${here}\n-- and in the project\n${there}`
      },
      'the same',
    )

  // Each waits for a key before the screen is cleared for the next: nothing of the shell is on it.
  for (const [name, { print }] of Object.entries(prints))
    await writeFile(join(project.root, name), `\x1b[?1049l\x1b[H\x1b[2J\x1b[3J${print}`)
  await page.keyboard.type(`stty -echo; for name in ${Object.keys(prints).join(' ')}; do cat $name; read -rsn1; done; stty sane; clear\n`)
  for (const [name, { lines, cells = [] }] of Object.entries(prints))
    await t.test(name, async t => {
      if (name === 'wraps') {
        const columns = Number((await page.locator('.te-size').textContent())!.split(' ')[0])
        t.ok(columns > 90)
        await until(t, async () => (await textIn(page))[5]?.slice(-1), 'm')
      } else await until(t, () => textIn(page), [...lines])
      const found = (await inPage(page)).split('\n')
      for (const cell of cells) t.ok(found.includes(cell), cell)
      await same(t)
      await page.keyboard.press('Space')
    })

  // The size changes while much is printed in every colour.
  await writeFile(
    join(project.root, 'run.sh'),
    'for i in $(seq 4000); do printf "\\e[38;2;%d;9;9m%d 漢字 e\u0301 🙂 and so on, to the end of a line that is long\\e[0m\\n" $((i % 256)) $i; done; echo finis\n',
  )
  await page.keyboard.type("PS1='> '; clear; bash run.sh\n")
  for (const width of [900, 1200, 700, 1280]) await page.setViewportSize({ width, height: 600 + (width % 7) * 20 })
  await until(t, async () => (await textIn(page)).slice(-2).map(line => line.trim()), ['finis', '>'])
  await same(t)
})
