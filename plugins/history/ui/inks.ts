import { isProgram } from './timeline.ts'

/** The ink of whoever wrote; 0, which is grey, for programs and parts of the server. */
export function inkFor({ session, user }: { session: string; user: { id: string } }, inks: ReadonlyMap<string, number>): number {
  return isProgram(session) ? 0 : (inks.get(user.id) ?? 1)
}
