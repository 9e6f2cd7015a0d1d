// Queues a failed or cancelled job again, and those of its children that failed or were cancelled. A parent waits for them.
// allows: CartesianProduct, as its left side is one row: the lock.
// in:  $id
// out: state, before
MATCH (asked:Job {id: $id})
MATCH (q:Queue {name: asked.queue})
SET q.turn = coalesce(q.turn, 0) + 1
WITH q AS locked
MATCH (top:Job {id: $id})
WITH top, top.state AS before
CALL (top, before) {
  WITH top, before WHERE before IN ['failed', 'cancelled']
  CALL (top) {
    WITH top RETURN top AS j
    UNION
    MATCH (j:Job {parent: top.id}) WHERE j.state IN ['failed', 'cancelled'] RETURN j
  }
  SET j.state = 'queued', j.tries = 0, j.cancel = false, j.claim = null, j.worker = null, j.after = null, j.finished = null,
      j.result = null, j.error_code = null, j.error_text = null, j.error_hint = null,
      j.waits = EXISTS { MATCH (o:Job {parent: j.id}) }
}
RETURN top.state AS state, before
