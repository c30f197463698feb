declare module 'diff-match-patch' {
  type Piece = [kind: -1 | 0 | 1, text: string]
  export default class DiffMatchPatch {
    Diff_Timeout: number
    Match_Distance: number
    Match_Threshold: number
    Match_MaxBits: number
    diff_main(from: string, to: string, checkLines?: boolean): Piece[]
    diff_cleanupSemantic(pieces: Piece[]): void
    match_main(text: string, pattern: string, place: number): number
  }
}
