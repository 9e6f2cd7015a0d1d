// The graph of the highest ranks, on a canvas.

const canvas = $("graph");
// Names of several drawn nodes are told apart by their domains.
const doubled = new Set(DATA.graph.nodes.map((n) => nameOf(n.join(""))).filter((name, at, all) => all.indexOf(name) !== at));
const labelOf = (id) => (doubled.has(nameOf(id)) && node(id).domain ? node(id).domain + "\\" + nameOf(id) : nameOf(id));
const NODES = DATA.graph.nodes.map(([kind, place]) => {
  const id = kind + place;
  return { id, kind: kindOf(id), rank: node(id).rank ?? 0, size: 5 + 9 * (node(id).rank ?? 0), x: 0, y: 0 };
});
const EDGES = DATA.graph.edges;
const CROWD = EDGES.length > 120 ? 0.45 : 0.75; // many links are drawn fainter
const indexOf = new Map(NODES.map((n, at) => [n.id, at]));
layout(NODES.length, EDGES, NODES.map((n) => n.size)).forEach((p, at) => Object.assign(NODES[at], p));

const view = { x: 0, y: 0, k: 1, fitted: true };
let whole = 1; // the zoom at which everything fits
let hover = null; // { node } or { edge }, by index

// From the graph's plane to the canvas.
const toScreen = (p) => ({ x: canvas.clientWidth / 2 + (p.x - view.x) * view.k, y: canvas.clientHeight / 2 + (p.y - view.y) * view.k });
const toPlane = (x, y) => ({ x: (x - canvas.clientWidth / 2) / view.k + view.x, y: (y - canvas.clientHeight / 2) / view.k + view.y });

// Shows all nodes. Below is room for labels and the legend.
function fit() {
  if (NODES.length === 0 || canvas.clientWidth === 0) return;
  const [xs, ys] = [NODES.map((n) => n.x), NODES.map((n) => n.y)];
  const [left, right, top, bottom] = [Math.min(...xs) - 62, Math.max(...xs) + 62, Math.min(...ys) - 30, Math.max(...ys) + 34];
  view.k = whole = Math.min(2, canvas.clientWidth / (right - left), (canvas.clientHeight - 52) / (bottom - top));
  view.x = (left + right) / 2;
  view.y = (top + bottom) / 2 + 24 / view.k;
  view.fitted = true;
}

function zoomBy(factor, x = canvas.clientWidth / 2, y = canvas.clientHeight / 2) {
  const before = toPlane(x, y);
  view.k = Math.min(6, Math.max(0.15, view.k * factor));
  const after = toPlane(x, y);
  view.x += before.x - after.x;
  view.y += before.y - after.y;
  view.fitted = false;
  drawGraph();
}

// What stands out now: indices of nodes, or null for all.
function lit() {
  if (state.finding !== null) return new Set(nodesOf(DATA.findings[state.finding]).map((id) => indexOf.get(id)).filter((at) => at !== undefined));
  if (state.edge !== null) return new Set(EDGES[state.edge].slice(0, 2));
  const chosen = indexOf.get(state.selected);
  if (chosen === undefined) return null;
  const near = EDGES.filter((edge) => edge[0] === chosen || edge[1] === chosen).flatMap((edge) => [edge[0], edge[1]]);
  return new Set([chosen, ...near]);
}

function edgeIsLit(edge, at, nodes) {
  if (!inSpan(edge[4], edge[5])) return false;
  if (!nodes) return true;
  if (state.edge !== null) return at === state.edge;
  const chosen = indexOf.get(state.selected);
  return chosen === undefined ? nodes.has(edge[0]) && nodes.has(edge[1]) : edge[0] === chosen || edge[1] === chosen;
}

function nodeIsLit(at, nodes) {
  const seen = node(NODES[at].id).span;
  return (!nodes || nodes.has(at)) && (!seen || inSpan(seen[0], seen[1]));
}

// The curve of an edge; the bend keeps both directions, and failures, apart.
function curve(edge, bend) {
  const [a, b] = [NODES[edge[0]], NODES[edge[1]]];
  const [p, q] = [toScreen(a), toScreen(b)];
  const [dx, dy] = [q.x - p.x, q.y - p.y];
  const length = Math.hypot(dx, dy) || 1;
  const c = { x: (p.x + q.x) / 2 - dy * bend, y: (p.y + q.y) / 2 + dx * bend };
  const back = Math.hypot(q.x - c.x, q.y - c.y) || 1;
  const short = Math.min(length * 0.5, b.size * Math.max(0.8, Math.sqrt(view.k)) + 4);
  const end = { x: q.x - ((q.x - c.x) / back) * short, y: q.y - ((q.y - c.y) / back) * short };
  return { p, c, end, middle: { x: (p.x + 2 * c.x + end.x) / 4, y: (p.y + 2 * c.y + end.y) / 4 } };
}

// Successes and failures of a link are two lines.
const strands = (edge) => [
  ...(edge[2] > edge[3] ? [{ failed: false, count: edge[2] - edge[3], bend: 0.08 }] : []),
  ...(edge[3] > 0 ? [{ failed: true, count: edge[3], bend: edge[2] > edge[3] ? 0.17 : 0.08 }] : []),
];

function drawStrand(g, edge, strand, strong) {
  const { p, c, end } = curve(edge, strand.bend);
  g.strokeStyle = colour(strand.failed ? "bad" : strong ? "accent" : "line-strong");
  g.fillStyle = g.strokeStyle;
  g.lineWidth = Math.min(3.2, 0.9 + Math.log10(strand.count) * CROWD) * (strong ? 1.5 : 1);
  g.setLineDash(strand.failed ? [5, 4] : []);
  g.beginPath();
  g.moveTo(p.x, p.y);
  g.quadraticCurveTo(c.x, c.y, end.x, end.y);
  g.stroke();
  g.setLineDash([]);
  const angle = Math.atan2(end.y - c.y, end.x - c.x);
  const head = 5 + g.lineWidth;
  g.beginPath();
  g.moveTo(end.x + Math.cos(angle) * 3, end.y + Math.sin(angle) * 3);
  g.lineTo(end.x - head * Math.cos(angle - 0.42), end.y - head * Math.sin(angle - 0.42));
  g.lineTo(end.x - head * Math.cos(angle + 0.42), end.y - head * Math.sin(angle + 0.42));
  g.fill();
}

const tone = (n) => (level(n.rank) === "low" ? (n.id[0] === "a" ? "account" : "host") : level(n.rank) === "mid" ? "warn" : "bad");

function outline(g, kind, x, y, r) {
  g.beginPath();
  if (kind === "host") g.roundRect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8, 2);
  else if (kind === "controller") { g.moveTo(x, y - r * 1.25); g.lineTo(x + r * 1.25, y); g.lineTo(x, y + r * 1.25); g.lineTo(x - r * 1.25, y); g.closePath(); }
  else g.arc(x, y, r, 0, 7);
}

function drawNode(g, at, chosen) {
  const n = NODES[at];
  const { x, y } = toScreen(n);
  const r = n.size * Math.max(0.8, Math.sqrt(view.k));
  g.fillStyle = colour(tone(n));
  outline(g, n.kind, x, y, r);
  g.fill();
  if (n.kind === "privileged") {
    g.strokeStyle = colour(tone(n));
    g.lineWidth = 1.6;
    g.beginPath();
    g.arc(x, y, r + 3.2, 0, 7);
    g.stroke();
  }
  if (chosen || hover?.node === at) {
    g.strokeStyle = colour("text");
    g.lineWidth = chosen ? 2.2 : 1.2;
    outline(g, n.kind, x, y, r + (n.kind === "privileged" ? 7 : 5));
    g.stroke();
  }
  return { x, y, r };
}

// Writes a name unless it would cover another one. Says whether it did.
function drawLabel(g, words, at, y, taken, must, style) {
  let x = at;
  g.font = style;
  const width = g.measureText(words).width;
  // A name at the edge stays inside, if its node does.
  const most = canvas.clientWidth - width / 2 - 4;
  if (x > 0 && x < canvas.clientWidth) x = Math.max(width / 2 + 4, Math.min(most, x));
  const box = { l: x - width / 2 - 2, r: x + width / 2 + 2, t: y - 11, b: y + 3 };
  if (!must && taken.some((o) => box.l < o.r && box.r > o.l && box.t < o.b && box.b > o.t)) return false;
  taken.push(box);
  g.lineWidth = 3;
  g.lineJoin = "round";
  g.strokeStyle = colour("ground");
  g.strokeText(words, x, y);
  g.fillText(words, x, y);
  return true;
}

const brief = (name) => (name.length > 26 ? name.slice(0, 25) + "…" : name);
const font = (weight, size) => `${weight} ${size}px system-ui, "Segoe UI", "Noto Sans", sans-serif`;

function drawGraph() {
  const { context: g, width, height } = sharp(canvas);
  if (width === 0 || height === 0) return;
  if (view.fitted) fit();
  const nodes = lit();
  const order = EDGES.map((edge, at) => [edge, at, edgeIsLit(edge, at, nodes)]).sort((a, b) => a[2] - b[2] || a[1] - b[1]);
  for (const [edge, at, on_] of order) {
    const strong = on_ && (nodes !== null || hover?.edge === at);
    g.globalAlpha = on_ ? (strong ? 1 : CROWD) : 0.1;
    for (const strand of strands(edge)) drawStrand(g, edge, strand, strong);
  }
  const drawn = NODES.map((_, at) => {
    g.globalAlpha = nodeIsLit(at, nodes) ? 1 : 0.2;
    return drawNode(g, at, NODES[at].id === state.selected);
  });
  g.textAlign = "center";
  const taken = drawn.map(({ x, y, r }) => ({ l: x - r, r: x + r, t: y - r, b: y + r }));
  labelNodes(g, nodes, drawn, taken);
  labelEdges(g, nodes, taken);
  g.globalAlpha = 1;
}

function labelNodes(g, nodes, drawn, taken) {
  const order = NODES.map((n, at) => at).sort((a, b) => nodeIsLit(b, nodes) - nodeIsLit(a, nodes) || NODES[b].rank - NODES[a].rank || a - b);
  for (const at of order) {
    const bright = nodeIsLit(at, nodes);
    const must = NODES[at].id === state.selected || hover?.node === at;
    if (!bright && nodes && !must) continue;
    g.globalAlpha = bright || must ? 1 : 0.35;
    g.fillStyle = colour("text");
    const heavy = must || level(NODES[at].rank) === "high";
    const words = brief(shown(labelOf(NODES[at].id)));
    const { x, y, r } = drawn[at];
    const style = font(heavy ? 600 : 400, 11.5);
    // Below if there is room, else above; the highest ranks are never without a name.
    if (!drawLabel(g, words, x, y + r + 14, taken, must, style) && !drawLabel(g, words, x, y - r - 7, taken, false, style) && heavy) {
      drawLabel(g, words, x, y + r + 14, taken, true, style);
    }
  }
}

// Counts are written where there is room to read them: close by, or on what is chosen.
function labelEdges(g, nodes, taken) {
  EDGES.forEach((edge, at) => {
    const close = hover?.edge === at || (nodes ? edgeIsLit(edge, at, nodes) : view.k > Math.max(1.2, 1.5 * whole));
    if (!close || !inSpan(edge[4], edge[5])) return;
    for (const strand of strands(edge)) {
      const { middle } = curve(edge, strand.bend);
      g.globalAlpha = 1;
      g.fillStyle = colour(strand.failed ? "bad-text" : "muted");
      drawLabel(g, kindsOf(edge).split(" ")[0] + " ×" + number(strand.count), middle.x, middle.y + 4, taken, hover?.edge === at, font(500, 10.5));
    }
  });
}

// Brings the chosen node into sight if it is out of it.
on(["selected"], () => {
  const at = indexOf.get(state.selected);
  if (at === undefined || view.fitted) return;
  const p = toScreen(NODES[at]);
  const inside = p.x > 40 && p.y > 40 && p.x < canvas.clientWidth - 40 && p.y < canvas.clientHeight - 80;
  if (!inside) Object.assign(view, { x: NODES[at].x, y: NODES[at].y, fitted: false });
});
on(["selected", "edge", "finding", "span", "theme", "view", "language"], drawGraph);
on(["language"], () => {
  const key = (kind, toneName, word) => el("span", {}, shape(kind, toneName), text(word));
  const line = (kind, word) => el("span", {}, el("i", { class: "sample " + kind }), text(word));
  const dot = (kind, word) => el("span", {}, el("i", { class: "dot " + kind }), text(word));
  $("legend").replaceChildren(key("account", "low", t("account")), key("privileged", "low", t("privileged")), key("host", "low", t("host")),
    key("controller", "low", t("controller")), dot("mid", t("legendMid")), dot("high", t("legendHigh")), line("ok", t("legendLogon")), line("failed", t("legendFailed")));
  $("drawn").textContent = t("nodesEdges", NODES.length, number(DATA.all.accounts + DATA.all.hosts), number(EDGES.length), number(DATA.graph.all_edges));
});
