import type { OutputKind } from '../../api.ts'
import { file } from './file.ts'
import { html } from './html.ts'
import { md } from './markdown.ts'
import { d3 } from './later.ts'
import { limited } from './limited.ts'
import { code, interact, link, rawInput, unreadable } from './others.ts'
import { javascript } from './program.ts'
import { tex } from './tex.ts'
import { stderr, stdout } from './text.ts'
import { error, traceback } from './traceback.ts'

/** The kinds that worksheets show without any other plugin, where no plugin has one of its own. */
export const builtin: ReadonlyMap<string, OutputKind> = new Map(
  [stdout, stderr, html, md, tex, file, traceback, error, code, limited, rawInput, interact, javascript, d3, link, unreadable].map(kind => [
    kind.kind,
    kind,
  ]),
)
