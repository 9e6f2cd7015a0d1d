// What the last watch of a case had told. Kept on the case, so that it goes with it.
// in:  $case
// out: no row where it was never watched; run, at, findings, accounts, account_ranks, hosts, host_ranks
MATCH (c:Case {name: $case})
WHERE c.watch_run IS NOT NULL
RETURN c.watch_run AS run, c.watch_at AS at, c.watch_findings AS findings,
       c.watch_accounts AS accounts, c.watch_account_ranks AS account_ranks,
       c.watch_hosts AS hosts, c.watch_host_ranks AS host_ranks
