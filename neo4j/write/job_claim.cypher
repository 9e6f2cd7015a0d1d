// Claims the oldest job that may run, for $lease milliseconds of the server's clock. The lock on the queue comes first, so
// that no two claims look at once. A job whose lease ran out is claimed again; one that was tried $tries times fails.
// A job waits while another of its lane is at work, or its time has not come; one that waits for its children, until none of
// them runs and all are done or one failed; a child does not begin where a sibling failed.
// in:  $queue, $claim, $worker, $kinds, $lease, $tries
// out: id
MERGE (q:Queue {name: $queue})
SET q.turn = coalesce(q.turn, 0) + 1
WITH datetime.realtime() AS now
CALL (now) {
  MATCH (j:Job {queue: $queue, state: 'running'})
  WHERE j.lease_until < now AND j.tries >= $tries AND j.claim <> $claim
  SET j.touched = now
  WITH j WHERE j.state = 'running' AND j.lease_until < now
  SET j.state = 'failed', j.finished = now, j.error_code = 'worker_lost',
      j.error_text = 'given up after ' + toString(j.tries) + ' tries: each time the worker went away',
      j.error_hint = 'look at the log of worker `' + j.worker + '`, then retry the job'
}
CALL (now) {
  MATCH (j:Job {queue: $queue, state: 'running'})
  WHERE j.claim = $claim OR (j.lease_until < now AND j.kind IN $kinds)
  RETURN j, CASE j.claim WHEN $claim THEN -1 ELSE j.n END AS place
  ORDER BY place
  LIMIT 1
  UNION
  MATCH (j:Job {queue: $queue, state: 'queued'})
  WHERE j.kind IN $kinds
    AND coalesce(j.after <= now, true)
    AND NOT EXISTS { MATCH (o:Job {queue: $queue, lane: j.lane, state: 'running'}) }
    AND NOT EXISTS { MATCH (o:Job {queue: $queue, lane: j.lane, state: 'queued'}) WHERE o.waits AND o.id <> j.id }
    AND NOT EXISTS { MATCH (o:Job {parent: j.parent, state: 'failed'}) }
    AND NOT EXISTS { MATCH (o:Job {parent: j.parent, state: 'cancelled'}) }
    AND (NOT j.waits
         OR (NOT EXISTS { MATCH (o:Job {parent: j.id, state: 'running'}) }
             AND (NOT EXISTS { MATCH (o:Job {parent: j.id, state: 'queued'}) }
                  OR EXISTS { MATCH (o:Job {parent: j.id, state: 'failed'}) }
                  OR EXISTS { MATCH (o:Job {parent: j.id, state: 'cancelled'}) })))
  RETURN j, j.n AS place
  ORDER BY place
  LIMIT 1
}
WITH now, j
ORDER BY place
LIMIT 1
SET j.touched = now
// Once it is locked: a sign of life that came meanwhile counts.
WITH now, j
WHERE j.state = 'queued' OR j.claim = $claim OR j.lease_until < now
SET j.tries = CASE WHEN j.state = 'running' AND j.claim = $claim THEN j.tries ELSE j.tries + 1 END,
    j.state = 'running', j.claim = $claim, j.worker = $worker, j.started = coalesce(j.started, now),
    j.lease_until = now + duration({milliseconds: $lease}), j.waits = false, j.after = null,
    j.stage = null, j.bytes_done = 0, j.bytes_all = 0, j.records = 0, j.edges = 0, j.rate = 0.0, j.eta_s = null
RETURN j.id AS id
