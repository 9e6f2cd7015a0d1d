// Finds the import of this content, or records a new one.
// in:  $case, $id, $source, $sha256, $by, $evidence
// out: id, state, batches_done
MATCH (c:Case {name: $case})
MERGE (i:Import {case: c.name, sha256: $sha256})
ON CREATE SET i.id = $id, i.source = $source, i.by = $by, i.state = 'open', i.started = datetime()
SET i.evidence = CASE WHEN size($evidence) > 0 THEN $evidence ELSE i.evidence END
RETURN i.id AS id, i.state AS state, COUNT { MATCH (:Batch {import: i.id}) } AS batches_done
