// Events per hour over the whole case, with findings and cleared logs above them.

const strip = $("strip");
const LINE = DATA.timeline;
const SHORTEST = 24; // hours that are shown at least, lest one hour be a wall
const SPARE = Math.ceil(Math.max(0, SHORTEST - LINE.hours) / 2) * HOUR;
const ZERO = LINE.first * HOUR; // what hours count from
const START = ZERO - SPARE;
const END = ZERO + LINE.hours * HOUR + SPARE;
const shownSpan = { from: START, to: END };
const MARGIN = { left: 46, right: 14, top: 24, bottom: 20 };
const LANE = 38; // height of the chosen node's own lane
const SHOWN_NAMES = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

const across = () => Math.max(10, strip.clientWidth - MARGIN.left - MARGIN.right);
const toX = (ms) => MARGIN.left + ((ms - shownSpan.from) / (shownSpan.to - shownSpan.from)) * across();
const toTime = (x) => shownSpan.from + ((x - MARGIN.left) / across()) * (shownSpan.to - shownSpan.from);

// A busy hour must not hide a lone failure, so heights grow with the square root.
const tall = (count, most) => Math.sqrt(count / most);

// Sums hours into bars at least three pixels wide: [[x, width, events, failed], …].
function bars(flat) {
  const perHour = (across() * HOUR) / (shownSpan.to - shownSpan.from);
  const step = Math.max(1, Math.ceil(3 / perHour));
  const sums = new Map();
  for (let at = 0; at < flat.length; at += 3) {
    const slot = Math.floor(flat[at] / step);
    const sum = sums.get(slot) ?? [0, 0];
    sums.set(slot, [sum[0] + flat[at + 1], sum[1] + flat[at + 2]]);
  }
  return [...sums].map(([slot, [count, failed]]) => [toX(ZERO + slot * step * HOUR), step * perHour, count, failed])
    .filter(([x, width]) => x + width > MARGIN.left && x < MARGIN.left + across());
}

function drawBars(g, all, top, bottom, most, tones) {
  for (const [x, width, count, failed] of all) {
    const full = Math.max(2, (bottom - top) * tall(count, most));
    const bad = failed ? Math.max(2, (bottom - top) * tall(failed, most)) : 0;
    const w = Math.max(1.5, width - (width > 4 ? 1 : 0.4));
    g.fillStyle = colour(tones[0]);
    g.fillRect(x, bottom - full, w, full);
    g.fillStyle = colour(tones[1]);
    g.fillRect(x, bottom - bad, w, bad);
  }
}

const highest = (all) => all.reduce((most, one) => Math.max(most, one[2]), 1);

function drawTimeline() {
  const { context: g, width, height } = sharp(strip);
  if (width === 0) return;
  const own = state.selected ? LINE[state.selected[0] === "a" ? "accounts" : "hosts"][state.selected.slice(1)] : null;
  const bottom = height - MARGIN.bottom - (own ? LANE : 0);
  drawDays(g, height);
  g.save();
  g.beginPath();
  g.rect(MARGIN.left, 0, across(), height);
  g.clip();
  const all = bars(LINE.all);
  const most = highest(all);
  if (own) g.globalAlpha = 0.45;
  drawBars(g, all, MARGIN.top, bottom, most, ["bar", "bad"]);
  g.globalAlpha = 1;
  if (own) drawOwn(g, own, bottom + 6, height - MARGIN.bottom);
  drawMarks(g, height);
  drawRange(g, height);
  g.restore();
  drawScale(g, most, MARGIN.top, bottom);
}

function drawScale(g, most, top, bottom) {
  g.fillStyle = colour("muted");
  g.font = font(400, 10.5);
  g.textAlign = "right";
  g.fillText(number(most), MARGIN.left - 6, top + 8);
  if (bottom - top > 50 && most >= 8) g.fillText(number(Math.round(most / 4)), MARGIN.left - 6, (top + bottom) / 2 + 4);
  g.fillText("0", MARGIN.left - 6, bottom);
}

// The chosen account's or host's own hours, on a scale of their own, and its anomaly scores as a line.
function drawOwn(g, own, top, bottom) {
  const all = bars(own);
  const most = highest(all);
  g.fillStyle = colour("line");
  g.fillRect(MARGIN.left, top - 4, across(), 1);
  drawBars(g, all, top, bottom, most, ["accent", "bad"]);
  const scores = state.selected[0] === "a" ? LINE.scores[state.selected.slice(1)] : null;
  if (!scores) return;
  let peak = 1;
  for (let at = 1; at < scores.length; at += 2) peak = Math.max(peak, scores[at]);
  g.strokeStyle = colour("warn");
  g.lineWidth = 1.3;
  g.beginPath();
  for (let at = 0; at < scores.length; at += 2) {
    const y = bottom - ((bottom - top) * Math.max(0, scores[at + 1])) / peak;
    if (at > 0) g.lineTo(toX(ZERO + scores[at] * HOUR), bottom - ((bottom - top) * Math.max(0, scores[at - 1])) / peak);
    g.lineTo(toX(ZERO + scores[at] * HOUR), y);
  }
  g.stroke();
}

// Days, months or years, whichever leave room for their names; weekends are shaded.
function ticks() {
  const room = ((shownSpan.to - shownSpan.from) / across()) * 78;
  const DAY = 24 * HOUR;
  for (const step of [HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY]) {
    if (step < room) continue;
    const all = [];
    for (let at = Math.ceil(shownSpan.from / step) * step; at < shownSpan.to; at += step) all.push(at);
    return { all, word: (ms) => (step < DAY ? stamp(ms).slice(11, 16) === "00:00" ? stamp(ms).slice(5, 10) : stamp(ms).slice(11, 16) : dayName(ms)) };
  }
  const months = [1, 3, 6, 12, 24, 60].find((count) => count * 30 * DAY >= room) ?? 120;
  const from = new Date(shownSpan.from);
  const all = [];
  for (let month = Math.ceil((from.getUTCFullYear() * 12 + from.getUTCMonth()) / months) * months; ; month += months) {
    const at = Date.UTC(Math.floor(month / 12), month % 12, 1);
    if (at >= shownSpan.to) break;
    if (at >= shownSpan.from) all.push(at);
  }
  return { all, word: (ms) => (months >= 12 ? stamp(ms).slice(0, 4) : stamp(ms).slice(0, 7)) };
}

const dayName = (ms) => {
  const locale = language === "ja" ? "ja-JP" : "en-GB";
  return new Date(ms).toLocaleDateString(locale, { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
};

function drawDays(g, height) {
  const DAY = 24 * HOUR;
  if (shownSpan.to - shownSpan.from < 90 * DAY) {
    g.fillStyle = colour("shade");
    for (let day = Math.floor(shownSpan.from / DAY) * DAY; day < shownSpan.to; day += DAY) {
      if (!["Sat", "Sun"].includes(SHOWN_NAMES[new Date(day).getUTCDay()])) continue;
      const [l, r] = [Math.max(MARGIN.left, toX(day)), Math.min(MARGIN.left + across(), toX(day + DAY))];
      g.fillRect(l, MARGIN.top, r - l, height - MARGIN.top - MARGIN.bottom);
    }
  }
  const { all, word } = ticks();
  g.font = font(400, 10.5);
  g.textAlign = "left";
  for (const at of all) {
    const x = toX(at);
    g.fillStyle = colour("line");
    g.fillRect(x, MARGIN.top, 1, height - MARGIN.top - MARGIN.bottom);
    g.fillStyle = colour("muted");
    if (x + 60 < strip.clientWidth) g.fillText(word(at), x + 3, height - 6);
  }
  g.fillStyle = colour("line");
  g.fillRect(MARGIN.left, height - MARGIN.bottom, across(), 1);
}

// One triangle per few pixels, of the gravest finding there; a cross where a log was cleared.
function drawMarks(g, height) {
  const gravest = new Map();
  DATA.findings.forEach((finding) => {
    if (!state.severities.has(finding.severity)) return;
    const slot = Math.round(toX(finding.span[0]) / 7);
    const grave = SEVERITIES.indexOf(finding.severity);
    gravest.set(slot, Math.min(grave, gravest.get(slot) ?? 9));
  });
  for (const [slot, grave] of [...gravest].sort((a, b) => b[1] - a[1])) {
    const x = slot * 7;
    g.fillStyle = colour("sev-" + SEVERITIES[grave]);
    g.globalAlpha = grave < 2 ? 1 : 0.85;
    if (grave < 2) g.fillRect(x - 0.5, 16, 1, height - 16 - MARGIN.bottom);
    g.beginPath();
    g.moveTo(x - 4.5, 8); g.lineTo(x + 4.5, 8); g.lineTo(x, 17); g.fill();
    g.globalAlpha = 1;
  }
  g.strokeStyle = colour("clear");
  g.lineWidth = 1.6;
  for (const [ms] of LINE.clears) {
    const [x, y] = [toX(ms), height - MARGIN.bottom - 6];
    g.beginPath();
    g.moveTo(x - 3.5, y - 3.5); g.lineTo(x + 3.5, y + 3.5); g.moveTo(x + 3.5, y - 3.5); g.lineTo(x - 3.5, y + 3.5);
    g.stroke();
  }
  const chosen = state.finding === null ? null : DATA.findings[state.finding];
  if (!chosen) return;
  g.fillStyle = colour("text");
  g.fillRect(toX(chosen.span[0]) - 1, 6, 2, height - 6 - MARGIN.bottom);
}

function drawRange(g, height) {
  if (!state.span) return;
  const [l, r] = state.span.map(toX);
  g.fillStyle = colour("veil");
  g.fillRect(MARGIN.left, MARGIN.top, l - MARGIN.left, height - MARGIN.top - MARGIN.bottom);
  g.fillRect(r, MARGIN.top, MARGIN.left + across() - r, height - MARGIN.top - MARGIN.bottom);
  g.fillStyle = colour("accent");
  for (const x of [l, r]) {
    g.fillRect(x - 1, MARGIN.top, 2, height - MARGIN.top - MARGIN.bottom);
    g.beginPath();
    g.roundRect(x - 3.5, (height - 18) / 2, 7, 22, 3);
    g.fill();
  }
}

function tellRange() {
  $("range").textContent = state.span ? `${minute(state.span[0])} – ${minute(state.span[1])} ${t("utc")}` : state.selected ? "" : t("dragHint");
  $("range-zoom").hidden = !state.span;
  $("range-clear").hidden = !state.span;
  $("range-all").hidden = shownSpan.from === START && shownSpan.to === END;
}

on(["span", "selected", "language"], tellRange);
on(["selected", "language"], () => {
  const dot = (kind, word) => el("span", {}, el("i", { class: "dot " + kind }), text(word));
  const own = state.selected ? dot("own", t("ofSelected", brief(nameOf(state.selected)))) : null;
  const score = state.selected && LINE.scores[state.selected.slice(1)] && state.selected[0] === "a" ? dot("mid", t("anomalyLine")) : null;
  const clears = DATA.all.clears ? el("span", {}, el("i", { class: "cross", text: "×" }), text(t("clear") + " " + number(DATA.all.clears))) : null;
  $("timeline-keys").replaceChildren(...[dot("bars", t("logons")), dot("high", t("failures")), el("span", {}, el("i", { class: "flag", text: "▼" }), text(t("finding"))), clears, own, score].filter(Boolean));
});
on(["selected", "finding", "span", "severities", "theme", "view", "language"], drawTimeline);
