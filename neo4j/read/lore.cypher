// What the finished imports of a case have learned of names, oldest first.
// in:  $case
// out: bytes
MATCH (i:Import {case: $case})
WHERE i.state = 'done' AND i.lore IS NOT NULL
RETURN i.lore AS bytes
ORDER BY i.started, i.id
