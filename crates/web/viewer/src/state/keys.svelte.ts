/** The keyboard map: one list that the handler obeys and the help shows. */
import type { Key } from '../i18n/en';

export const COMMANDS = [
  { id: 'search', keys: ['/'], text: 'key.search', group: 'key.go' },
  { id: 'graph', keys: ['g'], text: 'tab.graph', group: 'key.go' },
  { id: 'timeline', keys: ['w'], text: 'tab.timeline', group: 'key.go' },
  { id: 'table', keys: ['b'], text: 'tab.table', group: 'key.go' },
  { id: 'findings', keys: ['d'], text: 'tab.findings', group: 'key.go' },
  { id: 'path', keys: ['p'], text: 'key.path', group: 'key.go' },
  { id: 'export', keys: ['e'], text: 'key.export', group: 'key.go' },
  { id: 'theme', keys: ['t'], text: 'key.theme', group: 'key.go' },
  { id: 'help', keys: ['?'], text: 'key.help', group: 'key.go' },
  { id: 'fit', keys: ['f'], text: 'key.fit', group: 'key.graph' },
  { id: 'zoom-in', keys: ['+', '='], text: 'key.zoomIn', group: 'key.graph' },
  { id: 'zoom-out', keys: ['-'], text: 'key.zoomOut', group: 'key.graph' },
  { id: 'layout-stored', keys: ['1'], text: 'layout.stored', group: 'key.graph' },
  { id: 'layout-force', keys: ['2'], text: 'layout.force', group: 'key.graph' },
  { id: 'layout-circle', keys: ['3'], text: 'layout.circle', group: 'key.graph' },
  { id: 'layout-grid', keys: ['4'], text: 'layout.grid', group: 'key.graph' },
  { id: 'layout-tree', keys: ['5'], text: 'layout.tree', group: 'key.graph' },
  { id: 'layout-time', keys: ['6'], text: 'layout.time', group: 'key.graph' },
  { id: 'lasso', keys: ['l'], text: 'key.lasso', group: 'key.graph' },
  { id: 'expand', keys: ['Enter'], text: 'key.expand', group: 'key.node' },
  { id: 'collapse', keys: ['c'], text: 'key.collapse', group: 'key.node' },
  { id: 'hide', keys: ['h'], text: 'key.hide', group: 'key.node' },
  { id: 'pin', keys: ['n'], text: 'key.pin', group: 'key.node' },
  { id: 'next', keys: ['ArrowRight', 'ArrowDown'], text: 'key.next', group: 'key.node' },
  { id: 'previous', keys: ['ArrowLeft', 'ArrowUp'], text: 'key.previous', group: 'key.node' },
  { id: 'undo', keys: ['z'], text: 'undo', group: 'key.node' },
  { id: 'redo', keys: ['y', 'Z'], text: 'redo', group: 'key.node' },
  { id: 'back', keys: ['['], text: 'key.back', group: 'key.time' },
  { id: 'forward', keys: [']'], text: 'key.forward', group: 'key.time' },
  { id: 'clear', keys: ['Escape'], text: 'key.clear', group: 'key.time' },
] as const satisfies readonly { id: string; keys: readonly string[]; text: Key; group: Key }[];

export type CommandId = (typeof COMMANDS)[number]['id'];

/** What a key means, unless a field or a control is being used. */
export function commandOf(key: string): CommandId | null {
  return COMMANDS.find((command) => (command.keys as readonly string[]).includes(key))?.id ?? null;
}

const doers = new Map<CommandId, () => void>();

/** Says who does a command while a part of the screen is there; the answer takes it back. */
export function provide(commands: Partial<Record<CommandId, () => void>>): () => void {
  const entries = Object.entries(commands) as [CommandId, () => void][];
  for (const [id, doer] of entries) doers.set(id, doer);
  return () => entries.forEach(([id, doer]) => doers.get(id) === doer && doers.delete(id));
}

export function run(id: CommandId): boolean {
  const doer = doers.get(id);
  doer?.();
  return doer !== undefined;
}

const TYPING = 'input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea, select, [contenteditable=true], [role=textbox]';
/** Keys that a focused control needs for itself. */
const CONTROL_KEYS = new Set(['Enter', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']);

export function onKeydown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target as Element | null;
  if (target?.closest?.(TYPING) || target?.shadowRoot) return;
  if (document.querySelector('dialog[open]')) return;
  const onCanvas = target === document.body || target?.tagName === 'CANVAS';
  if (CONTROL_KEYS.has(event.key) && !onCanvas) return;
  const command = commandOf(event.key);
  if (command && run(command)) event.preventDefault();
}
