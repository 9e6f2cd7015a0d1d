// SHA-256 of the files that imports consist of, and of those that jobs need which have not ended well.
// in:  nothing
// out: sha256, wanted
MATCH (i:Import)
UNWIND i.evidence AS sha256
RETURN sha256, false AS wanted
UNION
MATCH (j:Job)
WHERE j.state IN ['queued', 'running', 'failed']
UNWIND j.evidence AS sha256
RETURN sha256, true AS wanted
