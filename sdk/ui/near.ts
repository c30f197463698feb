/** Where a text says nearly what is looked for; null if nowhere. What finds it is fetched with the first question. */
export async function findNear(asked: { text: string; query: string; place: number }): Promise<{ from: number; to: number } | null> {
  const { nearest } = await import('../document/nearest.ts')
  return nearest(asked)
}
