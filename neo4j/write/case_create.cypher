// Creates a case; fails where it exists. The token tells a repeated run from another caller's.
// in:  $case, $token
// out: token
MERGE (c:Case {name: $case})
ON CREATE SET c.created = datetime(), c.revision = 0, c.token = $token
RETURN c.token AS token
