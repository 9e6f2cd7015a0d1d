#!/usr/bin/env node
// What the viewer in the browser is made of, as CycloneDX JSON: sbom-viewer.mjs [FOLDER OF package-lock.json]
// Every package that a dependency of ours leads to; tools that only build it are none.
// (`npm sbom --omit dev` leaves out a dependency that a build tool wants too, svelte itself.)
import { readFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2] ?? join(import.meta.dirname, "../crates/web/viewer");
const { packages } = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8"));

/** Where a package finds another: in its own node_modules, else in those above. */
function place(from, name) {
    for (let at = from; ; at = at.slice(0, Math.max(at.lastIndexOf("/node_modules/"), 0))) {
        const there = at === "" ? `node_modules/${name}` : `${at}/node_modules/${name}`;
        if (packages[there]) return there;
        if (at === "") return undefined;
    }
}

const found = new Set();
const todo = Object.keys(packages[""].dependencies).map((name) => place("", name));
while (todo.length > 0) {
    const at = todo.pop();
    if (at === undefined || found.has(at)) continue;
    found.add(at);
    todo.push(...Object.keys(packages[at].dependencies ?? {}).map((name) => place(at, name)));
}

const components = [...found].sort().map((at) => {
    const { version, license, integrity } = packages[at];
    const name = at.slice(at.lastIndexOf("node_modules/") + "node_modules/".length);
    const hash = integrity ? Buffer.from(integrity.split("-")[1], "base64").toString("hex") : "";
    return {
        type: "library",
        name,
        version,
        purl: `pkg:npm/${name.replace("@", "%40")}@${version}`,
        hashes: [{ alg: "SHA-512", content: hash }],
        licenses: [{ expression: license ?? "NOASSERTION" }],
    };
});
const metadata = { component: { type: "application", name: "logontracer-viewer", version: packages[""].version ?? "0.0.0" } };
console.log(JSON.stringify({ bomFormat: "CycloneDX", specVersion: "1.5", version: 1, metadata, components }, null, 2));
