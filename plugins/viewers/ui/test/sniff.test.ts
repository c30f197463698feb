import t from 'tap'
import { fitsAnything, fitsBeside, fitsTable } from '../fits.ts'
import { kindOf } from '../sniff.ts'

const bytes = (...parts: (string | number[])[]) => Buffer.concat(parts.map(part => Buffer.from(part as string)))

t.test('[F-11] what a file is, its content says; the name helps where that says too little', async t => {
  for (const [kind, content, path] of [
    ['image', bytes([0x89], 'PNG\r\n', [0x1a, 0x0a, 0, 0]), 'plot'],
    ['image', bytes([0xff, 0xd8, 0xff, 0xe0, 0]), 'a.png'],
    ['image', bytes('RIFF', [1, 0, 0, 0], 'WEBPVP8 '), 'a'],
    ['image', bytes('<?xml version="1.0"?>\n<svg xmlns="…">'), 'drawing'],
    ['pdf', bytes('%PDF-1.7\n', [0xff, 0]), 'paper.txt'],
    ['pdf', bytes('%PDF-1.4\nplain'), 'paper'],
    ['film', bytes([0, 0, 0, 24], 'ftypisom', [0]), 'a.mp4'],
    ['sound', bytes([0, 0, 0, 24], 'ftypM4A ', [0]), 'a'],
    ['sound', bytes([0, 0, 0, 24], 'ftypisom', [0]), 'a.m4a'],
    ['film', bytes([0x1a, 0x45, 0xdf, 0xa3, 0]), 'a.webm'],
    ['sound', bytes('RIFF', [1, 0, 0, 0], 'WAVEfmt '), 'a'],
    ['sound', bytes('OggS', [0]), 'a.ogg'],
    ['film', bytes('OggS', [0]), 'a.ogv'],
    ['sound', bytes([0xff, 0xfb, 0x90, 0]), 'a.mp3'],
    ['bytes', bytes([0xff, 0xfb, 0x90, 0]), 'a.bin'],
    ['text', bytes('x = 1\n'), 'a.png'],
    ['text', bytes(''), 'empty'],
    ['text', Buffer.from('é'.repeat(9)).subarray(0, 17), 'cut within a letter'],
    ['bytes', bytes([0, 1, 2]), 'a'],
    ['bytes', bytes([0xe9, 0x20, 0x61]), 'latin-1'],
  ] as const)
    t.equal(kindOf(content, path), kind, `${kind}: ${path}`)
})

t.test('[F-11] a viewer opens what is made to be seen, and is the last resort for everything else', async t => {
  for (const path of ['a.PNG', 'x/b.svg', 'paper.pdf', 'a.webm']) t.ok(fitsAnything(path) > 10, path)
  for (const path of ['a.py', 'data', 'a.tar.gz']) t.ok(fitsAnything(path) > 0.5 && fitsAnything(path) < 1, path)
  t.ok(fitsTable('a.csv') > 10 && fitsTable('a.TSV') > 10)
  t.equal(fitsTable('a.txt'), 0)
  t.ok(fitsBeside('README.md') > 10 && fitsBeside('a.html') > 10)
  t.equal(fitsBeside('md'), 0)
})
