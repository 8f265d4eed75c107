// The text of a rule in an editor that completes, and marks each fault at its place. Loaded when it is opened.
import { autocompletion, closeBrackets, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language'
import { type Diagnostic, setDiagnostics } from '@codemirror/lint'
import { EditorState } from '@codemirror/state'
import { drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { useEffect, useRef } from 'react'
import { type Codes, completeRule } from './completion.ts'

export interface Mark {
  readonly line: number
  readonly column: number
  readonly severity: 'error' | 'warning'
  readonly message: string
}

interface Props {
  /** What it starts with, and again after it was hidden: meanwhile the editor is ahead of the page, which hears of every change. */
  readonly text: string
  readonly label: string
  readonly marks: readonly Mark[]
  readonly codes: Codes
  readonly onText: (text: string) => void
}

export function RuleEditor({ text, label, marks, codes, onText }: Props) {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(null)
  const told = useRef(onText)
  told.current = onText
  const latest = useRef(text)
  latest.current = text
  const first = useRef({ label, codes })
  useEffect(() => {
    if (host.current === null) return undefined
    const { label: name, codes: known } = first.current
    // In a shadow root the editor's styles are adopted as sheets; a <style> element would be refused by the page's policy.
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' })
    const made = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        doc: latest.current,
        extensions: extensionsOf(name, known, (next) => told.current(next)),
      }),
    })
    view.current = made
    return () => made.destroy()
  }, [])
  useEffect(() => {
    const { current } = view
    if (current !== null)
      current.dispatch(
        setDiagnostics(
          current.state,
          marks.map((one) => diagnosticOf(one, current.state)),
        ),
      )
  }, [marks])
  return <div ref={host} className="rule-editor" />
}

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--accent)', fontWeight: '600' },
  { tag: [tags.comment, tags.lineComment], color: 'var(--soft)' },
  { tag: [tags.string, tags.content, tags.number, tags.literal], color: 'var(--text)' },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: 'var(--soft)' },
])

const looks = EditorView.theme({
  '&': {
    border: '1px solid var(--line-strong)',
    borderRadius: 'var(--radius)',
    background: 'var(--surface)',
    color: 'var(--text)',
    fontSize: 'var(--type-2)',
  },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '2px' },
  '.cm-scroller': { maxHeight: '60vh', overflow: 'auto', fontFamily: 'ui-monospace, monospace' },
  '.cm-gutters': { background: 'var(--sunken)', color: 'var(--soft)', borderRight: '1px solid var(--line)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'color-mix(in srgb, var(--accent) 30%, transparent)',
  },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { background: 'var(--sunken)', color: 'inherit' },
  // The library's own marks are images in the style sheet, which the page's policy refuses.
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--bad)',
    textUnderlineOffset: '3px',
  },
  '.cm-lintRange-warning': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--watch)',
    textUnderlineOffset: '3px',
  },
  '.cm-tooltip': {
    background: 'var(--surface)',
    color: 'var(--text)',
    border: '1px solid var(--line-strong)',
  },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    background: 'var(--accent)',
    color: 'var(--on-accent)',
  },
  '.cm-completionDetail': { color: 'inherit' },
})

function extensionsOf(label: string, codes: Codes, onText: (text: string) => void) {
  return [
    lineNumbers(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    yaml(),
    syntaxHighlighting(colours),
    looks,
    autocompletion({ override: [completeRule(codes)] }),
    keymap.of([...completionKeymap, ...historyKeymap, ...defaultKeymap]),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({
      'aria-label': label,
      tabindex: '0',
      spellcheck: 'false',
      translate: 'no',
    }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) onText(update.state.doc.toString())
    }),
  ]
}

/** A fault stands over the word at its place; past the end of the text it stands at the end. */
function diagnosticOf(mark: Mark, state: EditorState): Diagnostic {
  const line = state.doc.line(Math.min(Math.max(1, mark.line), state.doc.lines))
  const from = Math.min(line.from + Math.max(0, mark.column - 1), line.to)
  const word = /^[\w.-]+/.exec(state.sliceDoc(from, line.to))?.[0].length ?? 1
  return { from, to: Math.min(from + word, line.to), severity: mark.severity, message: mark.message }
}
