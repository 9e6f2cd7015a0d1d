// Replaces what the last watch of a case had told.
// in:  $case, $run, $at, $findings, $accounts, $account_ranks, $hosts, $host_ranks
// out: name
MATCH (c:Case {name: $case})
SET c.watch_run = $run, c.watch_at = $at, c.watch_findings = $findings,
    c.watch_accounts = $accounts, c.watch_account_ranks = $account_ranks,
    c.watch_hosts = $hosts, c.watch_host_ranks = $host_ranks
RETURN c.name AS name
