// The tables of accounts and hosts: a short one beside the graph, a full one as a view of its own.

const bar = (rank) => {
  const fill = el("i", { class: "fill " + level(rank) });
  fill.style.width = percent(rank) + "%";
  return el("span", { class: "score" }, el("span", { class: "track", "aria-hidden": "true" }, fill), el("b", { text: percent(rank) }));
};
const text = (value, kind = "") => el("span", { class: kind, text: value ?? "" });
// Date and time may stand under each other, but neither is broken.
const time = (at) => (n) => el("span", { class: "mono whole" }, ...(n.span ? stamp(n.span[at]).split(" ") : []).flatMap((part) => [text(part), " "]));
const TOLD = 3; // reasons in a row of the full table; the details have all

function reasonList(n) {
  const one = ([why, weight]) => el("li", {}, text(why), text(" " + weight.toFixed(2), "weight"));
  const rest = n.reasons.length > TOLD ? el("li", { class: "muted", title: n.reasons.slice(TOLD).map(([why]) => shown(why)).join("\n"), text: t("more", n.reasons.length - TOLD) }) : null;
  return el("ul", { class: "why" }, ...n.reasons.slice(0, TOLD).map(one), rest);
}

// The first reason without the name that stands beside it anyway.
function mainReason(n) {
  const why = n.reasons[0]?.[0] ?? "—";
  const own = [n.domain ? n.domain + "\\" + n.name : n.name, n.name, n.key].find((name) => name && why.startsWith(name + " "));
  return el("span", { class: "muted", title: shown(why), text: own ? why.slice(own.length + 1) : why });
}

// An account's name says little without its domain: every machine has an administrator.
const fullName = (n) => el("span", { title: shown(n.name + (n.domain ? " · " + n.domain : "")) }, text(n.name, "name"), n.domain ? text(" " + n.domain, "muted small") : null);

// key, word, what to sort by, what to show.
const COLUMN = {
  place: ["place", "#", (n) => n.place, (n) => text(n.place + 1, "mono muted")],
  account: ["name", "account", (n) => n.name, (n) => text(n.name, "name")],
  person: ["name", "account", (n) => n.name, fullName],
  host: ["name", "host", (n) => n.name ?? n.key, (n) => text(n.name ?? n.key, "name")],
  rank: ["rank", "rank", (n) => n.rank, (n) => bar(n.rank)],
  reason: ["reason", "reason", (n) => n.reasons[0]?.[0] ?? "", mainReason],
  domain: ["domain", "domain", (n) => n.domain, (n) => text(n.domain)],
  rights: ["rights", "rights", (n) => (n.privileged ? 1 : 0), (n) => text(t(n.privileged ? "system" : "user"))],
  status: ["status", "status", (n) => n.status, (n) => el("span", { class: "clamp", title: shown(n.status), text: n.status })],
  key: ["key", "address", (n) => n.key, (n) => text(n.key, "mono")],
  kind: ["kind", "kind", (n) => (n.controller ? 1 : 0), (n) => text(n.controller ? t("controller") : "")],
  first: ["first", "first", (n) => n.span?.[0] ?? 0, time(0)],
  last: ["last", "last", (n) => n.span?.[1] ?? 0, time(1)],
  events: ["events", "events", (n) => n.events, (n) => text(number(n.events), "mono")],
  failed: ["failed", "failed", (n) => n.failed, (n) => text(n.failed ? number(n.failed) : "", "mono bad")],
  reasons: ["reasons", "reasons", (n) => n.reasons.length, reasonList],
};
const SHORT = { accounts: ["place", "person", "rank", "reason"], hosts: ["place", "host", "rank", "reason"] };
const FULL = {
  accounts: ["place", "rank", "account", "domain", "reasons", "events", "failed", "first", "last", "rights", "status"],
  hosts: ["place", "rank", "host", "key", "reasons", "events", "failed", "first", "last", "kind"],
};

for (const list of ["accounts", "hosts"]) {
  DATA[list].forEach((n, place) => Object.assign(n, { place, id: list[0] + place }));
}

// What the filter box looks through.
const haystack = (n) => [n.name, n.key, n.domain, n.sid, ...(n.addresses ?? [])].join("\n").toLowerCase();

function rowsOf(list) {
  const words = state.filter.toLowerCase().split(/\s+/).filter(Boolean);
  const rows = DATA[list].filter((n) => words.every((word) => haystack(n).includes(word)));
  const [key, direction] = state.sort[list];
  const by = Object.values(COLUMN).find((column) => column[0] === key)[2];
  const order = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  return rows.sort((a, b) => direction * order(by(a), by(b)) || a.place - b.place);
}

// How many there are; with a filter, how many of the listed ones it leaves.
const tally = (list) => (state.filter ? number(rowsOf(list).length) + " / " : "") + number(DATA.all[list]);

function sortBy(list, key) {
  const [now, direction] = state.sort[list];
  const wordy = ["place", "name", "domain", "reason", "status", "key"].includes(key);
  const next = now === key ? -direction : wordy ? 1 : -1;
  update({ sort: { ...state.sort, [list]: [key, next] } });
}

function heading(list, column) {
  const [key, word] = column;
  const [now, direction] = state.sort[list];
  const sorted = now === key ? (direction < 0 ? "descending" : "ascending") : null;
  const label = word === "#" ? "#" : t(word);
  return el("th", { scope: "col", "aria-sort": sorted, class: "c-" + key },
    el("button", { type: "button", onclick: () => sortBy(list, key), text: label }));
}

function tableOf(list, names, extra) {
  const columns = names.map((name) => COLUMN[name]);
  const rows = rowsOf(list);
  const row = (n) =>
    el("tr", { "data-id": n.id, tabindex: -1 }, ...columns.map((column) => el("td", { class: "c-" + column[0] }, column[3](n))));
  const body = el("tbody", {}, ...rows.map(row));
  if (rows.length > 0) body.firstChild.tabIndex = 0;
  else body.append(el("tr", {}, el("td", { colspan: columns.length, class: "muted", text: t("noRows") })));
  body.addEventListener("click", (event) => pick(event.target.closest("tr")));
  body.addEventListener("keydown", walk);
  return el("table", { class: extra, role: "grid", "aria-label": t(list) },
    el("thead", {}, el("tr", {}, ...columns.map((column) => heading(list, column)))), body);
}

function pick(row) {
  if (!row?.dataset.id) return;
  for (const other of row.parentNode.children) other.tabIndex = -1;
  row.tabIndex = 0;
  select(row.dataset.id);
}

// Arrows walk through the rows, Enter chooses.
function walk(event) {
  const row = event.target.closest("tr");
  const rows = row.parentNode;
  const next = { ArrowDown: row.nextSibling, ArrowUp: row.previousSibling, Home: rows.firstChild, End: rows.lastChild }[event.key];
  if (event.key === "Enter" || event.key === " ") pick(row);
  else if (!(event.key in { ArrowDown: 1, ArrowUp: 1, Home: 1, End: 1 })) return;
  event.preventDefault();
  if (next) {
    row.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }
}

// Puts a new table where the old one was; whoever used its headings or rows goes on there.
function replace(place, table) {
  const had = place.contains(document.activeElement) && document.activeElement.closest("th");
  const column = had ? had.className : null;
  place.replaceChildren(table);
  if (column) table.getElementsByClassName(column)[0]?.querySelector("button")?.focus();
}

on(["filter", "sort", "list", "language"], () => {
  replace($("ranks"), tableOf(state.list, SHORT[state.list], "short"));
  $("ranks").setAttribute("aria-labelledby", "tab-" + state.list);
  for (const list of ["accounts", "hosts"]) {
    for (const tab of document.querySelectorAll(`[data-list="${list}"]`)) {
      tab.replaceChildren(text(t(list)), text(" " + tally(list), "count"));
      tab.setAttribute("aria-selected", String(state.list === list));
      tab.tabIndex = state.list === list ? 0 : -1;
    }
  }
  markRows();
});
on(["filter", "sort", "language"], () => {
  for (const list of ["accounts", "hosts"]) replace($("full-" + list), tableOf(list, FULL[list], "full"));
  markRows();
});
on(["list", "view"], () => {
  for (const list of ["accounts", "hosts"]) $("full-" + list).classList.toggle("off", state.list !== list);
});
on(["selected", "finding"], markRows);

function markRows() {
  const lit = new Set(state.finding === null ? [] : nodesOf(DATA.findings[state.finding]));
  for (const row of document.querySelectorAll("tr[data-id]")) {
    const chosen = row.dataset.id === state.selected;
    row.setAttribute("aria-selected", String(chosen));
    row.classList.toggle("lit", lit.has(row.dataset.id));
    if (chosen && !row.contains(document.activeElement)) row.scrollIntoView({ block: "nearest" });
  }
}
