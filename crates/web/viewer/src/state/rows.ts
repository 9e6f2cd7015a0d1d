/** Rows of a search become the filter's texts. */

/** AND: one text with the words of all rows. OR: a text for each row. Words of one row always belong together. */
export function textsOf(rows: readonly string[], join: 'and' | 'or'): string[] {
  const filled = rows.map((row) => row.trim().replace(/\s+/g, ' ')).filter(Boolean);
  if (filled.length === 0) return [];
  return join === 'and' ? [filled.join(' ')] : filled;
}
