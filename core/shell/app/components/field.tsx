import { useId, type InputHTMLAttributes, type ReactNode } from 'react'
import type { ErrorBody } from '@stoa/sdk/contract'
import { FailMark } from './icon.tsx'

/** What was refused, said under the field it is about. */
export function FieldError({ id, error }: { id?: string; error: ErrorBody | null | undefined }) {
  return error ? (
    <p className="sh-field-error" id={id} role="alert">
      <FailMark />
      <span>{error.message}</span>
    </p>
  ) : null
}

type FieldProps = { label: ReactNode; error?: ErrorBody | null | undefined; hint?: string } & InputHTMLAttributes<HTMLInputElement>

/** A labelled input, with what is wrong with it underneath. The error is its own when it names this field. */
export function Field({ label, error, hint, ...input }: FieldProps) {
  const id = useId()
  const mine = error?.field === input.name ? error : undefined
  const described = [mine && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ')
  return (
    <div className="sh-field">
      <label htmlFor={id}>{label}</label>
      <input {...input} id={id} className="sh-input" aria-invalid={mine ? true : undefined} aria-describedby={described || undefined} />
      {hint && (
        <p className="sh-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <FieldError id={`${id}-error`} error={mine} />
    </div>
  )
}
