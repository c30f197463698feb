/** Files that were dropped, folders with all that is in them; `path` is below the place of the drop. */
export async function droppedFiles(transfer: DataTransfer): Promise<{ file: File; path: string }[]> {
  // Entries must be asked for at once: after the first wait the transfer is empty.
  const entries = [...transfer.items].flatMap(item => item.webkitGetAsEntry() ?? [])
  if (entries.length === 0) return [...transfer.files].map(file => ({ file, path: file.name }))
  const found: { file: File; path: string }[] = []
  for (const entry of entries) await collect(entry, '', found)
  return found
}

async function collect(entry: FileSystemEntry, above: string, found: { file: File; path: string }[]): Promise<void> {
  const path = above + entry.name
  if (entry.isFile) {
    found.push({ file: await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)), path })
    return
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  for (;;) {
    // A reader gives a hundred at a time.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return
    for (const one of some) await collect(one, `${path}/`, found)
  }
}
