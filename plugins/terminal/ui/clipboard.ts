/** What is copied: the lines as they are seen, without the blanks that only filled them up. */
export function copied(selection: string): string {
  return selection
    .split(/\r?\n/)
    .map(line => line.replace(/[ \t\u00a0]+$/, ''))
    .join('\n')
}

/**
 * What is typed for a text that is pasted: lines end as the Enter key ends them. A program that asked for it is told where the text begins and ends;
 * then nothing in the text can end it before.
 */
export function pasted(text: string, bracketed: boolean): string {
  const lines = text.replace(/\r?\n/g, '\r')
  return bracketed ? `\x1b[200~${lines.replaceAll('\x1b', '')}\x1b[201~` : lines
}
