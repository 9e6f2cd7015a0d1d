/** Pans a graph with our renderer and with cytoscape.js: the same nodes, edges, places and steps. */
import cytoscape from 'cytoscape';
import { CanvasGraph } from '../../src/graph/canvas';
import { buildScene } from '../../src/graph/scene';
import { visible } from '../../src/graph/visible';
import { noFilter } from '../../src/state/filter';
import { company } from './graph';

const stage = document.getElementById('stage')!;
const frame = () => new Promise<number>((done) => requestAnimationFrame(done));
const nothing = () => {};
const OPTIONS = { label: 'event' as const, sized: true, bundled: true, split: new Set<string>(), pinned: new Map(), masked: false, words: { failed: '' } };

let step: () => void = nothing;
let drawn = 0;

async function own(edges: number): Promise<number> {
  const canvas = Object.assign(document.createElement('canvas'), { className: 'graph' });
  stage.replaceChildren(canvas);
  const graph = new CanvasGraph(canvas, { select: nothing, expand: nothing, moved: nothing, path: nothing, lassoed: nothing, hover: nothing, menu: nothing });
  const data = company(edges);
  const started = performance.now();
  graph.setScene(buildScene(data, OPTIONS));
  graph.fit();
  await frame();
  const first = performance.now() - started;
  await frame();
  step = () => {
    graph.pan(4, 2);
    drawn += 1;
  };
  return first;
}

async function other(edges: number): Promise<number> {
  stage.replaceChildren();
  const { nodes, edges: list } = company(edges);
  const started = performance.now();
  const graph = cytoscape({
    container: stage, pixelRatio: 1,
    elements: [
      ...[...nodes.values()].map((node) => ({ data: { id: node.key, label: node.name, kind: node.kind }, position: { x: node.x, y: node.y } })),
      ...list.map((edge, i) => ({ data: { id: `e${i}`, source: edge.from, target: edge.to, label: String(edge.id), failed: edge.failed ? 1 : 0 } })),
    ],
    layout: { name: 'preset' },
    style: [
      { selector: 'node', style: { width: 14, height: 14, label: 'data(label)', 'font-size': 11, 'min-zoomed-font-size': 8, color: '#9aa8bc', 'background-color': '#6ea8ff' } },
      { selector: 'node[kind="host"]', style: { shape: 'round-rectangle', 'background-color': '#4fd1a5' } },
      { selector: 'edge', style: { width: 1, 'curve-style': 'bezier', 'target-arrow-shape': 'triangle', 'line-color': '#7e93b0', 'target-arrow-color': '#7e93b0' } },
      { selector: 'edge[failed=1]', style: { 'line-style': 'dashed', 'line-color': '#ff6b7a' } },
    ] as cytoscape.StylesheetJson,
  });
  graph.fit(undefined, 60);
  await frame();
  const first = performance.now() - started;
  await frame();
  // It may leave frames out while it is busy: only what it draws counts.
  graph.on('render', () => (drawn += 1));
  step = () => void graph.panBy({ x: 4, y: 2 });
  return first;
}

const api = {
  prepare: (renderer: 'own' | 'cytoscape', edges: number) => (renderer === 'own' ? own(edges) : other(edges)),
  async pan(frames: number): Promise<{ walls: number[]; drawn: number }> {
    drawn = 0;
    const out: number[] = [];
    let before = await frame();
    for (let i = 0; i < frames; i++) {
      step();
      const now = await frame();
      out.push(now - before);
      before = now;
    }
    return { walls: out, drawn };
  },
  /** One step of the brush: filter the loaded graph and build its scene, without the drawing. */
  brush(edges: number): number[] {
    const data = company(edges);
    return Array.from({ length: 12 }, (_, i) => {
      const started = performance.now();
      buildScene(visible(data, { ...noFilter(), from: (edges * i) / 24, to: edges / 2 + (edges * i) / 24 }, new Set(), false), OPTIONS);
      return performance.now() - started;
    });
  },
};
export type Api = typeof api;
Object.assign(globalThis, { bench: api });
