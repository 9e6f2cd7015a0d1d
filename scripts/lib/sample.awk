# A small company's week and an attack in it: one line per event, its second since Monday first.
# The random numbers are our own, so that every awk writes the same file.

function random(n) {
    seed = (seed * 16807) % 2147483647
    return seed % n
}

function at(day, hour, minute) { return day * 86400 + hour * 3600 + minute * 60 + random(60) }

function data(name, value) { return "<Data Name='" name "'>" value "</Data>" }

function head(id, provider, when, computer) {
    return sprintf("<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>" \
        "<Provider Name='%s'/><EventID>%d</EventID><Version>0</Version><Level>0</Level><Task>0</Task><Opcode>0</Opcode>" \
        "<Keywords>0x8020000000000000</Keywords><TimeCreated SystemTime='2026-03-%02dT%02d:%02d:%02d.%07dZ'/>" \
        "<EventRecordID>@RECORD@</EventRecordID><Correlation/><Execution ProcessID='664' ThreadID='712'/>" \
        "<Channel>Security</Channel><Computer>%s.corp.example</Computer><Security/></System>",
        provider, id, 2 + int(when / 86400), int(when / 3600) % 24, int(when / 60) % 60, when % 60,
        random(10000000), computer)
}

function event(id, when, computer, values) {
    print when "\t" computer "\t" head(id, "Microsoft-Windows-Security-Auditing", when, computer) \
        "<EventData>" values "</EventData></Event>"
}

function target(user) {
    return data("TargetUserSid", sid(user)) data("TargetUserName", user) data("TargetDomainName", "CORP")
}

function subject(user) {
    return data("SubjectUserSid", sid(user)) data("SubjectUserName", user) data("SubjectDomainName", "CORP") \
        data("SubjectLogonId", "0x3e71f2")
}

function sid(user) {
    if (!(user in rid)) rid[user] = next_rid++
    return "S-1-5-21-1004336348-1177238915-682003330-" rid[user]
}

function process_of(type, package) {
    if (type == 3) return package == "NTLM" ? "NtLmSsp " : "Kerberos"
    return type == 5 ? "Advapi  " : "User32 "
}

# A logon over the network (3), at the keyboard (2), by remote desktop (10) or of a service (5).
function logon(when, user, from, to, type, package) {
    event(4624, when, to, target(user) data("TargetLogonId", sprintf("0x%x", 1000000 + random(9000000))) \
        data("LogonType", type) data("LogonProcessName", process_of(type, package)) \
        data("AuthenticationPackageName", package) data("WorkstationName", package == "NTLM" ? toupper(from) : "-") \
        data("LmPackageName", package == "NTLM" ? "NTLM V2" : "-") data("KeyLength", 0) \
        data("IpAddress", address[from]) data("IpPort", 49152 + random(16000)))
}

function failure(when, user, from, to, sub_status) {
    event(4625, when, to, target(user) data("Status", "0xc000006d") data("SubStatus", sub_status) data("LogonType", 3) \
        data("LogonProcessName", "NtLmSsp ") data("AuthenticationPackageName", "NTLM") \
        data("WorkstationName", toupper(from)) data("IpAddress", address[from]) data("IpPort", 49152 + random(16000)))
}

function ticket(when, user, from, dc) {
    event(4768, when, dc, data("TargetUserName", user) data("TargetDomainName", "CORP") data("TargetSid", sid(user)) \
        data("ServiceName", "krbtgt") data("TicketOptions", "0x40810010") data("Status", "0x0") \
        data("TicketEncryptionType", "0x12") data("PreAuthType", 2) data("IpAddress", "::ffff:" address[from]) \
        data("IpPort", 49152 + random(16000)))
}

function service(when, user, from, to, dc) {
    event(4769, when, dc, data("TargetUserName", user "@CORP.EXAMPLE") data("TargetDomainName", "CORP.EXAMPLE") \
        data("ServiceName", toupper(to) "$") data("TicketOptions", "0x40810000") data("TicketEncryptionType", "0x12") \
        data("IpAddress", "::ffff:" address[from]) data("IpPort", 49152 + random(16000)) data("Status", "0x0"))
}

function refused(when, user, from, dc) {
    event(4771, when, dc, data("TargetUserName", user) data("TargetSid", sid(user)) data("ServiceName", "krbtgt/CORP") \
        data("TicketOptions", "0x40810010") data("Status", "0x18") data("PreAuthType", 2) \
        data("IpAddress", "::ffff:" address[from]) data("IpPort", 49152 + random(16000)))
}

function privileged(when, user, computer) {
    event(4672, when, computer, subject(user) data("PrivilegeList", "SeSecurityPrivilege&#10;SeDebugPrivilege&#10;SeBackupPrivilege"))
}

# The whole way of a person to a server: ticket for it, then the logon there.
function visit(when, user, from, to, dc) {
    service(when, user, from, to, dc)
    logon(when + 1, user, from, to, 3, "Kerberos")
}

function workday(day, who, user, desk, dc, start, visits, n) {
    user = person[who]
    desk = sprintf("ws%02d", 1 + who % desks)
    dc = who % 2 ? "dc01" : "dc02"
    start = at(day, 7 + random(3), random(60))
    if (random(9) == 0) refused(start - 20, user, desk, dc)
    ticket(start, user, desk, dc)
    logon(start + 1, user, desk, desk, 2, "Negotiate")
    visits = 5 + random(4)
    for (n = 0; n < visits; n++) visit(start + 60 + random(28000), user, desk, server[1 + random(4)], dc)
    if (random(25) == 0) failure(start + random(20000), user, desk, "fs01", "0xc000006a")
}

function night(day, n) {
    ticket(at(day, 1, 0), "svc_backup", "app01", "dc01")
    for (n = 1; n <= servers; n++) visit(at(day, 1, 5 + n), "svc_backup", "app01", server[n], "dc01")
    for (n = 0; n < 24; n += 4) logon(at(day, n, 30), "svc_sql", "sql01", "sql01", 5, "Negotiate")
    visit(at(day, 5, 0), "svc_scan", "app01", "print01", "dc02")
}

function administration(day, when) {
    when = at(day, 10, random(60))
    ticket(when, "admin.hall", "ws01", "dc01")
    visit(when + 5, "admin.hall", "ws01", "dc01", "dc01")
    privileged(when + 6, "admin.hall", "dc01")
    logon(when + 400, "admin.hall", "ws01", "sql01", 10, "Negotiate")
    privileged(when + 400, "admin.hall", "sql01")
}

# Wednesday, 02:00: one machine tries the same passwords on everybody, and one of them fits.
function spray(when, round, n) {
    for (round = 0; round < 2; round++)
        for (n = 0; n < people; n++) refused(when + round * 900 + n * 4, person[n], "ws17", "dc01")
    for (n = 0; n < 12; n++) failure(when + 400 + n * 3, person[n], "ws17", "fs01", "0xc000006a")
    ticket(when + 1200, victim, "ws17", "dc01")
    for (n = 1; n <= servers; n++) logon(when + 1300 + n * 40, victim, "ws17", server[n], 3, "NTLM")
}

# Thursday, 01:30: an administrator's hash opens the domain controller; an account is made, raised, used; the log is cleared.
function takeover(when, group) {
    logon(when, "admin.hall", "ws17", "dc01", 3, "NTLM")
    privileged(when, "admin.hall", "dc01")
    event(4720, when + 60, "dc01", data("TargetUserName", "svc_update") data("TargetDomainName", "CORP") \
        data("TargetSid", sid("svc_update")) subject("admin.hall") data("SamAccountName", "svc_update"))
    group = "S-1-5-21-1004336348-1177238915-682003330-512"
    event(4728, when + 90, "dc01", data("MemberName", "CN=svc_update,CN=Users,DC=corp,DC=example") \
        data("MemberSid", sid("svc_update")) data("TargetUserName", "Domain Admins") data("TargetDomainName", "CORP") \
        data("TargetSid", group) subject("admin.hall"))
    ticket(when + 200, "svc_update", "ws17", "dc01")
    logon(when + 210, "svc_update", "ws17", "dc01", 10, "Negotiate")
    privileged(when + 210, "svc_update", "dc01")
    event(4662, when + 300, "dc01", subject("svc_update") data("ObjectServer", "DS") \
        data("ObjectType", "%{19195a5b-6da0-11d0-afd3-00c04fd930c9}") data("OperationType", "Object Access") \
        data("AccessMask", "0x100") data("Properties", "%%7688 {1131f6ad-9c07-11d1-f79f-00c04fc2dcd2}"))
    logon(when + 600, "svc_update", "ws17", "sql01", 10, "Negotiate")
    logon(when + 900, "svc_update", "ws17", "dc02", 3, "NTLM")
    when += 1800
    print when "\tdc01\t" head(1102, "Microsoft-Windows-Eventlog", when, "dc01") \
        "<UserData><LogFileCleared xmlns='http://manifests.microsoft.com/win/2004/08/windows/eventlog'><SubjectUserSid>" \
        sid("svc_update") "</SubjectUserSid><SubjectUserName>svc_update</SubjectUserName><SubjectDomainName>CORP" \
        "</SubjectDomainName><SubjectLogonId>0x3e71f2</SubjectLogonId></LogFileCleared></UserData></Event>"
}

BEGIN {
    seed = 20260302
    next_rid = 1104
    people = split("a.adler b.brandt c.conrad d.dietz e.engel f.falk g.graf h.haas i.imhof j.jung k.kern l.lang m.keller " \
        "n.nagel o.otto p.paul q.quint r.roth s.seidel t.thoma u.ulm v.vogt w.weiss x.xanth y.york z.ziegler a.bauer " \
        "b.busch c.claus d.dorn e.ernst f.fink g.gross h.hahn i.ihle j.jahn", list, " ")
    for (n = 1; n <= people; n++) person[n - 1] = list[n]
    victim = "m.keller"
    servers = split("fs01 app01 print01 sql01 web01", server, " ")
    for (n = 1; n <= servers; n++) address[server[n]] = "10.0.10." (20 + n)
    address["dc01"] = "10.0.10.11"
    address["dc02"] = "10.0.10.12"
    desks = 23
    for (n = 1; n <= desks; n++) address[sprintf("ws%02d", n)] = "10.0.20." (100 + n)

    for (day = 0; day < 5; day++) {
        for (who = 0; who < people; who++) workday(day, who)
        night(day)
        administration(day)
    }
    spray(at(2, 2, 0))
    takeover(at(3, 1, 30))
}
