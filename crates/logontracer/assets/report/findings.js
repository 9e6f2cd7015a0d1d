// The list of findings, by severity and by the chosen span.

const severityChip = (severity) => el("span", { class: "sev " + severity, text: t(severity) });

function openFinding(at) {
  const finding = DATA.findings[at];
  const severities = new Set(state.severities).add(finding.severity);
  const span = inSpan(...finding.span) ? state.span : null;
  update({ severities, span, finding: at, selected: null, edge: null });
  $("finding-" + at)?.scrollIntoView({ block: "nearest" });
}

on(["severities", "span", "language"], () => {
  const chosen = DATA.findings.map((finding, at) => at).filter((at) => {
    const finding = DATA.findings[at];
    return state.severities.has(finding.severity) && inSpan(...finding.span);
  });
  const items = chosen.map(card);
  if (items.length === 0) items.push(el("li", { class: "muted none", text: t("noFindings") }));
  $("findings").replaceChildren(...items);
  $("found-count").textContent = t("shownOf", number(chosen.length), number(DATA.all.findings));
});

on(["severities", "language"], () => {
  const chip = (severity) => {
    const count = DATA.findings.filter((finding) => finding.severity === severity).length;
    return el("button", { type: "button", class: "chip " + severity, "aria-pressed": String(state.severities.has(severity)), disabled: count === 0,
      "data-severity": severity, onclick: () => toggle(severity) }, text(t(severity)), text(" " + number(count), "count"));
  };
  const had = document.activeElement?.dataset?.severity;
  $("severities").replaceChildren(...SEVERITIES.map(chip));
  if (had) $("severities").querySelector(`[data-severity="${had}"]`).focus();
});

function toggle(severity) {
  const severities = new Set(state.severities);
  if (!severities.delete(severity)) severities.add(severity);
  update({ severities });
}

// One moment to the second, or from when to when; the day is said once.
function stretch(from, to) {
  if (to - from < 1000) return stamp(from);
  const [a, b] = [minute(from), minute(to)];
  return a + " – " + (a.slice(0, 10) === b.slice(0, 10) ? b.slice(11) : b);
}

function card(at) {
  const finding = DATA.findings[at];
  const when = stretch(...finding.span);
  const button = el("button", { type: "button", "aria-expanded": "false", onclick: () => update({ finding: state.finding === at ? null : at, selected: null, edge: null }) },
    el("span", { class: "line" }, severityChip(finding.severity), el("b", { text: finding.title })),
    text(finding.text, "what"), el("span", { class: "when mono muted" }, text(when), text(finding.technique)));
  const made = el("li", { id: "finding-" + at }, button);
  if (state.finding === at) expand(made, finding);
  return made;
}

// Opens the chosen card and closes the one before; the others stay as they are.
on(["finding"], () => {
  for (const open of document.querySelectorAll("#findings > .open")) {
    open.classList.remove("open");
    open.firstChild.setAttribute("aria-expanded", "false");
    open.lastChild.remove();
  }
  const made = state.finding === null ? null : $("finding-" + state.finding);
  if (made) expand(made, DATA.findings[state.finding]);
});

function expand(made, finding) {
  made.classList.add("open");
  made.firstChild.setAttribute("aria-expanded", "true");
  const who = ([part, kind, place, name]) => el("span", { class: "part" }, text(t(part) + " ", "muted"),
    place === null ? text(name) : el("button", { type: "button", class: "link", onclick: () => select(kind + place), text: name }));
  const unnamed = finding.unnamed ? text(t("more", number(finding.unnamed)), "muted") : null;
  const facts = [t("timesSeen", number(finding.count)), t("confidence", Math.round(finding.confidence * 100)), finding.rule].join(" · ");
  made.append(el("div", { class: "more" }, el("div", { class: "parts" }, ...finding.nodes.map(who), unnamed), el("p", { class: "muted", text: facts }), recordsOf(finding)));
}

function recordsOf(finding) {
  if (finding.records.length === 0) return null;
  const head = ["time", "computer", "record", "event"].map((word) => el("th", { scope: "col", text: t(word) }));
  const log = (name) => name.replace(/^Microsoft-Windows-/, "").replace(/\/Operational$/, "");
  const short = (name) => (/^[\d.]+$/.test(name) ? name : name.split(".")[0]);
  const row = ([ms, computer, channel, record, id]) => el("tr", {}, el("td", {}, time(0)({ span: [ms] })), el("td", { title: shown(computer), text: short(computer) }),
    el("td", { title: channel }, text(log(channel)), " ", text(record ? "#" + record : "", "mono")), el("td", { class: "mono", text: id }));
  const more = finding.unshown ? el("p", { class: "muted", text: t("more", number(finding.unshown)) }) : null;
  return el("div", { class: "records" }, el("table", { "aria-label": t("records_") }, el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...finding.records.map(row))), more);
}
