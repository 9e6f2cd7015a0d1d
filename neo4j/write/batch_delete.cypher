// Forgets a batch whose relationships are gone.
// in:  $import, $n
// out: nothing
MATCH (b:Batch {import: $import, n: $n})
DELETE b
