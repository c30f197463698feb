import english from 'dictionary-en'
import french from 'dictionary-fr'
import t from 'tap'
import { readDictionary } from '../spelling/dictionary.ts'
import { proseWords } from '../spelling/prose.ts'
import { nearest } from '../spelling/spelling.ts'

const text = ({ aff, dic }: { aff: Uint8Array; dic: Uint8Array }) => ({
  aff: Buffer.from(aff).toString(),
  dic: Buffer.from(dic).toString(),
})
const wordsOf = (source: string) => proseWords(source).map(({ word }) => word)

t.test('[L-7] only prose is spelled: no commands, names, formulas, code and comments; of a preamble the title', async t => {
  t.strictSame(wordsOf('As in \\cite{knuth} and \\textbf{bold} $x_1$, see \\ref{eq:a}. % coment'), ['As', 'in', 'and', 'bold', 'see'])
  const paper = String.raw`\documentclass{article}
\usepackage{nothing} noise
\title{The \emph{Title}}
\begin{document}
\begin{align*} no \\ no \end{align*}
\[ no
  no \] yes \verb|no no| and \href{no}{link}, NASA, pdfTeX, H2O, a, 50\% of, ada@no.org
<<no>>=
no <- 1
@
yes
\end{document}`
  t.strictSame(wordsOf(paper), ['The', 'Title', 'yes', 'and', 'link', 'of', 'yes'])
  const source = 'x yes'
  t.strictSame(proseWords(source), [{ from: 2, to: 5, word: 'yes' }])
})

t.test('[L-7] accents and hyphens of TeX are letters of their words', async t => {
  const written = String.raw`G\"odel's Stra{\ss}e Stra\ss e Erd\H{o}s na\"{\i}ve Ana\-ly\-sis caf\'e`
  t.strictSame(wordsOf(written), ["Gödel's", 'Straße', 'Straße', 'Erdős', 'naïve', 'Analysis', 'café'])
})

t.test('[L-7] words are known with their endings, beginnings and cases, and the nearest are offered', async t => {
  const [en, fr] = [readDictionary(text(english)), readDictionary(text(french))]
  for (const word of ['theorem', 'Theorems', 'THEOREM', 'unproven', "Euler's", 'Euler’s', "don't"]) t.ok(en.correct(word), word)
  for (const word of ['theorm', 'recieve', 'euler', 'unproveds']) t.notOk(en.correct(word), word)
  t.equal(en.suggest('theorm', 6)[0], 'theorem')
  t.equal(en.suggest('Recieve', 6)[0], 'Receive')
  for (const word of ['théorèmes', 'démontrons', "l'espace", 'd’après', 'vectoriels']) t.ok(fr.correct(word), word)
  t.notOk(fr.correct('théoreme'))
  t.equal(fr.suggest('théoreme', 6)[0], 'théorème')
  t.ok(en.correct('x'.repeat(5000)), 'what is too long is no word, and takes no time')
})

t.test('[L-7] words are put together where a language does so, and only of parts that may', async t => {
  const aff = 'SET UTF-8\nCOMPOUNDBEGIN x\nCOMPOUNDEND z\nONLYINCOMPOUND o\nFORBIDDENWORD d\nCOMPOUNDMIN 2\nSFX E Y 1\nSFX E 0 e .\n'
  const german = readDictionary({ aff, dic: '5\nVektor/x\nraum/Ezo\nRaum/E\nMatrix\nVektorrum/d\n' })
  for (const word of ['Vektorraum', 'Vektorraume', 'Raume', 'VEKTORRAUM']) t.ok(german.correct(word), word)
  for (const word of ['raum', 'raume', 'Matrixraum', 'VektorRaum', 'Raumvektor', 'Vektorrum', 'vektorraum'])
    t.notOk(german.correct(word), word)
})

t.test('[L-7] a language is found however it is written, else its nearest relative', async t => {
  const all = ['de_DE', 'en_GB', 'en_US', 'fr_FR']
  t.strictSame(
    ['en-us', 'de', 'fr_CA', 'xx'].map(asked => nearest(asked, all)),
    ['en_US', 'de_DE', 'fr_FR', 'xx'],
  )
})
