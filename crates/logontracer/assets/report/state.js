// The data, what is chosen at the moment, and small helpers that every part uses.

// Counted first of all, so that a test sees errors of any later line.
const root = document.documentElement;
const countError = () => { root.dataset.errors = String(Number(root.dataset.errors) + 1); };
window.addEventListener("error", countError);
window.addEventListener("unhandledrejection", countError);
document.addEventListener("securitypolicyviolation", countError);

const DATA = JSON.parse(document.getElementById("data").textContent);
const HOUR = 3600000;
const SEVERITIES = ["critical", "high", "medium", "low", "info"];

const state = {
  selected: null, // id of an account or host: "a0", "h3"
  edge: null, // index into DATA.graph.edges
  finding: null, // index into DATA.findings
  span: null, // [from, to] in milliseconds
  severities: new Set(SEVERITIES),
  filter: "",
  list: "accounts",
  view: "graph",
  sort: { accounts: ["rank", -1], hosts: ["rank", -1] },
  language: "en",
  theme: "light",
};

const renderers = [];

// Calls `draw` whenever one of `keys` changes.
function on(keys, draw) {
  renderers.push([new Set(keys), draw]);
}

function update(changes) {
  const changed = Object.keys(changes);
  Object.assign(state, changes);
  for (const [keys, draw] of renderers) {
    if (changed.some((key) => keys.has(key))) draw();
  }
}

// Makes an element. Text only ever comes in as text: nothing here reads markup.
function el(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") made.className = value;
    else if (name === "text") made.textContent = shown(value);
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

const $ = (id) => document.getElementById(id);

// Control and direction-changing characters written out: a name must not look like another.
function shown(value) {
  return String(value).replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g, (c) =>
    "\\u{" + c.codePointAt(0).toString(16) + "}");
}

const number = (n) => n.toLocaleString(language === "ja" ? "ja-JP" : "en-US");
const stamp = (ms) => new Date(ms).toISOString().slice(0, 19).replace("T", " ");
const minute = (ms) => stamp(ms).slice(0, 16);
const percent = (rank) => Math.round((rank ?? 0) * 100);
const level = (rank) => (percent(rank) >= 70 ? "high" : percent(rank) >= 40 ? "mid" : "low");

// An account or host by its id, or null.
function node(id) {
  if (!id) return null;
  const list = id[0] === "a" ? DATA.accounts : DATA.hosts;
  return list[Number(id.slice(1))] ?? null;
}

const nameOf = (id) => (id[0] === "a" ? node(id).name : node(id).name ?? node(id).key);

function kindOf(id) {
  if (id[0] === "a") return node(id).privileged ? "privileged" : "account";
  return node(id).controller ? "controller" : "host";
}

// Ids of the listed accounts and hosts of a finding.
const nodesOf = (finding) => finding.nodes.filter((n) => n[2] !== null).map((n) => n[1] + n[2]);

// Chooses an account or host, or none.
function select(id) {
  update({ selected: id, edge: null, finding: null, ...(id ? { list: id[0] === "a" ? "accounts" : "hosts" } : {}) });
}

// Whether a stretch of time meets the chosen span.
const inSpan = (from, to) => !state.span || (from <= state.span[1] && to >= state.span[0]);

// A colour of the style sheet, for the canvases.
let colours = {};
function colour(name) {
  colours[name] ??= getComputedStyle(root).getPropertyValue("--" + name).trim();
  return colours[name];
}

// Gives a canvas as many pixels as the screen has for it and returns its context, in CSS pixels.
function sharp(canvas) {
  const { clientWidth: width, clientHeight: height } = canvas;
  const scale = window.devicePixelRatio || 1;
  const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
  if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
  const context = canvas.getContext("2d");
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, width, height };
}
