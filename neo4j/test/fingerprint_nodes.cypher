// Every node of a case but its jobs, to compare two cases with.
// in:  $case
// out: label, own
MATCH (n) WHERE n.case = $case AND NOT n:Job
RETURN labels(n)[0] AS label, properties(n) AS own
