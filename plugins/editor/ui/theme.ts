import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

/** Four quiet inks and the ink of errors. */
const inks = HighlightStyle.define([
  { tag: [tags.comment, tags.quote], color: 'var(--syn-comment)' },
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier, tags.self, tags.null, tags.bool], color: 'var(--syn-keyword)' },
  { tag: [tags.string, tags.special(tags.string), tags.attributeValue, tags.monospace], color: 'var(--syn-string)' },
  { tag: [tags.number, tags.atom, tags.literal, tags.escape], color: 'var(--syn-number)' },
  { tag: [tags.function(tags.variableName), tags.function(tags.definition(tags.variableName)), tags.className, tags.tagName, tags.link, tags.url], color: 'var(--syn-name)' },
  { tag: [tags.meta, tags.processingInstruction], color: 'var(--syn-mode)' },
  { tag: tags.heading, color: 'var(--syn-name)', fontWeight: '600' },
  { tag: tags.emphasis, fontStyle: 'italic' },
  { tag: tags.strong, fontWeight: '600' },
  { tag: tags.invalid, color: 'var(--syn-invalid)' },
])

/** The look of the editor; names of the tokens only, so that light and dark follow the page. */
export const theme = [
  syntaxHighlighting(inks),
  EditorView.theme({
    '&': { height: '100%', backgroundColor: 'var(--surface-page)', color: 'var(--syn-text)', fontSize: 'var(--editor-size, var(--text-code))' },
    '&.cm-focused': { outline: 'none' },
    '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: 'var(--leading-code)', overscrollBehavior: 'contain', scrollbarWidth: 'thin', scrollbarColor: 'var(--line-2) transparent' },
    '.cm-content': { padding: '12px 0 40vh', caretColor: 'var(--ink)' },
    '.cm-line': { padding: '0 16px 0 8px' },
    '.cm-gutters': { backgroundColor: 'var(--surface-page)', color: 'var(--ink-3)', border: 'none', fontVariantNumeric: 'tabular-nums' },
    '.cm-lineNumbers .cm-gutterElement': { padding: '0 4px 0 12px', minWidth: '40px' },
    '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--surface-wash) 60%, transparent)' },
    '.cm-activeLineGutter': { backgroundColor: 'transparent', color: 'var(--ink)' },
    '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--ink)' },
    '.cm-selectionBackground': { backgroundColor: 'color-mix(in srgb, var(--accent) 16%, transparent)' },
    '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': { backgroundColor: 'color-mix(in srgb, var(--accent) 22%, transparent)' },
    '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--accent-soft)', outline: '1px solid var(--accent-line, var(--accent))' },
    '.cm-searchMatch': { backgroundColor: 'var(--match)', color: 'var(--ink)' },
    '.cm-searchMatch-selected': { outline: '2px solid var(--accent)' },
    '.cm-foldPlaceholder': { background: 'var(--surface-press)', color: 'var(--ink-2)', border: 'none', padding: '0 6px' },
    '.cm-panels': { backgroundColor: 'var(--surface-desk)', color: 'var(--ink)', fontFamily: 'var(--font-ui)', fontSize: 'var(--text-md)' },
    '.cm-panels.cm-panels-top': { borderBottom: '1px solid var(--line)' },
    '.cm-panels.cm-panels-bottom': { borderTop: '1px solid var(--line)' },
    '.cm-panel.cm-search, .cm-panel.cm-gotoLine': { padding: '8px 12px', display: 'flex', flexWrap: 'wrap', gap: '6px', alignItems: 'center' },
    '.cm-panel.cm-search br': { display: 'none' },
    '.cm-panel.cm-search label': { display: 'inline-flex', alignItems: 'center', gap: '4px', fontSize: 'var(--text-sm)', color: 'var(--ink-2)', margin: '0' },
    '.cm-textfield': { height: 'var(--size-control)', padding: '0 8px', margin: '0', border: '1px solid var(--line-control)', borderRadius: 'var(--radius-md)', background: 'var(--surface-page)', color: 'var(--ink)', font: 'inherit' },
    '.cm-button': { height: 'var(--size-control)', padding: '0 10px', margin: '0', border: '1px solid var(--line-control)', borderRadius: 'var(--radius-md)', background: 'var(--surface-raised)', backgroundImage: 'none', color: 'var(--ink)', font: 'inherit' },
    '.cm-panel.cm-search [name=close]': { position: 'static', marginLeft: 'auto', width: '28px', height: '28px', font: '18px/1 var(--font-ui)', color: 'var(--ink-2)', background: 'none', border: 'none', cursor: 'default' },
    '.cm-tooltip': { background: 'var(--surface-raised)', color: 'var(--ink)', border: '1px solid var(--line-2)', borderRadius: 'var(--radius-md)', boxShadow: 'var(--shadow-menu)' },
    '.cm-tooltip-autocomplete > ul > li[aria-selected]': { background: 'var(--accent)', color: 'var(--on-accent)' },
  }),
]
