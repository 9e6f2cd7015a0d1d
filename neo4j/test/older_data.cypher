// Takes away what the first version of the schema did not know.
// in:  nothing
// out: nothing
MATCH (n:RecordSet|Finding|Job|Queue)
DETACH DELETE n
WITH count(*) AS gone
MATCH (s:Schema)
WHERE s.version > 1
DELETE s
