/** Names of what was imported: a list of paths is told by its first file and how many more. */
export function sourceName(source: string, more: (count: number) => string): string {
  const parts = source.split(', ');
  const [first = ''] = parts;
  const name = first.split(/[/\\]/).at(-1) || first;
  return parts.length > 1 ? `${name} ${more(parts.length - 1)}` : name;
}

/** A reason in a list beside the name it is about: who did it is known there. */
export function withoutName(reason: string, name: string): string {
  const at = reason.toLowerCase().indexOf(`${name.toLowerCase()} `);
  const before = reason.slice(0, Math.max(0, at));
  return at >= 0 && (before === '' || /^[\w.-]+\\$/.test(before)) ? reason.slice(at + name.length + 1) : reason;
}
