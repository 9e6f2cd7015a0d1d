// Shows the API's own description: text only, nothing is taken from elsewhere.
const make = (tag, text, ...children) => {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  element.append(...children);
  return element;
};

const resolved = (api, schema) =>
  schema?.$ref ? schema.$ref.split("/").slice(1).reduce((part, name) => part?.[name], api) : schema;

// A schema as a sketch of the JSON it stands for; `seen` ends what contains itself.
const sketch = (api, given, seen = []) => {
  if (given?.$ref && seen.includes(given.$ref)) return given.$ref.split("/").pop();
  const inside = given?.$ref ? [...seen, given.$ref] : seen;
  const schema = resolved(api, given) ?? {};
  const options = schema.oneOf ?? schema.anyOf;
  if (options) return options.map((option) => sketch(api, option, inside)).find((value) => value !== "null") ?? "null";
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => sketch(api, part, inside)));
  if (schema.enum) return schema.enum.join(" | ");
  if (schema.properties) {
    const entries = Object.entries(schema.properties).map(([name, value]) => {
      const optional = schema.required?.includes(name) ? "" : "?";
      return [name + optional, sketch(api, value, inside)];
    });
    return Object.fromEntries(entries);
  }
  if (schema.items) return [sketch(api, schema.items, inside)];
  return [schema.type ?? "any"].flat().join(" | ");
};

const body = (api, title, content) => {
  const parts = [];
  for (const [kind, { schema }] of Object.entries(content ?? {})) {
    parts.push(make("p", `${title}: ${kind}`));
    if (schema) parts.push(make("pre", JSON.stringify(sketch(api, schema), null, 2)));
  }
  return parts;
};

const parameters = (list) => {
  if (!list?.length) return [];
  const rows = list.map((item) =>
    make("tr", "", make("td", "", make("code", item.name)), make("td", item.in + (item.required ? "" : ", optional")), make("td", item.description)),
  );
  return [make("table", "", make("tbody", "", ...rows))];
};

const operation = (api, path, method, what) => {
  const head = make("summary", "", make("span", method.toUpperCase()), make("code", path), " " + (what.summary ?? ""));
  head.firstChild.className = "method";
  const box = make("details", "", head);
  if (what.description) box.append(make("p", what.description));
  box.append(...parameters(what.parameters), ...body(api, "Body", what.requestBody?.content));
  for (const [status, answer] of Object.entries(what.responses ?? {})) {
    box.append(make("p", `${status} ${answer.description ?? ""}`), ...body(api, "Answer", answer.content));
  }
  return box;
};

const show = (api) => {
  document.getElementById("about").textContent = api.info.description ?? "";
  const all = [];
  for (const [path, item] of Object.entries(api.paths)) {
    for (const [method, what] of Object.entries(item)) {
      if (what?.responses) all.push(operation(api, path, method, what));
    }
  }
  document.getElementById("operations").replaceChildren(...all);
  document.getElementById("find").addEventListener("input", (event) => {
    const words = event.target.value.toLowerCase();
    for (const box of all) box.hidden = !box.textContent.toLowerCase().includes(words);
  });
};

fetch("/api/v1/openapi.json")
  .then((answer) => answer.json())
  .then(show)
  .catch((error) => {
    document.getElementById("operations").textContent = `The description cannot be shown: ${error}`;
  });
