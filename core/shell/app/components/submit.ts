import { useState, type FormEvent } from 'react'
import { errorBody, type ErrorBody } from '@stoa/sdk/contract'

/** A form's work: under way or not, and what came of it. `submit` reads the fields by name; a second press while it works does nothing. */
export function useSubmit(work: (fields: Record<string, string>) => Promise<void>): {
  readonly busy: boolean
  readonly error: ErrorBody | null
  submit(event: FormEvent<HTMLFormElement>): void
} {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<ErrorBody | null>(null)
  return {
    busy,
    error,
    submit(event) {
      event.preventDefault()
      if (busy) return
      const form = event.currentTarget
      const fields = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]))
      setBusy(true)
      setError(null)
      work(fields)
        .catch((thrown: unknown) => {
          const body = errorBody(thrown)
          setError(body)
          if (body.field !== undefined)
            requestAnimationFrame(() => form.querySelector<HTMLElement>(`[name="${CSS.escape(body.field!)}"]`)?.focus())
        })
        .finally(() => setBusy(false))
    },
  }
}
