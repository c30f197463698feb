import { execFileSync } from 'node:child_process'
import { python } from './kit.ts'

/** What is in an archive: a file's content, where a link leads, or so many zeros. */
export type Packed = Readonly<Record<string, string | { link: string } | { zeros: number }>>

/** A bzip2 tar with these entries, as Sage's old notebook wrote `.sws` files. */
export function packed(entries: Packed): Uint8Array {
  const script = `
import io, json, sys, tarfile
out = io.BytesIO()
with tarfile.open(fileobj=out, mode='w:bz2') as tar:
    for name, content in json.load(sys.stdin).items():
        entry = tarfile.TarInfo(name)
        if isinstance(content, dict) and 'link' in content:
            entry.type, entry.linkname = tarfile.SYMTYPE, content['link']
            tar.addfile(entry)
        else:
            data = bytes(content['zeros']) if isinstance(content, dict) else content.encode('latin-1' if name.endswith('.png') else 'utf-8')
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
sys.stdout.buffer.write(out.getvalue())
`
  return execFileSync(python, ['-c', script], { input: JSON.stringify(entries), maxBuffer: 1 << 28 })
}

/** The text of an old worksheet: HTML, a cell with a picture, one with a formula, one that is hidden, and more HTML. */
export const oldText = `A title
system:sage

<h1>Primes</h1>
<p>below $100$</p>

{{{id=1|
plot(prime_pi, 0, 100)
///

<html><font color='black'><img src='cell://sage0.png'></font></html>
}}}

{{{id=2|
show(1/2 < 3)
///

<html><div class="math">\\newcommand{\\Bold}[1]{\\mathbf{#1}}\\frac{1}{2} &lt; 3</div></html>
}}}

{{{id=3|
%hide
print 'größer &amp; kleiner'
///
größer &amp; kleiner
}}}

<p>The end</p>
`
