// Moving in the graph and choosing from it: pointer, wheel, keys and buttons.

// What lies under the pointer.
function under(x, y) {
  for (let at = 0; at < NODES.length; at += 1) {
    const p = toScreen(NODES[at]);
    if (Math.hypot(p.x - x, p.y - y) < NODES[at].size * Math.max(0.8, Math.sqrt(view.k)) + 5) return { node: at };
  }
  for (let at = 0; at < EDGES.length; at += 1) {
    for (const strand of strands(EDGES[at])) if (nearCurve(curve(EDGES[at], strand.bend), x, y)) return { edge: at };
  }
  return null;
}

function nearCurve({ p, c, end }, x, y) {
  for (let s = 0; s <= 1; s += 1 / 24) {
    const [a, b, d] = [(1 - s) * (1 - s), 2 * s * (1 - s), s * s];
    if (Math.hypot(a * p.x + b * c.x + d * end.x - x, a * p.y + b * c.y + d * end.y - y) < 5) return true;
  }
  return false;
}

function tell(at, x, y) {
  const tip = $("tip");
  tip.hidden = !at;
  if (!at) return;
  const parts = [];
  if (at.node !== undefined) {
    const n = node(NODES[at.node].id);
    parts.push(el("b", { text: labelOf(NODES[at.node].id) }), text(t(NODES[at.node].kind) + " · " + t("rank") + " " + percent(n.rank), "muted"), text(n.reasons[0]?.[0] ?? ""));
  } else {
    const edge = EDGES[at.edge];
    parts.push(el("b", { text: nameOf(NODES[edge[0]].id) + " → " + nameOf(NODES[edge[1]].id) }), text(t("count", number(edge[2]), number(edge[3]))),
      text(minute(edge[4]) + " – " + minute(edge[5]), "mono muted"));
  }
  tip.replaceChildren(...parts);
  tip.style.left = Math.min(x + 14, canvas.clientWidth - tip.offsetWidth - 8) + "px";
  tip.style.top = Math.min(y + 14, canvas.clientHeight - tip.offsetHeight - 8) + "px";
}

let drag = null;
canvas.addEventListener("pointerdown", (event) => {
  canvas.setPointerCapture(event.pointerId);
  drag = { x: event.offsetX, y: event.offsetY, at: under(event.offsetX, event.offsetY), moved: false };
});
canvas.addEventListener("pointermove", (event) => {
  const [x, y] = [event.offsetX, event.offsetY];
  if (!drag) {
    hover = under(x, y);
    canvas.classList.toggle("over", hover !== null);
    tell(hover, x, y);
    return drawGraph();
  }
  if (!drag.moved && Math.hypot(x - drag.x, y - drag.y) < 4) return undefined;
  drag.moved = true;
  tell(null);
  const target = drag.at?.node !== undefined ? NODES[drag.at.node] : null;
  if (target) Object.assign(target, toPlane(x, y));
  else Object.assign(view, { x: view.x - (x - drag.x) / view.k, y: view.y - (y - drag.y) / view.k });
  Object.assign(drag, target ? {} : { x, y });
  view.fitted = false;
  return drawGraph();
});
canvas.addEventListener("pointerup", () => {
  const done = drag;
  drag = null;
  if (!done || done.moved) return;
  if (done.at?.node !== undefined) select(NODES[done.at.node].id);
  else if (done.at) update({ edge: done.at.edge, selected: null, finding: null });
  else select(null);
});
canvas.addEventListener("pointerleave", () => { hover = null; tell(null); drawGraph(); });
canvas.addEventListener("wheel", (event) => {
  event.preventDefault();
  zoomBy(Math.exp(-event.deltaY * 0.0015), event.offsetX, event.offsetY);
}, { passive: false });
canvas.addEventListener("keydown", (event) => {
  const move = { ArrowLeft: [-40, 0], ArrowRight: [40, 0], ArrowUp: [0, -40], ArrowDown: [0, 40] }[event.key];
  if (move) Object.assign(view, { x: view.x + move[0] / view.k, y: view.y + move[1] / view.k, fitted: false });
  else if (event.key === "+" || event.key === "=") return zoomBy(1.25);
  else if (event.key === "-") return zoomBy(0.8);
  else if (event.key === "0") fit();
  else return undefined;
  event.preventDefault();
  return drawGraph();
});
$("zoom-in").addEventListener("click", () => zoomBy(1.3));
$("zoom-out").addEventListener("click", () => zoomBy(1 / 1.3));
$("zoom-fit").addEventListener("click", () => { fit(); drawGraph(); });
