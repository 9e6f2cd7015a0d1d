// The node tables of a case's imports, in parts. An import counts from the moment all parts are there.
// in:  $case
// out: import, started, state, parts, n, rows
MATCH (i:Import {case: $case})
WHERE i.state <> 'removing' AND i.node_batches IS NOT NULL
MATCH (b:Batch {import: i.id})
WHERE b.kind = 'nodes'
RETURN i.id AS import, toString(i.started) AS started, i.state AS state, i.node_batches AS parts, b.n AS n, b.rows AS rows
