import { useState } from 'react'
import { Dialog } from './dialog.tsx'

const who = [
  { title: 'The project', shift: 6 },
  { title: 'Its group', shift: 3 },
  { title: 'Everybody else', shift: 0 },
] as const
const what = [
  { title: 'Read', bit: 4 },
  { title: 'Write', bit: 2 },
  { title: 'Run', bit: 1 },
] as const

/** Asks who may read, write and run something: as boxes, and as the number that programs know it by. */
export function Permissions({ title, mode, choose, close }: { title: string; mode: number; choose(mode: number): void; close(): void }) {
  const [bits, setBits] = useState(mode)
  const [number, setNumber] = useState(text(mode))
  const wrong = /^[0-7]{3}$/.test(number) ? null : 'Type three digits from 0 to 7, such as 644.'
  const set = (next: number) => {
    setBits(next)
    setNumber(text(next))
  }
  return (
    <Dialog title={title} close={close}>
      <form
        onSubmit={event => {
          event.preventDefault()
          if (wrong === null) choose(bits)
        }}
      >
        <table className="fl-modes">
          <thead>
            <tr>
              <td />
              {what.map(one => (
                <th key={one.title} scope="col">
                  {one.title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {who.map(({ title: name, shift }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {what.map(one => (
                  <td key={one.title}>
                    <input
                      type="checkbox"
                      aria-label={`${name}: ${one.title.toLowerCase()}`}
                      checked={(bits & (one.bit << shift)) !== 0}
                      onChange={() => set(bits ^ (one.bit << shift))}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        <label className="fl-field">
          <span>As a number</span>
          <input
            className="fl-input"
            value={number}
            inputMode="numeric"
            maxLength={3}
            aria-invalid={wrong !== null}
            onChange={event => {
              setNumber(event.target.value)
              if (/^[0-7]{3}$/.test(event.target.value)) setBits(Number.parseInt(event.target.value, 8))
            }}
          />
        </label>
        {wrong && (
          <p className="fl-error" role="alert">
            {wrong}
          </p>
        )}
        <div className="fl-dialog-foot">
          <button type="submit" className="fl-button fl-filled">
            Change
          </button>
          <button type="button" className="fl-button" onClick={close}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  )
}

const text = (mode: number): string => (mode & 0o777).toString(8).padStart(3, '0')
