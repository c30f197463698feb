const inks = 8

/** Gives each person an ink, in order of arrival, for as long as the terminal is open. */
export function createColours(): { of(user: string): number } {
  const given = new Map<string, number>()
  return {
    of(user) {
      const colour = given.get(user) ?? (given.size % inks) + 1
      given.set(user, colour)
      return colour
    },
  }
}
