// Writes hosts as all imports together say they are.
// in:  $case, $rows [[key, IP, hostname, addresses, dc, first, last]]
// out: nothing
UNWIND $rows AS r
MERGE (h:IPAddress {case: $case, key: r[0]})
SET h.IP = r[1], h.hostname = r[2], h.addresses = r[3], h.dc = r[4], h.first = r[5], h.last = r[6]
