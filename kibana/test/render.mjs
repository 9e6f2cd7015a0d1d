// Renders a Vega panel over the answer that Elasticsearch gave to its search.
//   node render.mjs SPEC.json ANSWER.json      prints the SVG; a warning of either library is a failure
import { readFileSync } from 'node:fs';
import * as vega from 'vega';
import { compile } from 'vega-lite';

const read = (path) => JSON.parse(readFileSync(path, 'utf8'));

// The one kind of logger that both libraries take.
function strict() {
  const complain = (...words) => {
    throw new Error(`warning: ${words.join(' ')}`);
  };
  const silent = () => logger;
  const logger = { level: () => logger, error: complain, warn: complain, info: silent, debug: silent };
  return logger;
}

// What Kibana does: the search in data.url is asked, and its answer takes its place.
function answered(spec, answer) {
  if (!spec.data?.url?.index) throw new Error('data.url names no index');
  const { url, ...rest } = spec.data;
  return { ...spec, data: { ...rest, values: answer } };
}

const [specPath, answerPath] = process.argv.slice(2);
const logger = strict();
const spec = compile(answered(read(specPath), read(answerPath)), { logger }).spec;
const view = new vega.View(vega.parse(spec, {}, { logger }), { renderer: 'none', logger });
process.stdout.write(await view.toSVG());
