import { defaultHighlightStyle, HighlightStyle } from '@codemirror/language'
import { EditorView } from '@codemirror/view'

/** CodeMirror's parts in the panel's tokens, which know both themes. Its own colours are for a white ground. */
export const themeSpec = {
  '&': { color: 'var(--content-default)', backgroundColor: 'var(--surface-raised)' },
  '.cm-content': { caretColor: 'var(--content-raise)' },
  '.cm-cursor': { borderLeftColor: 'var(--content-raise)' },
  '.cm-gutters': { color: 'var(--content-tertiary)', backgroundColor: 'var(--surface-sunken)', borderColor: 'var(--stroke-faint)' },
  '.cm-activeLine': { backgroundColor: 'var(--surface-hover)' },
  '.cm-activeLineGutter': { backgroundColor: 'var(--surface-hover)' },
  '.cm-panels': { color: 'var(--content-default)', backgroundColor: 'var(--surface-sunken)', borderColor: 'var(--stroke-default)' },
  '.cm-textfield': {
    color: 'var(--content-raise)',
    backgroundColor: 'var(--surface-raised)',
    border: '1px solid var(--stroke-strong)',
  },
  '.cm-button': { color: 'var(--content-raise)', backgroundImage: 'none', backgroundColor: 'var(--surface-neutral)' },
  '.cm-searchMatch': { backgroundColor: 'var(--surface-warn)', outline: '1px solid var(--stroke-warn)' },
  '.cm-searchMatch-selected': { backgroundColor: 'var(--surface-info)', outline: '1px solid var(--stroke-info)' },
}
export const editorTheme = EditorView.theme(themeSpec)

/** The usual colours of syntax, each with a pale sister for the dark ground. */
export const highlightStyle = HighlightStyle.define(
  defaultHighlightStyle.specs.map(({ color, ...spec }) =>
    typeof color === 'string' ? { ...spec, color: `light-dark(${color}, color-mix(in oklab, ${color} 40%, white))` } : spec,
  ),
)
