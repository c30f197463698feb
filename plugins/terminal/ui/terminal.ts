import { Unicode11Addon } from '@xterm/addon-unicode11'
import { WebLinksAddon } from '@xterm/addon-web-links'
import { Terminal } from '@xterm/xterm'
import { atLeast, stops, type ChannelState, type Role, type Stop } from '@stoa/sdk/contract'
import { cspNonce, type FileEditor, type Settings, type Toasts } from '@stoa/sdk/ui'
import type { About, Size, terminal as contract } from '../contract.ts'
import { eraseToEnd } from '../erase.ts'
import { copied, pasted } from './clipboard.ts'
import { commandsOf, letters } from './commands.ts'
import { createFind } from './find.ts'
import { createKeys } from './keys.ts'
import { faceOf, themeOf, watchLook, withNonce } from './look.ts'
import { noticesOf, paint } from './notice.ts'
import { leaveQuestions } from './queries.ts'
import { startRendering } from './rendering.ts'
import { createRoom } from './room.ts'
import { showStream, type Stream } from './stream.ts'
import { addStyles } from './style.ts'
import { toolbar, type Split } from './toolbar.ts'
import { createTyping } from './typing.ts'

/** What a terminal in the page is given. */
export type TerminalGiven = {
  place: Parameters<FileEditor['mount']>[0]
  settings: Settings
  toasts: Toasts
  /** Whether another terminal stands beside it, and how that is changed; none where there can be none. */
  split?: Split
}

/** Lines above the screen: as many as the project keeps, so that both wrap alike. */
const lines = 5000

/** Opens a terminal where the shell of the page says. */
export function mountTerminal({ place, settings, toasts, split }: TerminalGiven): Stop {
  addStyles()
  const mounted = stops()
  const { path, project } = place
  const writer = crypto.randomUUID()
  const root = element('te')
  const notices = element('te-notices')
  const frame = element('te-room')
  const holder = element('te-screen')
  frame.append(holder)
  let about: About | null = null
  let viewer = ''
  const failed = (failure: unknown): void => toasts.show((failure as Error).message)
  const chosen = (): number => settings.get<number>('terminal.size', letters.usual)
  /** As the project knows it, which is told of a change before the page is. */
  const role = (): Role => about?.viewers.find(one => one.viewer === viewer)?.role ?? project.role
  const mayType = (): boolean => atLeast(role(), 'editor')
  const colour = (name: string): string => getComputedStyle(place.element).getPropertyValue(name).trim()

  const terminal = new Terminal({
    allowProposedApi: true,
    scrollback: lines,
    // It would tell the console of every sequence that is none.
    logLevel: 'off',
    fontFamily: faceOf(place.element),
    fontSize: chosen(),
    lineHeight: 1.2,
    theme: themeOf(place.element),
    minimumContrastRatio: 4.5,
    cursorInactiveStyle: 'outline',
    macOptionIsMeta: true,
    // Links that a program makes; xterm takes none but those of the web.
    linkHandler: { activate: (_event, address) => follow(address) },
    screenReaderMode: settings.get('terminal.reader', false),
  })
  terminal.loadAddon(new Unicode11Addon())
  terminal.unicode.activeVersion = '11'
  eraseToEnd(terminal)
  terminal.loadAddon(new WebLinksAddon((_event, address) => follow(address)))
  const find = createFind({ terminal, colour })
  const keys = createKeys(data => type(terminal.modes.applicationCursorKeysMode ? data.replace('\x1b[', '\x1bO') : data))
  root.append(notices, find.element, frame, keys.element)
  place.element.replaceChildren(root)
  mounted.add(() => root.remove())
  mounted.add(() => terminal.dispose())
  mounted.add(leaveQuestions(terminal))
  mounted.add(find.stop)
  withNonce(cspNonce(), () => terminal.open(holder))
  // Its cells are drawn on a canvas; here whoever drives a page reads them, as a text editor's element has its view.
  Object.assign(holder, { terminal })
  mounted.add(startRendering(terminal))

  let state: ChannelState = 'opening'
  let refusal: string | null = null
  let told = ''
  let stream: Stream | null = null
  /** Typed before it was known into what. */
  let early: { data: string; binary: boolean }[] = []
  const room = createRoom({ frame, terminal, letters: chosen, least: letters.unread })
  room.fit()

  const remote = place.connect<typeof contract>('terminal@1', {
    project: project.id,
    params: () => ({ path, writer, size: room.size, ...(stream?.since && { since: stream.since }) }),
  })
  mounted.add(() => remote.close())
  const typing = createTyping({ send: piece => remote.call('type', piece), refused: failed })
  stream = showStream({
    remote,
    terminal,
    changed: () => fit(),
    about(next) {
      about = next
      update()
    },
  })
  mounted.add(stream.stop)
  function type(data: string, binary = false): void {
    if (!mayType() || state === 'closed') return
    if (about) typing.type(data, { shell: about.shell, binary })
    else early.push({ data, binary })
    update()
  }

  const acts = {
    find: find.open,
    save: () =>
      void remote
        .call('save', {})
        .then(
          saved => toasts.show(`What was printed is in “${saved.path}”.`, { title: 'Open', run: () => project.openFile(saved.path) }),
          failed,
        ),
    record() {
      const on = about?.recording === null
      void remote.call('record', { on }).then(({ path: file }) => {
        if (!on && file !== null) toasts.show(`The recording is in “${file}”.`, { title: 'Play', run: () => project.openFile(file) })
      }, failed)
    },
    takeSize: (take: boolean) => void remote.call('takeSize', { take }).catch(failed),
    whole: () => void (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen()).catch(failed),
    copy() {
      const text = copied(terminal.getSelection())
      if (text !== '') void navigator.clipboard.writeText(text).catch(failed)
    },
  }
  const bar = toolbar({ element: place.toolbar, acts, ...(split && { split }) })
  split?.onChange(() => update())
  mounted.add(bar.stop)

  function update(): void {
    const may = mayType()
    terminal.options.disableStdin = !may
    paint(notices, noticesOf({ state, refusal, about, may, waiting: typing.waiting }))
    keys.element.hidden = !may
    if (!about) return
    const size: Size = { columns: terminal.cols, rows: terminal.rows }
    bar.update({ about, role: role(), viewer, size, fits: room.size.columns === size.columns && room.size.rows === size.rows })
    const people = new Set(about.viewers.map(({ user }) => user)).size
    place.status({ left: about.running ? '' : 'No shell', right: people > 1 ? `${people} people` : '' })
    place.people(
      about.viewers.filter(one => one.viewer !== viewer).map(({ viewer: session, name, colour: ink }) => ({ session, name, colour: ink })),
    )
  }
  function fit(): void {
    room.fit()
    look()
    update()
  }
  const active = (): boolean => document.visibilityState === 'visible' && root.closest('[inert]') === null
  function look(): void {
    const next = { size: room.size, active: active() }
    if (state !== 'open' || JSON.stringify(next) === told) return
    told = JSON.stringify(next)
    void remote.call('look', next).catch(() => (told = ''))
  }
  function dress(): void {
    terminal.options.theme = themeOf(place.element)
    terminal.options.screenReaderMode = settings.get('terminal.reader', false)
    fit()
  }

  root.addEventListener(
    'copy',
    event => {
      if (find.element.contains(event.target as Node) || !terminal.hasSelection()) return
      event.clipboardData?.setData('text/plain', copied(terminal.getSelection()))
      event.preventDefault()
      event.stopPropagation()
    },
    true,
  )
  frame.addEventListener(
    'paste',
    event => {
      const text = event.clipboardData?.getData('text/plain') ?? ''
      if (text !== '') type(pasted(text, terminal.modes.bracketedPasteMode))
      event.preventDefault()
      event.stopPropagation()
    },
    true,
  )
  terminal.attachCustomKeyEventHandler(event => {
    // The page's own keys: F6 leaves the terminal, which keeps Tab, and what has Ctrl and Shift is never the shell's.
    if (event.key === 'F6') {
      if (event.type === 'keydown') bar.focus()
      return false
    }
    if (!event.ctrlKey || !event.shiftKey || event.altKey) return true
    if (event.type === 'keydown' && event.key.toLowerCase() === 'c') {
      acts.copy()
      event.preventDefault()
    }
    return false
  })
  const heard = [terminal.onData(data => type(keys.apply(data))), terminal.onBinary(data => type(data, true))]
  mounted.add(() => heard.forEach(one => one.dispose()))

  const taken = (): boolean => about?.size?.viewer === viewer && about.size.taken
  mounted.add(place.commands(commandsOf({ settings, mayType, taken, acts, ...(split && { split }) })))
  mounted.add(watchLook(dress))
  mounted.add(settings.onChange(key => void (key.startsWith('terminal.') && dress())))
  mounted.add(project.onChange(update))
  const resized = new ResizeObserver(fit)
  resized.observe(frame)
  mounted.add(() => resized.disconnect())
  const turned = (): void => {
    look()
    if (active() && find.element.hidden) terminal.focus()
  }
  // The view is made inert while another one is shown in its place.
  const shown = new MutationObserver(turned)
  const view = place.element.parentElement?.closest('.sh-view')
  if (view) shown.observe(view, { attributes: true, attributeFilter: ['inert'] })
  mounted.add(() => shown.disconnect())
  document.addEventListener('visibilitychange', look)
  mounted.add(() => document.removeEventListener('visibilitychange', look))

  mounted.add(
    remote.onState((next, answer, error) => {
      state = next
      if (next === 'open' && answer) {
        viewer = answer.viewer
        told = ''
        typing.opened({ typed: answer.typed, forget: stream.opened(answer) })
        const first = early
        early = []
        for (const { data, binary } of first) type(data, binary)
        look()
      } else {
        typing.lost()
        if (next === 'closed') refusal = error?.message ?? null
      }
      update()
    }),
  )
  mounted.add(remote.on('bell', () => place.mark('bell')))
  mounted.add(remote.on('output', () => place.mark('activity')))
  mounted.add(remote.on('open', ({ path: file, line }) => project.openFile(file, line === undefined ? undefined : { line })))
  update()
  if (active()) terminal.focus()
  return mounted.stop
}

function element(name: string): HTMLElement {
  const made = document.createElement('div')
  made.className = name
  return made
}

/** Opens a link in a page that knows nothing of this one. */
function follow(address: string): void {
  window.open(address, '_blank', 'noopener,noreferrer')
}
