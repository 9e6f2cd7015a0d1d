// What is known about the chosen account, host or link.

const SHAPES = {
  account: "M10 3a7 7 0 1 0 .01 0z",
  privileged: "M10 5a5 5 0 1 0 .01 0zM10 1.5a8.500 8.500 0 1 0 .01 0z",
  host: "M4 4h12v12H4z",
  controller: "M10 1.500 18.500 10 10 18.500 1.500 10z",
};

// A small drawing of a node's shape, as the graph draws it.
function shape(kind, tone) {
  const NS = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(NS, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", "shape " + kind + " " + tone);
  svg.setAttribute("aria-hidden", "true");
  SHAPES[kind].split(/(?<=z)(?=M)/).forEach((d, at) => {
    const path = document.createElementNS(NS, "path");
    path.setAttribute("d", d);
    if (at > 0) path.setAttribute("class", "ring");
    svg.append(path);
  });
  return svg;
}

const fact = (word, value, kind = "") =>
  value === "" || value === null || value === undefined ? [] : [el("dt", { text: t(word) }), el("dd", { class: kind, text: value })];

const link = (id) => el("button", { type: "button", class: "link", onclick: () => select(id), text: nameOf(id) });

on(["selected", "edge", "language"], () => {
  const place = $("details");
  const parts = state.selected ? nodeDetails(state.selected) : state.edge !== null ? edgeDetails(DATA.graph.edges[state.edge]) : null;
  place.classList.toggle("empty", !parts);
  place.replaceChildren(...(parts ?? [el("p", { class: "muted" }, el("b", { text: t("pick") }), " ", text(t("pickWhy")))]));
  place.scrollTop = 0;
});

const closer = () =>
  el("button", { type: "button", class: "icon close", "aria-label": t("close"), onclick: () => select(null), text: "×" });

function nodeDetails(id) {
  const n = node(id);
  const tone = level(n.rank);
  const head = el("div", { class: "who" }, el("span", { class: "badge" }, shape(kindOf(id), tone)),
    el("div", { class: "names" }, el("h2", { text: nameOf(id) }), text(t(kindOf(id)), "muted")),
    el("div", { class: "big " + tone }, el("b", { text: percent(n.rank) }), text(t("rank"), "muted")), closer());
  const facts = el("dl", {}, ...fact("domain", n.domain), ...fact("status", n.status, "clamp"), ...fact("address", id[0] === "h" ? n.key : "", "mono"),
    ...fact("addresses", (n.addresses ?? []).filter((a) => a !== n.key).join(" "), "mono"), ...fact("sid", n.sid, "mono"),
    ...fact("first", n.span && stamp(n.span[0]), "mono"), ...fact("last", n.span && stamp(n.span[1]), "mono"),
    ...fact(id[0] === "h" ? "eventsFrom" : "events", t("count", number(n.events), number(n.failed))), ...fact("odd", n.odd ? t("oddYes") : ""),
    ...fact("anomaly", n.anomaly ? n.anomaly.toFixed(2) : "", "mono"));
  return [head, reasonsOf(n), facts, findingsOf(id), linksOf(id)].filter(Boolean);
}

function reasonsOf(n) {
  if (n.reasons.length === 0) return el("p", { class: "muted", text: t("noReasons") });
  const one = ([why, weight]) => {
    const fill = el("i", { class: "fill " + level(weight) });
    fill.style.width = percent(weight) + "%";
    return el("li", {}, text(why), el("span", { class: "weight" }, el("span", { class: "track", "aria-hidden": "true" }, fill), text(weight.toFixed(2), "mono")));
  };
  return el("div", {}, el("h3", { text: t("reasons") }), el("ul", { class: "weighed" }, ...n.reasons.map(one)));
}

function findingsOf(id) {
  const found = DATA.findings.map((finding, at) => [finding, at]).filter(([finding]) => nodesOf(finding).includes(id));
  if (found.length === 0) return null;
  const one = ([finding, at]) => el("li", {}, severityChip(finding.severity),
    el("button", { type: "button", class: "link", onclick: () => openFinding(at), text: finding.title }), text(minute(finding.span[0]), "mono muted"));
  const more = found.length > 8 ? el("li", { class: "muted", text: t("more", found.length - 8) }) : null;
  return el("div", {}, el("h3", { text: t("inFindings") }), el("ul", { class: "brief" }, ...found.slice(0, 8).map(one), more));
}

function linksOf(id) {
  const ids = DATA.graph.nodes.map(([kind, place]) => kind + place);
  const mine = DATA.graph.edges.map((edge, at) => ({ edge, at, from: ids[edge[0]], to: ids[edge[1]] }))
    .filter(({ from, to }) => from === id || to === id).sort((a, b) => b.edge[2] - a.edge[2] || a.at - b.at);
  if (mine.length === 0) return ids.includes(id) ? null : el("p", { class: "muted", text: t("notDrawn") });
  const one = ({ edge, from, to }) => el("li", {}, text(t(from === id ? "to" : "from"), "muted"), link(from === id ? to : from),
    text(kindsOf(edge), "muted mono"), text("×" + number(edge[2]), edge[3] ? "mono bad" : "mono"));
  const more = mine.length > 8 ? el("li", { class: "muted", text: t("more", mine.length - 8) }) : null;
  return el("div", {}, el("h3", { text: t("links") }), el("ul", { class: "brief" }, ...mine.slice(0, 8).map(one), more));
}

const kindsOf = (edge) => [...new Set(edge[6].map(([id]) => id))].slice(0, 3).join(" ");

function edgeDetails(edge) {
  const [from, to] = [edge[0], edge[1]].map((at) => DATA.graph.nodes[at].join(""));
  const row = ([id, type, count, failed]) => el("li", {}, text(id, "mono"), text(type ? t("type") + " " + type : ""),
    text("×" + number(count), "mono"), text(failed ? t("failed") + " " + number(failed) : "", "bad"));
  return [
    el("div", { class: "who" }, el("div", { class: "names" }, el("h2", {}, link(from), " → ", link(to))), closer()),
    el("dl", {}, ...fact("events", t("count", number(edge[2]), number(edge[3]))), ...fact("first", stamp(edge[4]), "mono"), ...fact("last", stamp(edge[5]), "mono")),
    el("ul", { class: "brief" }, ...edge[6].map(row)),
  ];
}
