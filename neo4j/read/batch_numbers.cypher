// Which batches of an import are written.
// in:  $import
// out: n
MATCH (b:Batch {import: $import})
RETURN b.n AS n
ORDER BY n
