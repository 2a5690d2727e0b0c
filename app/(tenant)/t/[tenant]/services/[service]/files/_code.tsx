'use client'

import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { css } from '@codemirror/lang-css'
import { html } from '@codemirror/lang-html'
import { javascript } from '@codemirror/lang-javascript'
import { php } from '@codemirror/lang-php'
import { syntaxHighlighting } from '@codemirror/language'
import { search, searchKeymap } from '@codemirror/search'
import { EditorState, type Extension } from '@codemirror/state'
import { EditorView, highlightActiveLine, type KeyBinding, keymap, lineNumbers } from '@codemirror/view'
import { useEffect, useRef } from 'react'
import { useNonce } from '@/app/_lib/providers'
import { editorTheme, highlightStyle } from './_code-theme'

const languages: Record<string, () => Extension> = { css, html, htm: html, js: javascript, mjs: javascript, json: javascript, php }

interface CodeProps {
  /** File name: its ending chooses the language. */
  name: string
  label: string
  /** What it begins with. A later one changes nothing: what was typed stays. */
  text: string
  onChange: (text: string) => void
}

const leaveByTab = (view: EditorView): true => {
  view.setTabFocusMode(2_000)
  return true
}

/** Keeps Escape from the window around: in here it closes the search and lets the next Tab leave. */
const keepEscape: KeyBinding = { key: 'Escape', scope: 'editor search-panel', run: leaveByTab, stopPropagation: true }

/** CodeMirror. Tab indents; Escape, then Tab leaves it, so that the keyboard is never caught. */
export function Code({ name, label, text, onChange }: CodeProps) {
  const box = useRef<HTMLDivElement>(null)
  const nonce = useNonce()
  const latest = useRef(onChange)
  latest.current = onChange
  const first = useRef(text)
  useEffect(() => {
    if (box.current === null) return
    const language = languages[name.split('.').at(-1)?.toLowerCase() ?? '']
    const view = new EditorView({
      parent: box.current,
      state: EditorState.create({
        doc: first.current,
        extensions: [
          EditorView.cspNonce.of(nonce),
          EditorView.contentAttributes.of({ 'aria-label': label }),
          EditorView.lineWrapping,
          lineNumbers(),
          history(),
          search(),
          highlightActiveLine(),
          editorTheme,
          syntaxHighlighting(highlightStyle),
          keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap, indentWithTab, keepEscape]),
          language?.() ?? [],
          EditorView.updateListener.of((update) => update.docChanged && latest.current(update.state.doc.toString())),
        ],
      }),
    })
    view.focus()
    return () => view.destroy()
  }, [name, label, nonce])
  return <div ref={box} className="max-h-[60dvh] min-h-64 overflow-auto rounded-md border border-stroke bg-surface-raised text-sm" />
}
