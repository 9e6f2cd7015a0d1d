// Puts the page together: header, words, theme, keys, and the state in the address.

function readPanel() {
  const { read } = DATA;
  const baseline = DATA.baseline ? t("baselineYes") : t("baselineNo");
  const facts = el("dl", {}, ...fact("files", `${number(read.files)} · ${size(read.bytes)}`), ...fact("records", t("used", number(read.kept), number(read.records))),
    ...fact("computers", number(read.all_computers)), ...fact("first", read.span && stamp(read.span[0]), "mono"), ...fact("last", read.span && stamp(read.span[1]), "mono"),
    ...fact("ranking", t(DATA.ranking)), ...fact("program", "LogonTracer " + DATA.version));
  const notice = DATA.ranking === "classic" ? null : el("p", { class: DATA.baseline ? "calm" : "notice" }, el("b", { text: t("baseline") + ": " }), text(baseline));
  $("read").replaceChildren(...[facts, notice, computers(read), missing(read), places("notRead", read.failed, read.all_failed), places("damaged", read.damaged, read.all_damaged), clears()].filter(Boolean));
}

const more = (all, told) => (all > told ? el("p", { class: "muted", text: t("more", number(all - told)) }) : null);

function computers(read) {
  if (read.computers.length === 0) return null;
  return el("details", {}, el("summary", { text: t("computerNames") }), el("p", { class: "names", text: read.computers.join(", ") }), more(read.all_computers, read.computers.length));
}

function clears() {
  const all = DATA.timeline.clears;
  if (all.length === 0) return null;
  const one = ([ms, computer, who, channel]) => el("li", {}, text(stamp(ms), "mono"), " ", text(`${computer} · ${channel} · ${t("byWhom", who || "?")}`));
  return el("details", {}, el("summary", { text: t("cleared", number(DATA.all.clears)) }), el("ul", { class: "places" }, ...all.map(one)), more(DATA.all.clears, all.length));
}

function missing(read) {
  if (read.missing.length === 0) return null;
  const policies = [...new Set(read.missing.map(([, policy]) => policy))].join(", ");
  return el("details", {}, el("summary", { text: t("notLogged", read.missing.length) }), el("p", { class: "mono", text: read.missing.map(([id]) => id).join(" ") }),
    el("p", { class: "muted", text: t("notLoggedWhy") }), el("p", { text: policies }));
}

function places(word, list, all) {
  if (list.length === 0) return null;
  const one = ([name, why]) => el("li", {}, el("b", { text: name }), text(" " + why, "muted"));
  return el("details", {}, el("summary", { text: t(word, number(all)) }), el("ul", { class: "places" }, ...list.map(one)), more(all, list.length));
}

function size(bytes) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const at = Math.min(units.length - 1, bytes > 0 ? Math.floor(Math.log2(bytes) / 10) : 0);
  return (bytes / 1024 ** at).toFixed(at === 0 ? 0 : 1) + " " + units[at];
}

on(["language"], () => {
  for (const place of document.querySelectorAll("[data-t]")) place.textContent = t(place.dataset.t);
  for (const place of document.querySelectorAll("[data-t-label]")) {
    place.setAttribute("aria-label", t(place.dataset.tLabel));
    if (place.tagName === "BUTTON") place.title = t(place.dataset.tLabel);
    if (place.tagName === "INPUT") place.placeholder = t(place.dataset.tLabel);
  }
  root.lang = language;
  $("language").lang = language === "ja" ? "en" : "ja";
  document.title = "LogonTracer – " + t("title");
  const { span } = DATA.read;
  $("span").textContent = [span ? `${minute(span[0])} – ${minute(span[1])} ${t("utc")}` : "", t("accountsHosts", number(DATA.all.accounts), number(DATA.all.hosts))].filter(Boolean).join(" · ");
  const cut = DATA.all.accounts > DATA.accounts.length || DATA.all.hosts > DATA.hosts.length;
  $("left-out").textContent = cut ? t("tableCut", number(DATA.accounts.length), number(DATA.all.accounts), number(DATA.hosts.length), number(DATA.all.hosts)) : "";
  readPanel();
});

on(["view"], () => {
  for (const name of ["graph", "table"]) {
    $("view-" + name).hidden = state.view !== name;
    $("tab-" + name).setAttribute("aria-selected", String(state.view === name));
    $("tab-" + name).tabIndex = state.view === name ? 0 : -1;
  }
  root.dataset.view = state.view;
});

on(["theme"], () => {
  root.dataset.theme = state.theme;
  colours = {};
});

// Every view is a link, also one from a file.
on(["theme", "language", "selected", "view"], () => {
  const parts = new URLSearchParams();
  if (state.theme !== system()) parts.set("theme", state.theme);
  if (state.language !== "en") parts.set("lang", state.language);
  if (state.selected) parts.set("node", state.selected);
  if (state.view !== "graph") parts.set("view", state.view);
  try {
    history.replaceState(null, "", "#" + parts);
  } catch {
    // Some browsers forbid it for files; the page works without.
  }
});

const dark = window.matchMedia("(prefers-color-scheme: dark)");
const system = () => (dark.matches ? "dark" : "light");
dark.addEventListener("change", () => update({ theme: system() }));

$("theme").addEventListener("click", () => update({ theme: state.theme === "dark" ? "light" : "dark" }));
$("language").addEventListener("click", () => speak(language === "en" ? "ja" : "en"));
$("print").addEventListener("click", () => window.print());
$("filter").addEventListener("input", (event) => update({ filter: event.target.value }));

function speak(next) {
  language = next;
  update({ language: next });
}

// Tabs: arrows go from one to the other.
for (const tab of document.querySelectorAll("[role=tab]")) {
  const choose = () => update(tab.dataset.view ? { view: tab.dataset.view } : { list: tab.dataset.list });
  tab.addEventListener("click", choose);
  tab.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const other = tab.previousElementSibling ?? tab.nextElementSibling;
    other.focus();
    other.click();
  });
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input");
  if (event.key === "/" && !typing) {
    event.preventDefault();
    $("filter").select();
    $("filter").focus();
  } else if ((event.key === "Enter" || event.key === "ArrowDown") && typing) {
    event.preventDefault();
    $("ranks").querySelector("tbody tr[tabindex='0']")?.focus();
  } else if (event.key === "Escape") {
    select(null);
  }
});

let printing = null;
window.addEventListener("beforeprint", () => {
  printing = state.theme;
  update({ theme: "light" });
});
window.addEventListener("afterprint", () => update({ theme: printing ?? state.theme }));

const redraw = () => { drawGraph(); drawTimeline(); };
new ResizeObserver(redraw).observe($("graph"));
new ResizeObserver(redraw).observe($("strip"));

// The first drawing of everything.
const address = new URLSearchParams(location.hash.slice(1));
language = address.get("lang") === "ja" ? "ja" : "en";
const asked = address.get("node");
update({
  ...state,
  language,
  theme: ["dark", "light"].includes(address.get("theme")) ? address.get("theme") : system(),
  view: address.get("view") === "table" ? "table" : "graph",
  ...(/^[ah]\d+$/.test(asked ?? "") && node(asked) ? { selected: asked, list: asked[0] === "a" ? "accounts" : "hosts" } : {}),
});
root.dataset.ready = "true";
