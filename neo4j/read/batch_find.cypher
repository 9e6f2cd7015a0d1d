// One batch.
// in:  $import, $n
// out: kind, rows
MATCH (b:Batch {import: $import, n: $n})
USING INDEX SEEK b:Batch(import, n)
RETURN b.kind AS kind, b.rows AS rows
