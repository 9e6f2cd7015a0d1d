// Writes some of the sets of records that an import read, by number.
// in:  $case, $import, $rows [[n, computer, channel, day, bytes]]
// out: made
MATCH (i:Import {id: $import})
WHERE i.case = $case
UNWIND $rows AS row
MERGE (r:RecordSet {import: i.id, n: row[0]})
SET r.case = i.case, r.computer = row[1], r.channel = row[2], r.day = row[3], r.bytes = row[4]
RETURN count(*) AS made
