/** The terminal that stands beside another: `build.term` has `build-2.term`, and that has `build-3.term`. */
export function besideOf(path: string): string {
  const [, stem = '', number] = /^(.*?)(?:-([2-9]))?\.term$/s.exec(path) ?? []
  return `${stem}-${Number(number ?? 1) + 1}.term`
}
