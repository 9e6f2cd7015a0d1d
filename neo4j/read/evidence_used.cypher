// SHA-256 of the files that imports consist of, or that jobs which may still run need.
// in:  nothing
// out: sha256
MATCH (i:Import)
UNWIND i.evidence AS sha256
RETURN sha256
UNION
MATCH (j:Job)
WHERE j.state IN ['queued', 'running', 'failed']
UNWIND j.evidence AS sha256
RETURN sha256
