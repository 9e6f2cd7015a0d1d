export type Values = Record<string, string | number>;

/** Fills a text's places: `{name}` by the value, `{name|one|many}` by the word that goes with it. Values are shown as text, never as markup. */
export function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (place, name: string, one?: string, many?: string) => {
    const value = values[name];
    if (value === undefined) return place;
    return many === undefined ? String(value) : String(value) === '1' ? one! : many;
  });
}
