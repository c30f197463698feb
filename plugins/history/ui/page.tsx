import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { createPortal } from 'react-dom'
import { Bar } from './bar.tsx'
import { commandsOf } from './commands.ts'
import { Forgetting } from './forget.tsx'
import { Heading } from './heading.tsx'
import { inkFor } from './inks.ts'
import type { HistoryWorld } from './mount.tsx'
import { Notes } from './notes.tsx'
import { lineWriter, momentName, versions, writerName } from './said.ts'
import { createStage, type Picture, type Stage } from './stage.ts'
import type { Burst } from './timeline.ts'
import { Track } from './track.tsx'
import { Versions } from './versions.tsx'
import { Whose } from './whose.tsx'
import type { LineWriter } from './gutter.ts'

/** How often what is said of times is said anew, in milliseconds. */
const minute = 60_000

/** The history of one file: all its versions on a track and in a list, and the one or two that are looked at. */
export function HistoryPage({ world }: { world: HistoryWorld }) {
  const { place, desk } = world
  useSyncExternalStore(world.subscribe, world.revision)
  const [now, setNow] = useState(() => Date.now())
  const [listed, setListed] = useState(false)
  const [whose, setWhose] = useState<string | null>(null)
  /** In how many places the two versions differ. */
  const [changes, setChanges] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), minute)
    return () => clearInterval(timer)
  }, [])
  const { file } = desk.wanted
  const { reader, shown, beside, at, other, blamed } = desk
  const viewer = place.viewer.id
  const timeline = reader?.timeline ?? none
  const moment = Math.max(now, timeline[0]?.time ?? 0)
  const inks = reader?.inks ?? noInks
  const say = (version: number): string => {
    const burst = desk.burstOf(version)
    return burst ? `${writerName(burst, viewer)}, ${momentName(burst.time, moment)}` : ''
  }

  const lines = useMemo((): LineWriter[] | null => {
    if (blamed.state !== 'known' || shown?.version !== blamed.version) return null
    return blamed.runs.flatMap(({ lines: count, ...run }) => Array<LineWriter>(count).fill(lineWriter(run, { viewer, now: moment })))
  }, [blamed, shown, viewer, moment])

  const element = useRef<HTMLDivElement>(null)
  const stage = useRef<Stage | null>(null)
  const picture = useRef<Picture | null>(null)
  useEffect(() => {
    if (file === null) return undefined
    let left = false
    void createStage({
      parent: element.current!,
      path: file,
      url: path => place.project.url(path),
      goTo: version => desk.go(version),
    }).then(
      made => {
        if (left) return void made.stop()
        stage.current = made
        if (picture.current) setChanges(made.show(picture.current))
      },
      (failure: Error) => desk.say(failure.message),
    )
    return () => {
      left = true
      void stage.current?.stop()
      stage.current = picture.current = null
      setWhose(null)
    }
  }, [file, desk, place])
  // The keyboard goes into the text that is read, once it is there.
  const reads = useRef(false)
  const read = useCallback(() => {
    if (desk.wanted.look === 'text') return stage.current?.focus()
    reads.current = true
    desk.setLook('text')
  }, [desk])
  const goToChange = useCallback((step: 1 | -1) => stage.current?.goToChange(step), [])
  const ink = desk.playing && shown ? playingInk(desk.burstOf(shown.version), inks) : null
  useEffect(() => {
    if (!shown) return
    const [older, newer] = beside && beside.version > shown.version ? [shown, beside] : [beside, shown]
    picture.current = { look: beside ? desk.wanted.look : 'text', text: newer.text, older: older?.text ?? null, lines, ink }
    setChanges(stage.current?.show(picture.current) ?? 0)
    if (reads.current && picture.current.look === 'text') stage.current?.focus()
    if (picture.current.look === 'text') reads.current = false
  }, [shown, beside, lines, ink, desk, desk.wanted.look])

  const status = statusOf(at, other, reader?.head ?? 0)
  useEffect(() => place.status({ left: status, right: '' }), [place, status])
  useEffect(() => {
    const stop = place.commands(commandsOf(world, { read, goToChange }))
    return () => void stop()
  }, [place, world, read, goToChange])

  const bar = <Bar world={world} listed={listed} list={() => setListed(now_ => !now_)} />
  if (file === null) {
    return (
      <div className="hi">
        <p className="hi-empty">
          Open a file and choose History there (Alt H): every version of it is kept.
          <button type="button" className="hi-button" onClick={() => place.project.openPage('files')}>
            Show the files
          </button>
        </p>
      </div>
    )
  }
  const known = reader !== null && reader.head > 0
  return (
    <>
      {createPortal(bar, place.toolbar)}
      <div className="hi" data-listed={listed}>
        <Notes world={world} />
        {known && (
          <Track
            timeline={timeline}
            overview={reader.overview}
            first={reader.first}
            head={reader.head}
            at={at}
            other={other}
            inks={inks}
            whose={whose}
            now={moment}
            say={say}
            go={desk.go}
            goOther={desk.goOther}
            enter={read}
          />
        )}
        <div className="hi-body">
          <div className="hi-main">
            {known && <Heading world={world} say={say} changes={changes} goToChange={goToChange} />}
            <div className="hi-stage" ref={element} />
          </div>
          {known && (
            <aside className="hi-side" aria-label="Versions of this file">
              <Whose timeline={timeline} viewer={viewer} whose={whose} choose={setWhose} />
              <Versions
                whose={whose}
                timeline={timeline}
                first={reader.first}
                head={reader.head}
                at={at}
                other={other}
                inks={inks}
                viewer={viewer}
                now={moment}
                go={version => {
                  setListed(false)
                  desk.go(version)
                }}
                goOther={desk.goOther}
                learnOlder={desk.learnOlder}
                learnNewer={desk.learnNewer}
              />
              <Forgetting world={world} now={moment} />
            </aside>
          )}
        </div>
      </div>
    </>
  )
}

const playingInk = (burst: Burst | undefined, inks: ReadonlyMap<string, number>): number => (burst ? inkFor(burst, inks) : 0)
const none = [] as const
const noInks: ReadonlyMap<string, number> = new Map()

function statusOf(at: number, other: number | null, head: number): string {
  if (head === 0) return ''
  if (other === null) return at === head ? `Version ${head}, the newest` : `Version ${at} of ${head}`
  const between = Math.abs(at - other)
  return between === 0 ? 'The same version twice' : `${versions(between)} between`
}
