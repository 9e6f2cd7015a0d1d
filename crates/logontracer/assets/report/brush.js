// Choosing a span on the timeline, with the pointer, keys and buttons.

let brush = null;
strip.addEventListener("pointerdown", (event) => {
  strip.setPointerCapture(event.pointerId);
  const near = state.span?.findIndex((ms) => Math.abs(toX(ms) - event.offsetX) < 7) ?? -1;
  // Taking an end moves it; anywhere else a new span begins.
  brush = near >= 0 ? { x: event.offsetX, start: state.span[1 - near], moved: true } : { x: event.offsetX, start: toTime(event.offsetX), moved: false };
});
strip.addEventListener("pointermove", (event) => {
  if (!brush || (!brush.moved && Math.abs(event.offsetX - brush.x) < 4)) return;
  brush.moved = true;
  const clamp = (ms) => Math.min(END, Math.max(START, ms));
  update({ span: [clamp(brush.start), clamp(toTime(event.offsetX))].sort((a, b) => a - b) });
});
strip.addEventListener("pointerup", (event) => {
  if (brush && !brush.moved && !openAt(event.offsetX, event.offsetY) && state.span) update({ span: null });
  brush = null;
});

// A click on a triangle opens the gravest finding under it.
function openAt(x, y) {
  if (y > MARGIN.top) return false;
  const at = DATA.findings.findIndex((finding) => state.severities.has(finding.severity) && Math.abs(toX(finding.span[0]) - x) < 6);
  if (at >= 0) openFinding(at);
  return at >= 0;
}

strip.addEventListener("keydown", (event) => {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (event.key === "Escape" && state.span) { event.stopPropagation(); return update({ span: null }); }
  if (!step) return undefined;
  event.preventDefault();
  const width = (shownSpan.to - shownSpan.from) / 48;
  const [from, to] = state.span ?? [shownSpan.from, shownSpan.from + width];
  if (!state.span) return update({ span: [from, to] });
  return update({ span: event.shiftKey ? [from, Math.min(END, Math.max(from + HOUR, to + step * width))] : move(from, to, step * width) });
});

function move(from, to, by) {
  const inside = Math.max(START - from, Math.min(END - to, by));
  return [from + inside, to + inside];
}

function show(from, to) {
  const least = 6 * HOUR;
  const middle = (from + to) / 2;
  Object.assign(shownSpan, to - from < least ? { from: middle - least / 2, to: middle + least / 2 } : { from, to });
  drawTimeline();
  tellRange();
}

// A little room on both sides, so that both handles stay in reach.
$("range-zoom").addEventListener("click", () => {
  const room = (state.span[1] - state.span[0]) * 0.05;
  show(state.span[0] - room, state.span[1] + room);
});
$("range-all").addEventListener("click", () => show(START, END));
$("range-clear").addEventListener("click", () => update({ span: null }));
