// How many jobs of each state: of one parent, or those that are not children.
// in:  $queue, $parent
// out: state, jobs
MATCH (j:Job)
WHERE j.queue = $queue AND (($parent IS NULL AND j.parent IS NULL) OR j.parent = $parent)
RETURN j.state AS state, count(*) AS jobs
ORDER BY state
