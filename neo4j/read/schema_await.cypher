// Waits until all indexes can be used: until then the server scans whole labels.
// in:  nothing
// out: nothing
CALL db.awaitIndexes(300)
