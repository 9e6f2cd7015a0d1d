// Marks an import as complete, unless it is being removed.
// in:  $import, $logons, $accounts, $hosts, $first, $last, $report
// out: batches
MATCH (i:Import {id: $import})
WHERE i.state <> 'removing'
SET i.state = 'done', i.finished = datetime(), i.logons = $logons, i.accounts = $accounts, i.hosts = $hosts,
    i.first = $first, i.last = $last, i.report = $report
RETURN COUNT { MATCH (:Batch {import: i.id}) } AS batches
