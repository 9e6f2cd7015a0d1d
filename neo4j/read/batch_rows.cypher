// Everything but node tables of finished imports, in no order.
// in:  $case
// out: import, n, kind, rows
MATCH (i:Import {case: $case})
WHERE i.state = 'done'
MATCH (b:Batch {import: i.id})
WHERE b.kind <> 'nodes'
RETURN b.import AS import, b.n AS n, b.kind AS kind, b.rows AS rows
