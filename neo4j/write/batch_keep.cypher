// Keeps a batch that has no relationships.
// in:  $case, $import, $n, $kind, $rows
// out: made
MATCH (i:Import {id: $import})
WHERE i.state = 'open'
CREATE (:Batch {case: $case, import: $import, n: $n, kind: $kind, rows: $rows})
RETURN 0 AS made
