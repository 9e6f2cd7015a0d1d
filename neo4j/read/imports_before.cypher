// The finished imports of a case that end before a moment: their logons, and what was found in them.
// One that drew no logon ends when it was made.
// in:  $case, $before
// out: id, oldest first
MATCH (i:Import {case: $case})
WHERE i.state = 'done' AND coalesce(i.last, i.started.epochMillis) < $before
  AND NOT EXISTS { MATCH (f:Finding {origin: i.id}) WHERE f.last >= $before }
RETURN i.id AS id
ORDER BY coalesce(i.last, i.started.epochMillis), id
