// All cases.
// in:  nothing
// out: name, created, imports
MATCH (c:Case)
RETURN c.name AS name, toString(c.created) AS created, COUNT { MATCH (i:Import {case: c.name}) WHERE i.state = 'done' } AS imports
ORDER BY name
