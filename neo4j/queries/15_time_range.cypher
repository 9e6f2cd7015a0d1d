// title: Time Range
// finds: Logons between two moments, in milliseconds since 1970 (UTC).
// params: case, start, end
// attack: -
MATCH (h:IPAddress {case: $case})-[e:Event]->(u:Username)
WHERE e.last >= $start AND e.first <= $end
RETURN h.IP AS source, h.hostname AS hostname, u.domain AS domain, u.user AS user, e.id AS id, sum(e.count) AS events,
       min(e.first) AS first, max(e.last) AS last
ORDER BY events DESC, source, domain, user, id
