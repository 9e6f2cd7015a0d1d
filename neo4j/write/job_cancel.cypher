// Cancels a job and its children. What never began is cancelled at once; what began is cancelled by the worker that has it or
// that claims it next, as something of it may have been written.
// allows: CartesianProduct, as its left side is one row: the lock.
// in:  $id
// out: state
MATCH (asked:Job {id: $id})
MATCH (q:Queue {name: asked.queue})
SET q.turn = coalesce(q.turn, 0) + 1
WITH datetime.realtime() AS now
CALL () {
  MATCH (j:Job {id: $id}) RETURN j
  UNION
  MATCH (j:Job {parent: $id}) RETURN j
}
SET j.touched = now
WITH now, j
WHERE j.state IN ['queued', 'running']
SET j.cancel = true, j.after = null,
    j.finished = CASE WHEN j.started IS NULL THEN now ELSE j.finished END,
    j.state = CASE WHEN j.started IS NULL THEN 'cancelled' ELSE j.state END
WITH count(*) AS changed
MATCH (j:Job {id: $id})
RETURN j.state AS state
