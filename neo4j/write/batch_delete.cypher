// Forgets a batch whose relationships are gone.
// in:  $import, $n
// out: nothing
MATCH (b:Batch {import: $import, n: $n})
USING INDEX SEEK b:Batch(import, n)
DELETE b
