// When logs of a case were cleared, oldest first.
// in:  $case
// out: time, user, domain, computer, channel; time: epoch milliseconds
MATCH (c:Deletetime {case: $case})
RETURN c.time AS time, c.user AS user, c.domain AS domain, c.computer AS computer, c.channel AS channel
ORDER BY time, computer, channel, user, domain
