// Adds jobs at the end of a queue. A row whose key is known adds nothing: the job that has the key is meant.
// A row: id, key, case, kind, lane, parent, order, evidence, by, place among the rows.
// in:  $queue, $rows, $cases, $size
// out: place, id
MERGE (q:Queue {name: $queue})
SET q.next = coalesce(q.next, 0) + $size
WITH q.next - $size AS start, datetime.realtime() AS now
CALL () {
  UNWIND $cases AS name
  MERGE (c:Case {name: name})
  ON CREATE SET c.created = datetime(), c.revision = 0
  // Locks the case against its removal.
  SET c.jobs = coalesce(c.jobs, 0) + 1
}
CALL (start, now) {
  UNWIND $rows AS row
  OPTIONAL MATCH (old:Job {key: row[1]})
  MERGE (j:Job {id: coalesce(old.id, row[0])})
  ON CREATE SET j.queue = $queue, j.key = row[1], j.case = row[2], j.kind = row[3], j.lane = row[4], j.parent = row[5], j.order = row[6],
      j.evidence = row[7], j.by = row[8], j.n = start + row[9], j.state = 'queued', j.created = now, j.tries = 0,
      j.cancel = false, j.waits = false
  RETURN row[9] AS place, j.id AS id
}
RETURN place, id
ORDER BY place
