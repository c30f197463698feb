/** What surely is no text; the server has the last word on what a file contains. */
const binary =
  /\.(png|jpe?g|gif|webp|avif|bmp|ico|tiff?|pdf|zip|gz|tgz|bz2|xz|zst|7z|rar|tar|jar|mp[34]|m4[av]|ogg|wav|webm|mov|avi|mkv|woff2?|ttf|otf|so|o|a|pyc|sobj|npy|npz|pkl|sqlite3?|db|exe|dll|bin|iso|dvi)$/i

/** What is made to be read as text, so that a plugin's viewer for anything does not come before it. */
const text =
  /\.(txt|md|markdown|rst|tex|bib|sty|cls|py|pyx|sage|r|jl|m|gp|c|h|cc|cpp|hpp|rs|go|java|f90|hs|ml|lean|js|mjs|ts|tsx|jsx|json|ya?ml|toml|ini|cfg|xml|html?|css|scss|sh|bash|sql|csv|tsv|log|diff|patch|svg)$|(^|\/)(makefile|dockerfile|readme|license|\.[a-z]+rc|\.gitignore)$/i

/** How well a text editor is for a file: anything may be text, and an editor made for a file's kind comes first. */
export function fits(path: string): number {
  return binary.test(path) ? 0 : text.test(path) ? 10 : 1
}
