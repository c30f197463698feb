import type { Look } from './address.ts'
import { Icon, type IconName } from './icon.tsx'
import type { HistoryWorld } from './mount.tsx'

const ways: readonly { look: Look; title: string; icon: IconName }[] = [
  { look: 'text', title: 'One version', icon: 'text' },
  { look: 'inline', title: 'Compare in one text', icon: 'inline' },
  { look: 'beside', title: 'Compare side by side', icon: 'beside' },
]

/** The row above the page: which file, how its versions are looked at, and what can be done with all of them. */
export function Bar({ world: { place, desk }, listed, list }: { world: HistoryWorld; listed: boolean; list(): void }) {
  const path = desk.wanted.file!
  const slash = path.lastIndexOf('/') + 1
  const { playing, blamed, reader } = desk
  const there = reader !== null && reader.head > 0
  return (
    <div className="hi-bar" role="toolbar" aria-label="History">
      <span className="hi-crumb hi-cut">
        {slash > 0 && <span className="hi-folder">{path.slice(0, slash)}</span>}
        <button type="button" title="Open the file" onClick={() => place.project.openFile(path)}>
          {path.slice(slash)}
        </button>
      </span>
      <span className="hi-seg" role="group" aria-label="What is shown">
        {ways.map(({ look, title, icon }) => (
          <button
            key={look}
            type="button"
            className="hi-button hi-bare hi-square"
            aria-pressed={desk.wanted.look === look}
            title={title}
            aria-label={title}
            disabled={!there}
            onClick={() => desk.setLook(look)}
          >
            <Icon name={icon} />
          </button>
        ))}
      </span>
      <span className="hi-grow" />
      <button
        type="button"
        className="hi-button hi-bare"
        title={playing ? 'Stop playing (P)' : 'Play from this version on (P)'}
        disabled={!there || reader.head < 2}
        onClick={desk.togglePlaying}
      >
        <Icon name={playing ? 'stop' : 'play'} />
        <span className="hi-label">{playing ? 'Stop' : 'Play'}</span>
      </button>
      <button
        type="button"
        className="hi-button hi-bare"
        title="Who wrote each line, and when"
        aria-pressed={blamed.state !== 'off'}
        disabled={!there}
        onClick={desk.toggleBlame}
      >
        <Icon name="who" />
        <span className="hi-label">Who wrote this</span>
      </button>
      <button
        type="button"
        className="hi-button hi-bare hi-square hi-phone"
        aria-pressed={listed}
        title="Versions"
        aria-label="Versions"
        onClick={list}
      >
        <Icon name="list" />
      </button>
    </div>
  )
}
