import { initialsOf } from './names.ts'

/** A person's initials on their ink. `colour` counts from 1 to 8. */
export function Avatar({ name, colour, title = name }: { name: string; colour: number; title?: string }) {
  return (
    <span
      className="sh-avatar"
      role="img"
      aria-label={title}
      title={title}
      data-initials={initialsOf(name)}
      style={{ background: `var(--person-${colour})` }}
    />
  )
}
