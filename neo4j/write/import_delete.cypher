// Deletes the record of an import whose batches are gone.
// in:  $import
// out: nothing
MATCH (i:Import {id: $import})
DETACH DELETE i
