// CPU and wall time of a frame while panning, ours and cytoscape.js, and of one step of the brush: npm run bench
import { createServer } from 'node:http';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { chromium } from 'playwright-core';
import { build } from 'vite';

const OUT = join(process.cwd(), 'test/out/bench');
const TICK_MS = 10;
await build({ root: 'test/bench', configFile: false, logLevel: 'error', build: { outDir: OUT, emptyOutDir: true, target: 'es2022' }, worker: { format: 'es' } });
const kinds = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2' };
const server = createServer((request, response) => {
  const path = request.url === '/' ? '/index.html' : request.url;
  try {
    const body = readFileSync(join(OUT, path));
    response.writeHead(200, { 'content-type': kinds[extname(path)] ?? 'application/octet-stream' }).end(body);
  } catch {
    response.writeHead(404).end();
  }
}).listen(0, '127.0.0.1');
await new Promise((done) => server.once('listening', done));
const url = `http://127.0.0.1:${server.address().port}/`;

// Every process of this browser: what a frame costs is shared between the page and the one that puts it on the screen.
function cpu(root) {
  const stats = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
    try {
      const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const parts = text.slice(text.lastIndexOf(')') + 2).split(' ');
      return [{ pid: Number(pid), parent: Number(parts[1]), ms: (Number(parts[11]) + Number(parts[12])) * TICK_MS }];
    } catch {
      return [];
    }
  });
  const mine = new Set([root]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const { pid, parent } of stats) if (mine.has(parent) && !mine.has(pid)) grew = Boolean(mine.add(pid));
  }
  return stats.filter(({ pid }) => mine.has(pid)).reduce((sum, { ms }) => sum + ms, 0);
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

async function measure(renderer, edges, frames) {
  const launched = await chromium.launchServer({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  const browser = await chromium.connect(launched.wsEndpoint());
  const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
  page.setDefaultTimeout(120_000);
  await page.goto(url);
  await page.waitForFunction(() => 'bench' in globalThis);
  const first = await page.evaluate(([name, count]) => globalThis.bench.prepare(name, count), [renderer, edges]);
  await page.evaluate(() => globalThis.bench.pan(3));
  const before = cpu(launched.process().pid);
  const { walls, drawn } = await page.evaluate((count) => globalThis.bench.pan(count), frames);
  const spent = (cpu(launched.process().pid) - before) / Math.max(1, drawn);
  const brush = renderer === 'own' ? median(await page.evaluate((count) => globalThis.bench.brush(count), edges)) : null;
  if (renderer === 'own') await page.screenshot({ path: `test/out/bench-${edges}.png` });
  await browser.close();
  await launched.close();
  return { renderer, edges, first_ms: Math.round(first), cpu_ms: Math.round(spent * 10) / 10, wall_ms: Math.round(median(walls) * 10) / 10, drawn: `${drawn} of ${frames}`, brush_ms: brush === null ? '' : Math.round(brush * 10) / 10 };
}

const rows = [];
for (const edges of [2000, 5000, 20_000]) {
  rows.push(await measure('own', edges, 60));
  rows.push(await measure('cytoscape', edges, edges > 5000 ? 12 : 30));
  const [mine, theirs] = rows.slice(-2);
  console.log(`${edges} edges: ${mine.cpu_ms} ms CPU a frame against ${theirs.cpu_ms} (${(theirs.cpu_ms / mine.cpu_ms).toFixed(1)} times), wall ${mine.wall_ms} against ${theirs.wall_ms}`);
}
console.table(rows);
server.close();
