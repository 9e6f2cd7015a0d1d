/** The graph on a 2D canvas. */
import { boundsOf, Camera, type Point } from './camera';
import { exported } from './export';
import { listen, type GestureHost } from './gestures';
import { hit, nodesInside, type Target } from './hit';
import { minimapToWorld, paintMinimap } from './minimap';
import { brightened, paintLasso } from './marks';
import { noMarks, paint, project, type Marks } from './paint';
import { readPalette, type Palette } from './palette';
import type { Scene } from './scene';
import type { GraphEvents, GraphView, Highlight, ImageKind } from './view';

/** Links up to which a moving picture keeps its curves and arrowheads. */
const FULL_WHILE_MOVING = 700;
/** Links up to which a picture at rest keeps them. */
const FULL_AT_REST = 6000;
const GLIDE_MS = 380;

export class CanvasGraph implements GraphView, GestureHost {
  readonly camera = new Camera();
  #scene: Scene = { nodes: [], links: [], index: new Map() };
  #marks: Marks = noMarks();
  #emphasis: Highlight | null = null;
  #palette: Palette;
  #frame = 0;
  #restTimer: ReturnType<typeof setTimeout> | undefined;
  #moving = false;
  #held: { index: number } | null = null;
  #lassoOn = false;
  #line: Point[] | null = null;
  #hovered: Target | null = null;
  #glide: { from: Float32Array; to: Float32Array; start: number } | null = null;
  #stop: () => void;
  #observer: ResizeObserver;

  constructor(private readonly canvas: HTMLCanvasElement, private readonly events: GraphEvents, private readonly minimap: HTMLCanvasElement | null = null) {
    this.#palette = readPalette(canvas);
    this.#stop = listen(canvas, this);
    this.#observer = new ResizeObserver(() => this.#resize());
    this.#observer.observe(canvas);
    this.#resize();
  }

  setScene(scene: Scene): void {
    const before = this.#scene;
    this.#scene = scene;
    this.#hovered = null;
    this.#glide = null;
    if (scene.nodes.length <= 5000 && !matchMedia('(prefers-reduced-motion: reduce)').matches) this.#startGlide(before, scene);
    this.#refreshMarks();
    this.repaint();
  }

  fit(keys?: readonly string[]): void {
    const wanted = keys ? new Set(keys) : null;
    const nodes = this.#scene.nodes.filter((node) => !wanted || wanted.has(node.key));
    const end = this.#glide?.to;
    const points = end ? nodes.map((node) => ({ x: end[this.#scene.index.get(node.key)! * 2]!, y: end[this.#scene.index.get(node.key)! * 2 + 1]! })) : nodes;
    if (points.length) this.camera.fit(boundsOf(points));
    this.repaint();
  }

  focus(key: string): void {
    const node = this.#scene.nodes[this.#scene.index.get(key) ?? -1];
    if (!node) return;
    this.camera.x = node.x;
    this.camera.y = node.y;
    this.camera.scale = Math.max(this.camera.scale, 0.7);
    this.repaint();
  }

  select(what: string | null): void {
    this.#marks.selected = what;
    this.#refreshMarks();
    this.repaint();
  }

  highlightPath(links: ReadonlySet<string> | null): void {
    this.#marks.path = links;
    this.#refreshMarks();
    this.repaint();
  }

  emphasise(what: Highlight | null): void {
    this.#emphasis = what;
    this.#refreshMarks();
    this.repaint();
  }

  lasso(on: boolean): void { this.#lassoOn = on; }

  /** Moves the eye to the place that a point of the minimap stands for. */
  lookFromMinimap(x: number, y: number): void {
    if (!this.minimap) return;
    Object.assign(this.camera, minimapToWorld(this.minimap, this.#scene, x, y));
    this.repaint();
  }

  repaint(): void {
    if (!this.#frame) this.#frame = requestAnimationFrame((now) => this.#draw(now));
  }

  /** Reads the theme anew. */
  retheme(): void {
    this.#palette = readPalette(this.canvas);
    this.repaint();
  }

  async export(kind: ImageKind): Promise<Blob> {
    return exported(kind, this.#scene, { camera: this.camera, palette: this.#palette, marks: this.#marks, fast: false });
  }

  destroy(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#restTimer);
    this.#observer.disconnect();
    this.#stop();
  }

  grab(x: number, y: number): boolean {
    const target = this.#at(x, y);
    this.#held = target?.kind === 'node' ? { index: this.#scene.index.get(target.node.key)! } : null;
    return this.#held !== null;
  }

  dragNode(x: number, y: number): void {
    const node = this.#held && this.#scene.nodes[this.#held.index];
    if (!node) return;
    Object.assign(node, this.camera.toWorld(x, y));
    this.#moved();
  }

  dropNode(): void {
    const node = this.#held && this.#scene.nodes[this.#held.index];
    if (node) this.events.moved(node.key, node.x, node.y);
    this.#held = null;
  }

  pan(dx: number, dy: number): void {
    this.camera.pan(dx, dy);
    this.#moved();
  }

  zoom(factor: number, x?: number, y?: number): void {
    this.camera.zoom(factor, x, y);
    this.#moved();
  }

  click(x: number, y: number, shift: boolean): void {
    const target = this.#at(x, y);
    if (shift && target?.kind === 'node') this.events.path(target.node.key);
    else this.events.select(target);
  }

  double(x: number, y: number): void {
    const target = this.#at(x, y);
    if (target?.kind === 'node') this.events.expand(target.node.key);
  }

  hover(x: number, y: number): void {
    const target = this.#at(x, y);
    const id = target ? (target.kind === 'node' ? target.node.key : target.link.id) : null;
    this.canvas.classList.toggle('pointing', target !== null);
    if (id !== this.#marks.hovered) {
      this.#marks.hovered = id;
      this.repaint();
    }
    if (target !== null || this.#hovered !== null) this.events.hover(target, x, y);
    this.#hovered = target;
  }

  leave(): void {
    this.#marks.hovered = null;
    this.#hovered = null;
    this.events.hover(null, 0, 0);
    this.repaint();
  }

  menu(x: number, y: number): void { this.events.menu(this.#at(x, y), x, y); }
  lassoing(): boolean { return this.#lassoOn; }

  lassoLine(line: Point[], done: boolean): void {
    this.#line = done ? null : line;
    if (done && line.length > 2) this.events.lassoed(nodesInside(this.#scene, project(this.#scene, this.camera), line));
    this.repaint();
  }

  #at(x: number, y: number): Target | null { return hit(this.#scene, project(this.#scene, this.camera), x, y); }

  #moved(): void {
    this.#moving = true;
    clearTimeout(this.#restTimer);
    this.#restTimer = setTimeout(() => {
      this.#moving = false;
      this.repaint();
    }, 140);
    this.repaint();
  }

  #refreshMarks(): void { Object.assign(this.#marks, brightened(this.#scene, this.#marks, this.#emphasis)); }

  /** Nodes that are elsewhere now glide there; when none is, nothing moves. */
  #startGlide(before: Scene, scene: Scene): void {
    const moved = scene.nodes.some((node) => {
      const old = before.nodes[before.index.get(node.key) ?? -1];
      return old && Math.hypot(old.x - node.x, old.y - node.y) > 1;
    });
    if (!moved) return;
    const to = new Float32Array(scene.nodes.length * 2);
    const from = new Float32Array(scene.nodes.length * 2);
    scene.nodes.forEach((node, i) => {
      const old = before.nodes[before.index.get(node.key) ?? -1] ?? node;
      to.set([node.x, node.y], i * 2);
      from.set([old.x, old.y], i * 2);
      node.x = old.x;
      node.y = old.y;
    });
    this.#glide = { from, to, start: performance.now() };
  }

  #step(now: number): boolean {
    const glide = this.#glide;
    if (!glide) return false;
    const t = Math.min(1, (now - glide.start) / GLIDE_MS);
    const eased = 1 - (1 - t) ** 3;
    this.#scene.nodes.forEach((node, i) => {
      node.x = glide.from[i * 2]! + (glide.to[i * 2]! - glide.from[i * 2]!) * eased;
      node.y = glide.from[i * 2 + 1]! + (glide.to[i * 2 + 1]! - glide.from[i * 2 + 1]!) * eased;
    });
    if (t === 1) this.#glide = null;
    return t < 1;
  }

  #draw(now: number): void {
    this.#frame = 0;
    const gliding = this.#step(now);
    const on = this.canvas.getContext('2d', { alpha: false });
    if (!on) return;
    const ratio = devicePixelRatio || 1;
    on.setTransform(ratio, 0, 0, ratio, 0, 0);
    const fast = this.#scene.links.length > (this.#moving || gliding ? FULL_WHILE_MOVING : FULL_AT_REST);
    paint(on, this.#scene, { camera: this.camera, palette: this.#palette, marks: this.#marks, fast });
    if (this.#line) paintLasso(on, this.#line, this.#palette);
    if (this.minimap && !this.#moving) paintMinimap(this.minimap, this.#scene, this.camera, this.#palette);
    if (gliding) this.repaint();
  }

  #resize(): void {
    const ratio = devicePixelRatio || 1;
    this.camera.width = Math.max(1, this.canvas.clientWidth);
    this.camera.height = Math.max(1, this.canvas.clientHeight);
    this.canvas.width = Math.round(this.camera.width * ratio);
    this.canvas.height = Math.round(this.camera.height * ratio);
    this.repaint();
  }
}
