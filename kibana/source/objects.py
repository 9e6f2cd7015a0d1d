"""What is in Kibana: data views, panels, saved searches, the dashboard. Panels read what `export` writes.

Accounts, hosts and findings are written anew by every run of an analysis, so panels take the highest rank within
the chosen time and count distinct findings; a change of the audit policy is written once.
"""
import json
import pathlib

from forms import chart, control, count, dashboard, data_view, distinct, highest, over_time, search, table, terms, vega

USERS = data_view("user", "LogonTracer: accounts")
HOSTS = data_view("host", "LogonTracer: hosts")
FINDINGS = data_view("finding", "LogonTracer: findings")
POLICIES = data_view("policy", "LogonTracer: changes of the audit policy")

HIGHEST = "The highest rank of any run within the time chosen above."

TOP_ACCOUNTS = table("top-accounts", "Accounts by rank", USERS, {
    "user": terms("Account", "user", 20, "rank"),
    "rank": highest("Highest rank", "rank"),
    "anomaly": highest("Highest anomaly", "anomaly"),
}, description=HIGHEST)

TOP_HOSTS = table("top-hosts", "Hosts by rank", HOSTS, {
    "host": terms("Host", "IP.keyword", 20, "rank"),
    "rank": highest("Highest rank", "rank"),
}, description=HIGHEST)

ACCOUNTS_OVER_TIME = chart("accounts-over-time", "Ranks of accounts over time", USERS, "line", {
    "user": terms("Account", "user", 10, "rank"),
    "time": over_time("Run"),
    "rank": highest("Highest rank", "rank"),
}, x="time", y=["rank"], split="user")

HOSTS_OVER_TIME = chart("hosts-over-time", "Ranks of hosts over time", HOSTS, "line", {
    "host": terms("Host", "IP.keyword", 10, "rank"),
    "time": over_time("Run"),
    "rank": highest("Highest rank", "rank"),
}, x="time", y=["rank"], split="host")

ACCOUNT_HISTORY = chart("account-history", "Rank history of the chosen account", USERS, "line", {
    "time": over_time("Run"),
    "rank": highest("Rank", "rank"),
    "anomaly": highest("Anomaly", "anomaly"),
}, x="time", y=["rank", "anomaly"], description="Choose an account above; without a choice, the highest of all.")

SEVERITIES = chart("severities", "Findings by severity", FINDINGS, "bar_horizontal", {
    "severity": terms("Severity", "severity", 5, "findings"),
    "findings": distinct("Findings", "finding"),
}, x="severity", y=["findings"])

SEVERITIES_OVER_TIME = chart("severities-over-time", "Findings over time", FINDINGS, "bar_stacked", {
    "severity": terms("Severity", "severity", 5, "findings"),
    "time": over_time("Last seen"),
    "findings": distinct("Findings", "finding"),
}, x="time", y=["findings"], split="severity")

TECHNIQUES = table("techniques", "Findings by technique", FINDINGS, {
    "technique": terms("Technique", "technique", 30, "findings"),
    "findings": distinct("Findings", "finding"),
    "severity": highest("Gravest (4 is critical)", "severity_level"),
    "last": highest("Last seen", "last", kind="date"),
}, description="ATT&CK techniques.")

NEWLY_PRIVILEGED = table("newly-privileged", "Newly privileged accounts", USERS, {
    "user": terms("Account", "user", 20, "since"),
    "since": highest("Since", "privileged_at", kind="date"),
    "rank": highest("Highest rank", "rank"),
}, query="newly_privileged:true", description="Accounts whose way into a privileged group is in the logs.")

POLICY_CHANGES = table("policy-changes", "Changes of the audit policy", POLICIES, {
    "subcategory": terms("Subcategory", "subcategory", 20, "changes"),
    "computer": terms("Computer", "computer", 10, "changes"),
    "changes": count("Changes"),
    "last": highest("Last", "@timestamp", kind="date"),
})

RANKS_BY_DAY = vega("ranks-by-day", "Ranks by day", json.loads(
    (pathlib.Path(__file__).parent / "vega" / "ranks-by-day.json").read_text()))

GRAVE_FINDINGS = search("grave-findings", "LogonTracer: grave findings", FINDINGS,
                        ["case", "severity", "title", "text", "accounts", "hosts", "technique"],
                        query="severity:(high OR critical)")
SYSTEM_ACCOUNTS = search("system-accounts", "LogonTracer: accounts with special privileges", USERS,
                         ["case", "user", "domain", "rank", "rights", "status", "reasons"], query="rights:system")
ACCOUNTS_WITH_STATUS = search("accounts-with-status", "LogonTracer: what happened to accounts", USERS,
                              ["case", "user", "domain", "rank", "status", "privileged_at"],
                              query="status:(created OR addgroup OR deleted)")
POLICY_EVENTS = search("policy-events", "LogonTracer: changes of the audit policy", POLICIES,
                       ["case", "computer", "user", "domain", "category", "subcategory", "change"])

DASHBOARD = dashboard(
    "dashboard", "LogonTracer",
    "Who stands out and why, run by run: accounts, hosts, findings, privileges, changes of the audit policy.",
    [control(0, USERS, "case", "Case"), control(1, USERS, "user", "Account")],
    [
        (14, TOP_ACCOUNTS, TOP_HOSTS),
        (13, ACCOUNTS_OVER_TIME, HOSTS_OVER_TIME),
        (14, ACCOUNT_HISTORY, RANKS_BY_DAY),
        (11, SEVERITIES, SEVERITIES_OVER_TIME),
        (14, TECHNIQUES, NEWLY_PRIVILEGED, POLICY_CHANGES),
        (14, GRAVE_FINDINGS),
        (12, POLICY_EVENTS),
    ])

# In the order in which each refers to earlier ones only.
ALL = [
    USERS, HOSTS, FINDINGS, POLICIES,
    TOP_ACCOUNTS, TOP_HOSTS, ACCOUNTS_OVER_TIME, HOSTS_OVER_TIME, ACCOUNT_HISTORY, SEVERITIES, SEVERITIES_OVER_TIME,
    TECHNIQUES, NEWLY_PRIVILEGED, POLICY_CHANGES, RANKS_BY_DAY,
    GRAVE_FINDINGS, SYSTEM_ACCOUNTS, ACCOUNTS_WITH_STATUS, POLICY_EVENTS,
    DASHBOARD,
]
