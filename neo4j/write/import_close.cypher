// Marks an import as one that is being removed: it no longer counts.
// in:  $import
// out: nothing
MATCH (i:Import {id: $import})
SET i.state = 'removing'
