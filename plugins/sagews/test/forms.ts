import { headerLine, outputLine } from '../document/index.ts'

const C = '\uFE20'
const O = '\uFE21'
const id = (n: number) => `${String(n).padStart(8, 'a')}-1b2c-4d3e-8f90-0123456789ab`
const head = (n: number, flags = '') => headerLine(id(n), flags)
const done = '{"done":true}'

/** A worksheet as real ones are found: its text as it lies on disk, and how many cells it shows. */
export type Form = {
  readonly name: string
  readonly text: string
  readonly cells: number
  /** Whether its markers are all sound, so that an edit changes nothing else. */
  readonly sound: boolean
}

/** Every form that worksheets were found in, each in a file of our own. */
export const forms: readonly Form[] = [
  { name: 'no marker at all', text: 'x = 5\nprint(x)\n', cells: 1, sound: true },
  { name: 'an empty file', text: '', cells: 1, sound: true },
  { name: 'text before the first cell', text: `# a heading\n\n${head(1)}\n2+2\n`, cells: 2, sound: true },
  {
    name: 'an output that ends in a marker, without done',
    text: `${head(1)}\n2+2\n${O}${id(2)}${O}{"stdout":"4\\n"}${O}\n${head(3)}\n`,
    cells: 2,
    sound: true,
  },
  {
    name: 'an output that ends in done, without a marker',
    text: `${head(1)}\n2+2\n${O}${id(2)}${O}{"stdout":"4\\n"}${O}${done}\n${head(3)}\n\n`,
    cells: 2,
    sound: true,
  },
  {
    name: 'an output that ends in both',
    text: `${head(1)}\n2+2\n${O}${id(2)}${O}{"stdout":"4\\n"}${O}${done}${O}\n${head(3)}\n\n`,
    cells: 2,
    sound: true,
  },
  {
    name: 'doubled markers',
    text: `${head(1)}\n2+2\n${O}${id(2)}${O}${O}{"stdout":"4\\n"}${O}${O}${done}${O}\n${head(3)}\n\n`,
    cells: 2,
    sound: true,
  },
  {
    name: 'spaced JSON, keys in any order, messages behind done',
    text: `${head(1)}\nf()\n${O}${id(2)}${O}{ "once" : false, "stdout" : "a" }${O}{"done": true}${O}{"stderr": "late", "id": "x"}${O}\n`,
    cells: 1,
    sound: true,
  },
  {
    name: 'cells without output and output without messages',
    text: `${head(1)}\na = 1\n${head(2)}\nb = 2\n${O}${id(3)}${O}\n${head(4)}\nc = 3\n${O}${id(5)}${O}${done}\n${head(6)}\n`,
    cells: 4,
    sound: true,
  },
  {
    name: 'several outputs with code between them',
    text: `${head(1)}\na\n${O}${id(2)}${O}{"stdout":"1\\n"}${O}\nb\nc\n${O}${id(3)}${O}{"stdout":"2\\n"}${O}\nd\n`,
    cells: 1,
    sound: true,
  },
  { name: 'ten blank lines at the end', text: `${head(1)}\n${'x\n'.repeat(14)}${head(2)}\n${'\n'.repeat(10)}`, cells: 2, sound: true },
  { name: 'no newline at the end', text: `${head(1)}\n1\n${O}${id(2)}${O}{"stdout":"1\\n"}${O}${done}`, cells: 1, sound: true },
  {
    name: 'flags in any order and repeated',
    text: `${head(1, 'is')}\n1\n${head(2, 'sia')}\n%auto\n2\n${head(3, 'ss')}\n3\n${head(4, 'oi')}\n4\n${head(5, 'a')}\n%auto\n5\n`,
    cells: 5,
    sound: true,
  },
  {
    name: 'saved while it ran',
    text: `${head(1, 'r')}\nsleep(1000)\n${O}${id(2)}${O}{"stdout":"begun\\n"}${O}\n${head(3, 'w')}\n3\n${head(4, 'sw')}\n4\n`,
    cells: 3,
    sound: true,
  },
  { name: 'a lone marker on a line', text: `${head(1)}\na = 1\n${C}\nb = 2\n${O}\n${head(2)}\nc\n`, cells: 2, sound: false },
  {
    name: 'a flag where a digit of the id should be',
    text: `${C}${id(1).slice(0, 35)}s${C}\na = 1\n${head(2)}\nb\n`,
    cells: 2,
    sound: true,
  },
  { name: 'an id that lost a digit', text: `${C}${id(1).slice(0, 35)}${C}\na = 1\n${head(2)}\nb\n`, cells: 2, sound: false },
  {
    name: 'two cells and two outputs with one id',
    text: `${head(1)}\na\n${O}${id(2)}${O}{"stdout":"1\\n"}${O}\n${head(1)}\nb\n${O}${id(2)}${O}{"stdout":"2\\n"}${O}\n`,
    cells: 2,
    sound: false,
  },
  { name: 'output before any cell', text: `${O}${id(1)}${O}{"stdout":"4\\n"}${O}${done}\n${head(2)}\n2+2\n`, cells: 2, sound: true },
  {
    name: 'CRLF throughout',
    text: `${head(1)}\r\na = 1\r\nb = 2\r\n${O}${id(2)}${O}{"stdout":"4\\n"}${O}${done}\r\n${head(3)}\r\nc = 3\r\n`,
    cells: 2,
    sound: true,
  },
  {
    name: 'CRLF here and there',
    text: `${head(1)}\r\na = 1\nb = 2\r\n${O}${id(2)}${O}{"stdout":"4\\n"}${O}${done}\n${head(3)}\nc = 3\r\n`,
    cells: 2,
    sound: true,
  },
  {
    name: 'JSON that cannot be read',
    text: `${head(1)}\na\n${O}${id(2)}${O}{"stdout":"unfini${O}[1,2]${O}null${O}{"stdout":"good\\n"}${O}${done}\n`,
    cells: 1,
    sound: true,
  },
  { name: 'a header that lost its newline', text: `${head(1)}a = 1\nb = 2\n${head(2)}\nc\n`, cells: 2, sound: false },
  {
    name: 'code glued behind an output',
    text: `${head(1)}\na\n${O}${id(2)}${O}{"stdout":"1\\n"}${O}${done}b = 2\n${head(3)}\nc\n`,
    cells: 2,
    sound: false,
  },
  { name: 'a header in the middle of a line', text: `${head(1)}\na = 1${head(2)}\nb\n`, cells: 1, sound: false },
  {
    name: 'an output of 350 kB',
    text: `${head(1)}\nlong()\n${outputLine(id(2), [{ stdout: 'all the digits of it 0123456789\n'.repeat(11_000) }, { done: true }])}\n${head(3)}\nnext\n`,
    cells: 2,
    sound: true,
  },
  {
    name: '450 cells',
    text: Array.from(
      { length: 450 },
      (_, n) => `${head(n + 1)}\n${n}^2\n${outputLine(id(n + 1001), [{ stdout: `${n * n}\n` }, { done: true }])}\n`,
    ).join(''),
    cells: 450,
    sound: true,
  },
  {
    name: 'a whole HTML page with style and script',
    text: `${head(1)}\n%html\n<style>body{display:none}</style>\n${outputLine(id(2), [{ html: '<html><head><style>* { color: red } .ws { display: none }</style></head><body onload="alert(1)"><script>alert(2)</script><iframe src="https://example.org/"></iframe><p>kept</p></body></html>' }, { done: true }])}\n`,
    cells: 1,
    sound: true,
  },
  {
    name: 'interacts, JavaScript and blobs of sessions long gone',
    text: `${head(1)}\n@interact\ndef f(n=(1,9)): print(n)\n${outputLine(id(2), [
      {
        interact: {
          style: 'None',
          controls: [{ control_type: 'slider', var: 'n', vals: ['1', '2'], default: 0 }],
          id: id(3),
          layout: [[['n', 12, null]]],
          flicker: false,
        },
      },
      { javascript: { code: 'document.body.remove()', coffeescript: false }, obj: '{}', once: false },
      { file: { uuid: id(4), filename: '/projects/0123/.sage/temp/host/42/tmp_x.svg', show: true } },
      { d3: { viewer: 'graph', data: { nodes: [], links: [] } } },
      { done: true },
    ])}\n`,
    cells: 1,
    sound: true,
  },
  {
    name: 'letters of every script',
    text: `${head(1)}\n%md\nGrüße, \u0395\u03BB\u03BB\u03AC\u03B4\u03B1, \u65E5\u672C\u8A9E, \u{1D538}\u{1D539}, \u{1F469}\u200D\u{1F467}, e\u0301, \u202Eabc\n${outputLine(id(2), [{ md: 'Grüße, \u65E5\u672C\u8A9E, \u{1D538}\u{1D539}, \u{1F469}\u200D\u{1F467}' }, { done: true }])}\n`,
    cells: 1,
    sound: true,
  },
]
