// Writes the span of a case, or removes it where no import has one.
// in:  $case, $rows [[start, end, first, last]]
// out: nothing
OPTIONAL MATCH (old:Date {case: $case})
WITH old WHERE size($rows) = 0
DETACH DELETE old
WITH count(*) AS gone
UNWIND $rows AS r
MERGE (d:Date {case: $case})
SET d.date = 'Daterange', d.start = r[0], d.end = r[1], d.first = r[2], d.last = r[3]
