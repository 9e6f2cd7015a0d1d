/** The Cypher editor: CodeMirror with its Cypher mode, loaded only with the page that needs it. */
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting } from '@codemirror/language';
import { cypher } from '@codemirror/legacy-modes/mode/cypher';
import { EditorState, Prec } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const COLOURS = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--accent-text)', fontWeight: '600' }, { tag: tags.comment, color: 'var(--text-faint)', fontStyle: 'italic' },
  { tag: tags.string, color: 'var(--good-text)' }, { tag: tags.number, color: 'var(--warn-text)' }, { tag: tags.variableName, color: 'var(--text)' },
  { tag: [tags.function(tags.variableName), tags.standard(tags.variableName)], color: 'var(--c-domain)' }, { tag: tags.atom, color: 'var(--c-domain)' },
]);

const LOOK = EditorView.theme({
  '&': { height: '100%', fontSize: '12.5px', color: 'var(--text)', backgroundColor: 'var(--bg-canvas)' },
  '.cm-scroller': { fontFamily: 'ui-monospace, Menlo, "DejaVu Sans Mono", monospace', lineHeight: '1.55', overflow: 'auto' },
  '.cm-gutters': { backgroundColor: 'var(--bg-canvas)', color: 'var(--text-faint)', border: 'none', borderRight: '1px solid var(--line)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' }, '&.cm-focused': { outline: 'none' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--bg-chosen)' },
});

/**
 * Typed text goes in through the editor's own state. Left to the browser, typing over a selection keeps its looks in an
 * inline style, which the content security policy blocks and reports.
 */
const TYPING = EditorView.domEventHandlers({
  beforeinput(event, view) {
    if (event.inputType !== 'insertText' || event.isComposing || event.data === null) return false;
    view.dispatch(view.state.replaceSelection(event.data), { scrollIntoView: true, userEvent: 'input.type' });
    event.preventDefault();
    return true;
  },
});

export interface EditorOptions { text: string; label: string; change: (text: string) => void; run: () => void }

export function cypherEditor(host: HTMLElement, { text, label, change, run }: EditorOptions): { set(text: string): void; destroy(): void } {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const extensions = [
    lineNumbers(), history(), bracketMatching(), StreamLanguage.define(cypher), syntaxHighlighting(COLOURS), LOOK, TYPING, EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': label }),
    Prec.highest(keymap.of([{ key: 'Mod-Enter', run: () => (run(), true) }])), keymap.of([...defaultKeymap, ...historyKeymap]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) change(update.state.doc.toString());
    }),
  ];
  const view = new EditorView({ state: EditorState.create({ doc: text, extensions }), root, parent: root });
  return {
    set(next) {
      if (next !== view.state.doc.toString()) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } });
    },
    destroy: () => view.destroy(),
  };
}
