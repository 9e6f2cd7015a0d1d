// What changes whenever the answers about a case do: its imports, its last ranking, its findings.
// in:  $case
// out: created, revision, findings, ranked, ranking, imports, finished
MATCH (c:Case {name: $case})
CALL (c) {
  MATCH (i:Import {case: c.name})
  WHERE i.state = 'done'
  RETURN count(i) AS imports, toString(max(i.finished)) AS finished
}
RETURN toString(c.created) AS created, coalesce(c.revision, 0) AS revision, coalesce(c.findings, 0) AS findings,
       toString(c.ranked) AS ranked, c.ranking AS ranking, imports, finished
