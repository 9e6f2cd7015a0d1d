// The imports of a case, oldest first.
// in:  $case
// out: id, source, sha256, by, state, started, finished, logons, first, last, report, evidence
MATCH (i:Import {case: $case})
RETURN i.id AS id, i.source AS source, i.sha256 AS sha256, i.by AS by, i.state AS state,
       toString(i.started) AS started, toString(i.finished) AS finished,
       i.logons AS logons, i.first AS first, i.last AS last, i.report AS report,
       coalesce(i.evidence, []) AS evidence
ORDER BY started, id
