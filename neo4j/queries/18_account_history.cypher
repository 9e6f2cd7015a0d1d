// title: History of an Account
// finds: Everything one account did, in order.
// params: case, user
// attack: T1078
MATCH (u:Username {case: $case})<-[e:Event]-(h:IPAddress)
WHERE u.user = $user
RETURN e.first AS first, e.last AS last, h.IP AS source, u.domain AS domain, e.id AS id, e.logintype AS logintype, e.status AS status,
       e.authname AS authname, e.target AS target, e.count AS events
ORDER BY first, source, id, logintype, domain, target
