// WCAG 2.2 AA on every page in both themes, by axe.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { settled } from './browser.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
export const PAGES = ['graph', 'timeline', 'table', 'findings', 'coverage', 'paths', 'diff', 'hunts', 'import', 'jobs', 'cases', 'users', 'tokens', 'audit', 'saved'];

export async function violations(context, url, caseName, theme) {
  const { page } = context;
  const out = [];
  for (const name of PAGES) {
    await page.goto(`${url}/?case=${encodeURIComponent(caseName)}&page=${name}`);
    await settled(page);
    if (name === 'graph' || name === 'timeline') {
      await page.click('#rank-account-0');
      await page.waitForSelector('article h3');
      await settled(page);
    }
    // The policy forbids inline script; the debugger's evaluation is not under it.
    await page.evaluate(AXE);
    const told = await page.evaluate((tags) => globalThis.axe.run(document, { runOnly: { type: 'tag', values: tags } }), TAGS);
    for (const violation of told.violations) out.push(`${theme} ${name}: ${violation.id} (${violation.impact}) ${violation.nodes.slice(0, 3).map((node) => node.html.slice(0, 140)).join(' | ')}`);
  }
  return out;
}
