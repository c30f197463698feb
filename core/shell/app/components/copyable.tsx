import { useId, useRef, useState } from 'react'
import { Icon } from './icon.tsx'

/** Something to take elsewhere: a link or a key. Selected at a touch, copied by its button. */
export function Copyable({ label, value }: { label: string; value: string }) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [copied, setCopied] = useState(false)
  return (
    <div className="sh-field">
      <label htmlFor={id}>{label}</label>
      <div className="sh-copy">
        <input ref={input} id={id} className="sh-input" readOnly value={value} onFocus={event => event.target.select()} />
        <button
          type="button"
          className="sh-button"
          onClick={() => {
            input.current!.select()
            // Without a secure address there is no clipboard: what is selected can still be copied by hand.
            void navigator.clipboard?.writeText(value).then(
              () => setCopied(true),
              () => undefined,
            )
          }}
        >
          <Icon name="copy" />
          {copied ? 'Copied' : 'Copy'}
        </button>
      </div>
    </div>
  )
}
