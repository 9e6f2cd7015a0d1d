import { describe, expect, it } from 'vitest';
import { noFilter } from '../state/filter';
import { boundsOf, Camera } from './camera';
import { curve, distance, inside, pointAt } from './geometry';
import { grouped, quietGroups } from './groups';
import { hit, nodesInside } from './hit';
import { merged, neighboursOf, type GEdge, type GNode, type Graph } from './model';
import { brightened } from './marks';
import { noMarks, paint, project } from './paint';
import { buildScene, linkLabel, shapeOf, type SceneOptions } from './scene';
import { SvgSurface } from './svg';
import { visible } from './visible';

const node = (key: string, over: Partial<GNode> = {}): GNode => ({
  key, kind: key.startsWith('h') ? 'host' : 'account', name: key, domain: '', sid: '', rank: 0.1, place: 1, privileged: false, dc: false, machine: false, first: 0, last: 10, x: 0, y: 0, status: '', findings: '', ...over,
});
const edge = (from: string, to: string, over: Partial<GEdge> = {}): GEdge => ({ from, to, target: null, relation: 'logon', id: 4624, type: 3, package: 'Kerberos', status: '', failed: false, count: 1, first: 0, last: 10, ...over });
const graph = (nodes: GNode[], edges: GEdge[]): Graph => ({ nodes: new Map(nodes.map((entry) => [entry.key, entry])), edges });
const OPTIONS: SceneOptions = { label: 'event', sized: true, bundled: true, split: new Set(), pinned: new Map(), masked: false, words: { failed: '' } };

const small = graph(
  [node('h1', { x: 0, y: 0 }), node('h2', { x: 200, y: 0, dc: true }), node('a1', { x: 100, y: 100, privileged: true, rank: 0.9, findings: 'high' }), node('d1', { kind: 'domain' })],
  [edge('h1', 'a1'), edge('h1', 'a1', { id: 4625, failed: true, count: 5, status: '0xc000006a' }), edge('h2', 'a1', { type: 10, first: 50, last: 60 }), edge('a1', 'd1', { relation: 'group', id: 0 })],
);

describe('visible', () => {
  const shown = (over: object, domains = false) => visible(small, { ...noFilter(), ...over }, new Set(), domains).edges.length;
  it('leaves memberships out unless asked', () => expect([shown({}), shown({}, true)]).toEqual([3, 4]));
  it('filters by span, id, type, outcome, count and flags', () => {
    expect([shown({ from: 20 }), shown({ ids: [4625] }), shown({ types: [10] }), shown({ outcome: 'failure' }), shown({ min_count: 5 }), shown({ hide_dc: true }), shown({ neighbours: 'h2' })]).toEqual([1, 1, 1, 1, 1, 2, 1]);
  });
  it('keeps edges that touch any of the named', () => {
    expect([shown({ account: ['a1'], host: ['h1'] }), shown({ host: ['h1'] })]).toEqual([3, 2]);
  });
  it('looks for all words of one text, and for any of several texts', () => {
    expect([shown({ q: ['a1 h2'] }), shown({ q: ['h1', 'h2'] }), shown({ q: ['nobody'] })]).toEqual([1, 3, 0]);
  });
  it('leaves no node alone', () => expect([...visible(small, noFilter(), new Set(['h2']), false).nodes.keys()].sort()).toEqual(['a1', 'h1']));
});

describe('scene', () => {
  const scene = buildScene(visible(small, noFilter(), new Set(), false), OPTIONS);
  it('bundles the edges of a pair and tells what failed', () => {
    expect(scene.links.map((link) => [link.id, link.count, link.failed])).toEqual([['h1>a1', 6, 'some'], ['h2>a1', 1, 'none']]);
  });
  it('splits a pair into one link for each event id', () => {
    const apart = buildScene(visible(small, noFilter(), new Set(), false), { ...OPTIONS, split: new Set(['h1>a1']) });
    expect(apart.links.map((link) => link.id)).toEqual(['h1>a1#4624', 'h1>a1#4625', 'h2>a1']);
    expect(new Set(apart.links.slice(0, 2).map((link) => link.bend)).size).toBe(2);
  });
  it('gives each kind a shape of its own', () => {
    const kinds = [node('h'), node('h', { dc: true }), node('a'), node('a', { privileged: true }), node('d', { kind: 'domain' }), node('p', { kind: 'policy' }), node('g', { kind: 'group' })];
    expect(new Set(kinds.map(shapeOf)).size).toBe(7);
  });
  it('hides names when asked', () => {
    expect(buildScene(small, { ...OPTIONS, masked: true }).nodes.map((entry) => entry.label)).not.toContain('a1');
  });
  it('labels by event, count, type and package', () => {
    const label = (name: SceneOptions['label']) => linkLabel(small.edges.slice(0, 2), 6, { label: name });
    expect([label('event'), label('count'), label('type'), label('auth'), label('none')]).toEqual(['4624, 4625', '×6', '3', 'Kerberos', '']);
  });
});

describe('model', () => {
  it('merges without doubling', () => {
    const both = merged(small, graph([node('h3')], [edge('h1', 'a1'), edge('h3', 'a1')]));
    expect([both.nodes.size, both.edges.length]).toEqual([5, 5]);
  });
  it('names neighbours', () => expect(neighboursOf(small, 'a1')).toEqual(['d1', 'h1', 'h2']));
});

describe('groups', () => {
  const star = graph([node('a1', { rank: 0.9 }), node('h1'), node('h2'), node('h3'), node('h4', { rank: 0.8 })], ['h1', 'h2', 'h3', 'h4'].map((key) => edge(key, 'a1')));
  const groups = quietGroups(star, (count) => `${count} hosts`);
  it('puts quiet leaves of one neighbour together and leaves the loud one out', () => expect(groups.map((group) => group.members)).toEqual([['h1', 'h2', 'h3']]));
  it('joins their edges', () => {
    const shown = grouped(star, groups);
    expect([...shown.nodes.values()].map((entry) => entry.name).sort()).toEqual(['3 hosts', 'a1', 'h4']);
    expect(shown.edges).toHaveLength(4);
  });
});

describe('camera and geometry', () => {
  const camera = Object.assign(new Camera(), { width: 400, height: 300 });
  it('keeps the point under the wheel', () => {
    const before = camera.toWorld(100, 80);
    camera.zoom(2, 100, 80);
    expect(camera.toWorld(100, 80)).toEqual(before);
  });
  it('fits all points', () => {
    camera.fit(boundsOf([{ x: -500, y: 0 }, { x: 500, y: 200 }]), 20);
    expect(camera.toScreen(-500, 0).x).toBeGreaterThanOrEqual(19);
    expect(camera.toScreen(500, 200).x).toBeLessThanOrEqual(381);
  });
  it('bends links and finds them again', () => {
    const bent = curve(0, 0, 5, 200, 0, 5, 0.2)!;
    const middle = pointAt(bent, 0.5);
    expect(Math.abs(middle.y)).toBeGreaterThan(10);
    expect(distance(bent, middle.x, middle.y)).toBeLessThan(1);
    expect(curve(0, 0, 5, 6, 0, 5, 0.2)).toBeNull();
  });
  it('knows inside from outside', () => {
    const square = [{ x: 0, y: 0 }, { x: 10, y: 0 }, { x: 10, y: 10 }, { x: 0, y: 10 }];
    expect([inside(5, 5, square), inside(15, 5, square)]).toEqual([true, false]);
  });
});

describe('drawing', () => {
  const scene = buildScene(visible(small, noFilter(), new Set(), false), OPTIONS);
  const camera = Object.assign(new Camera(), { width: 600, height: 400 });
  camera.fit(boundsOf(scene.nodes));
  const palette = new Proxy({ font: 'sans-serif' } as Record<string, string>, { get: (target, name: string) => target[name] ?? '#123456' }) as never;

  it('hits nodes before links, links near their curve, and nothing elsewhere', () => {
    const points = project(scene, camera);
    const at = scene.index.get('a1')!;
    expect(hit(scene, points, points[at * 3]!, points[at * 3 + 1]!)).toMatchObject({ kind: 'node', node: { key: 'a1' } });
    expect(hit(scene, points, 2, 2)).toBeNull();
    expect(nodesInside(scene, points, [{ x: 0, y: 0 }, { x: 600, y: 0 }, { x: 600, y: 400 }, { x: 0, y: 400 }]).sort()).toEqual(['a1', 'h1', 'h2']);
  });
  it('writes SVG with escaped text and dashes for failures', () => {
    const hostile = buildScene(graph([node('h1', { name: '<script>&"' , x: 0, rank: 0.9 }), node('a1', { x: 300, rank: 0.9 })], [edge('h1', 'a1', { failed: true })]), OPTIONS);
    const svg = new SvgSurface(600, 400);
    const eye = Object.assign(new Camera(), { width: 600, height: 400 });
    eye.fit(boundsOf(hostile.nodes));
    paint(svg, hostile, { camera: eye, palette, marks: noMarks(), fast: false });
    expect(svg.toString()).toContain('stroke-dasharray="5 4"');
    expect(svg.toString()).toContain('&#60;script&#62;');
    expect(svg.toString()).not.toContain('<script');
  });
  it('keeps the selection and its neighbours bright, and nothing dim without one', () => {
    expect(brightened(scene, noMarks(), null).bright).toBeNull();
    expect([...brightened(scene, { ...noMarks(), selected: 'h2' }, null).bright!].sort()).toEqual(['a1', 'h2']);
    expect([...brightened(scene, { ...noMarks(), selected: 'h2', path: new Set(['h1>a1']) }, null).brightLinks!]).toEqual(['h1>a1']);
  });
});
