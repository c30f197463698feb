import { useEffect, useRef, useState } from 'react'
import type { CommandLine } from './commanding.ts'

/** A shell at the foot of the list: one line at a time, in the folder that is shown. */
export function CommandBar({ commands, directory, close }: { commands: CommandLine; directory: string; close(): void }) {
  const input = useRef<HTMLInputElement>(null)
  const output = useRef<HTMLPreElement>(null)
  const [typed, setTyped] = useState('')
  const { running, text } = commands.state
  useEffect(() => input.current!.focus(), [])
  useEffect(() => {
    output.current?.scrollTo({ top: output.current.scrollHeight })
  }, [text])

  return (
    <section className="fl-command" aria-label="Command line">
      {text !== '' && (
        <pre ref={output} tabIndex={0} role="log" aria-label="What was printed" aria-live="off">
          {text}
        </pre>
      )}
      <form
        onSubmit={event => {
          event.preventDefault()
          if (running || typed.trim() === '') return
          void commands.run(directory, typed)
          setTyped('')
        }}
      >
        <span className="fl-quiet fl-command-at">{directory || 'top'}</span>
        <span className="fl-command-sign" aria-hidden="true">
          $
        </span>
        <input
          ref={input}
          value={typed}
          aria-label={running ? 'Command line; a command runs, Ctrl C ends it' : 'Command line'}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          onChange={event => setTyped(event.target.value)}
          onKeyDown={event => {
            event.stopPropagation()
            const chosen = input.current!.selectionStart !== input.current!.selectionEnd
            if (event.key === 'c' && event.ctrlKey && running && !chosen) commands.interrupt()
            else if (event.key === 'ArrowUp' || event.key === 'ArrowDown')
              setTyped(commands.earlier(event.key === 'ArrowUp' ? -1 : 1, typed))
            else if (event.key === 'l' && event.ctrlKey) commands.clear()
            else if (event.key === 'Escape') close()
            else return
            event.preventDefault()
          }}
        />
        {running && (
          <button type="button" className="fl-button" onClick={commands.interrupt} title="Ctrl C; a second time ends it whatever it does">
            Interrupt
          </button>
        )}
        <button type="button" className="fl-button fl-bare" onClick={close} title="Close (Esc)">
          Close
        </button>
      </form>
    </section>
  )
}
