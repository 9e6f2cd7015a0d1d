// title: Audit Policy Change
// finds: Changes of what is logged (4719).
// params: case
// attack: T1562.002
MATCH (p:ID {case: $case})
RETURN p.changetime AS time, p.computer AS computer, p.domain AS domain, p.user AS user, p.category AS category,
       p.sub AS subcategory, p.id AS change
ORDER BY time, computer, category, subcategory, change
