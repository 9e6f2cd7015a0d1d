// Every relationship of a case. An end is told by what it is known by; a finding by what it says.
// in:  $case
// out: label, own, ends
MATCH (a)-[e]->(b) WHERE a.case = $case
RETURN type(e) AS label, properties(e) AS own,
  [end IN [a, b] | coalesce(end.key, end.text, end.name, end.changetime, end.start)] AS ends
