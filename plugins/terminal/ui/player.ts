import { Unicode11Addon } from '@xterm/addon-unicode11'
import { Terminal } from '@xterm/xterm'
import { stops, type Stop } from '@stoa/sdk/contract'
import { cspNonce, type FileEditor } from '@stoa/sdk/ui'
import { button } from './button.ts'
import { clockOf, readCast, sizeOf, type Cast } from './cast.ts'
import { letters } from './commands.ts'
import { faceOf, themeOf, watchLook, withNonce } from './look.ts'
import { leaveQuestions } from './queries.ts'
import { createPlaying } from './playing.ts'
import { startRendering } from './rendering.ts'
import { createRoom } from './room.ts'
import { addStyles } from './style.ts'

const speeds = [0.5, 1, 2, 4, 8] as const
/** Recordings are read whole; a larger one is for a program. */
const mostBytes = 64 << 20

/** Plays a recording of a terminal. */
export function mountPlayer(place: Parameters<FileEditor['mount']>[0]): Stop {
  addStyles()
  const mounted = stops()
  const root = document.createElement('div')
  root.className = 'te'
  const wait = document.createElement('div')
  wait.className = 'te-wait'
  root.append(wait)
  place.element.replaceChildren(root)
  mounted.add(() => root.remove())
  const reading = new AbortController()
  mounted.add(() => reading.abort())
  const failed = (sentence: string): void => {
    wait.setAttribute('role', 'alert')
    wait.textContent = sentence
  }
  void read(place, reading.signal).then(
    cast => {
      if (reading.signal.aborted) return
      wait.remove()
      mounted.add(show({ place, root, cast }))
    },
    (failure: Error) => reading.signal.aborted || failed(failure.message),
  )
  return mounted.stop
}

async function read({ project, path }: Parameters<FileEditor['mount']>[0], signal: AbortSignal): Promise<Cast> {
  const answer = await fetch(project.url(`files@1/download/${path.split('/').map(encodeURIComponent).join('/')}`), { signal })
  if (!answer.ok)
    throw new Error(((await answer.json().catch(() => null)) as { message?: string } | null)?.message ?? `“${path}” could not be read.`)
  if (Number(answer.headers.get('content-length')) > mostBytes)
    throw new Error(`“${path}” is larger than 64 MB. Play it with a program for asciicast files.`)
  const cast = readCast(await answer.text())
  if (!cast) throw new Error(`“${path}” is not a recording of a terminal (asciicast, version 2).`)
  return cast
}

function show({ place, root, cast }: { place: Parameters<FileEditor['mount']>[0]; root: HTMLElement; cast: Cast }): Stop {
  const mounted = stops()
  const frame = document.createElement('div')
  frame.className = 'te-room'
  const holder = document.createElement('div')
  holder.className = 'te-screen'
  frame.append(holder)
  root.append(frame)
  const terminal = new Terminal({
    allowProposedApi: true,
    cols: cast.columns,
    rows: cast.rows,
    logLevel: 'off',
    disableStdin: true,
    fontFamily: faceOf(place.element),
    fontSize: letters.usual,
    lineHeight: 1.2,
    theme: themeOf(place.element),
    minimumContrastRatio: 4.5,
  })
  terminal.loadAddon(new Unicode11Addon())
  terminal.unicode.activeVersion = '11'
  mounted.add(() => terminal.dispose())
  mounted.add(leaveQuestions(terminal))
  withNonce(cspNonce(), () => terminal.open(holder))
  mounted.add(startRendering(terminal))
  const room = createRoom({ frame, terminal, letters: () => letters.usual, least: letters.unread })
  const fit = (): void => room.fit()
  const resized = new ResizeObserver(fit)
  resized.observe(frame)
  mounted.add(() => resized.disconnect())
  mounted.add(
    watchLook(() => {
      terminal.options.theme = themeOf(place.element)
    }),
  )

  const bar = document.createElement('div')
  bar.className = 'te-bar'
  bar.setAttribute('role', 'toolbar')
  bar.setAttribute('aria-label', 'Recording')
  const playing = createPlaying(cast, {
    clear: () => terminal.write('\x1bc', () => terminal.resize(cast.columns, cast.rows)),
    show({ kind, data }) {
      const size = kind === 'size' ? sizeOf(data) : null
      if (kind === 'output') terminal.write(data)
      else if (size)
        terminal.write('', () => {
          terminal.resize(size.columns, size.rows)
          fit()
        })
    },
    now: () => performance.now(),
    after(ms, work) {
      const timer = setTimeout(work, ms)
      return () => clearTimeout(timer)
    },
    changed: () => update(),
  })
  mounted.add(playing.pause)
  const toggle = (): void => (playing.going ? playing.pause() : playing.play())
  const play = button({ icon: 'play', title: 'Play (Space)', run: toggle })
  const time = document.createElement('input')
  time.type = 'range'
  time.className = 'te-time'
  time.min = '0'
  time.max = String(cast.length)
  time.step = 'any'
  time.setAttribute('aria-label', 'Time')
  time.addEventListener('input', () => playing.seek(Number(time.value)))
  const said = document.createElement('span')
  said.className = 'te-size'
  const speed = button({
    title: 'Speed',
    run: () => playing.setSpeed(speeds[(speeds.indexOf(playing.speed as (typeof speeds)[number]) + 1) % speeds.length]!),
  })
  bar.append(play, time, said, speed)
  place.toolbar.replaceChildren(bar)
  mounted.add(() => bar.remove())
  function update(): void {
    play.draw(playing.going ? 'pause' : 'play', playing.going ? 'Stop (Space)' : 'Play (Space)')
    time.value = String(playing.at)
    time.setAttribute('aria-valuetext', `${clockOf(playing.at)} of ${clockOf(cast.length)}`)
    said.textContent = `${clockOf(playing.at)} of ${clockOf(cast.length)}`
    speed.textContent = `${playing.speed} ×`
    speed.title = `Speed: ${playing.speed} times`
  }
  terminal.attachCustomKeyEventHandler(event => {
    if (event.type === 'keydown' && event.key === ' ') {
      toggle()
      event.preventDefault()
    }
    return false
  })
  place.status({ left: cast.title })
  mounted.add(place.commands([{ id: 'terminal.play', title: 'Play or stop the recording', run: toggle }]))
  fit()
  playing.seek(0)
  if (place.element.closest('[inert]') === null) terminal.focus()
  return mounted.stop
}
