// title: Log Clears
// finds: Logs that were cleared (1102, 104).
// params: case
// attack: T1070.001
MATCH (c:Deletetime {case: $case})
RETURN c.date AS time, c.computer AS computer, c.channel AS log, c.domain AS domain, c.user AS user
ORDER BY time, computer, log, user
