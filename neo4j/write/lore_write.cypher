// Keeps what an import learned of names.
// in:  $case, $import, $bytes
// out: kept
MATCH (i:Import {id: $import})
WHERE i.case = $case
SET i.lore = $bytes
RETURN count(*) AS kept
