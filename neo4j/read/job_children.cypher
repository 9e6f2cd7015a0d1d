// The children of a job, oldest first.
// in:  $id
// out: id
MATCH (j:Job {parent: $id})
RETURN j.id AS id
ORDER BY j.n
