// The newest jobs of a case, or of all cases: those that are not children of others.
// in:  $queue, $case, $limit
// out: id
MATCH (j:Job)
WHERE j.queue = $queue AND ($case IS NULL OR j.case = $case) AND j.parent IS NULL
RETURN j.id AS id
ORDER BY j.n DESC
LIMIT $limit
