/** The graph on a 2D canvas. */
import { boundsOf, Camera, type Point } from './camera';
import { exported } from './export';
import { listen, type GestureHost } from './gestures';
import { Glide } from './glide';
import { hit, nodesInside, type Target } from './hit';
import { minimapToWorld, paintMinimap } from './minimap';
import { brightened, paintLasso } from './marks';
import { noMarks, paint, project, type Marks } from './paint';
import { readPalette, type Palette } from './palette';
import { Snapshot } from './snapshot';
import type { Scene } from './scene';
import type { GraphEvents, GraphView, Highlight, ImageKind } from './view';

/** Links up to which a moving picture keeps its curves and arrowheads. */
const FULL_WHILE_MOVING = 700;
/** Links up to which a picture at rest keeps them. */
const FULL_AT_REST = 6000;
/** Links from which on a picture is moved as a whole while the hand moves. */
const MOVED_AS_ONE = 1500;

export class CanvasGraph implements GraphView, GestureHost {
  readonly camera = new Camera();
  #scene: Scene = { nodes: [], links: [], index: new Map() };
  #marks: Marks = noMarks();
  #emphasis: Highlight | null = null;
  #palette: Palette;
  #frame = 0;
  #restTimer: ReturnType<typeof setTimeout> | undefined;
  #moving = false;
  #snapshot = new Snapshot();
  #held: { index: number } | null = null;
  #lassoOn = false;
  #line: Point[] | null = null;
  #hovered: Target | null = null;
  #glide = new Glide();
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
    this.#glide.begin(before, scene);
    this.#refreshMarks();
    this.repaint();
  }

  fit(keys?: readonly string[]): void {
    const wanted = keys ? new Set(keys) : null;
    const nodes = this.#scene.nodes.filter((node) => !wanted || wanted.has(node.key));
    const { end } = this.#glide;
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
    this.#snapshot.forget();
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
    this.#snapshot.forget();
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

  #refreshMarks(): void {
    this.#snapshot.forget();
    Object.assign(this.#marks, brightened(this.#scene, this.#marks, this.#emphasis));
  }

  #draw(now: number): void {
    this.#frame = 0;
    const gliding = this.#glide.step(this.#scene, now);
    const on = this.canvas.getContext('2d', { alpha: false });
    if (!on) return;
    const ratio = devicePixelRatio || 1;
    on.setTransform(ratio, 0, 0, ratio, 0, 0);
    const { length } = this.#scene.links;
    const fast = length > (this.#moving || gliding ? FULL_WHILE_MOVING : FULL_AT_REST);
    const frame = { camera: this.camera, palette: this.#palette, marks: this.#marks, fast };
    if (this.#moving && !gliding && !this.#held && length > MOVED_AS_ONE) this.#snapshot.show(on, this.#scene, frame);
    else paint(on, this.#scene, frame);
    if (this.#line) paintLasso(on, this.#line, this.#palette);
    if (this.minimap && !this.#moving) paintMinimap(this.minimap, this.#scene, this.camera, this.#palette);
    if (gliding) this.repaint();
  }

  #resize(): void {
    const ratio = devicePixelRatio || 1;
    this.camera.width = Math.max(1, this.canvas.clientWidth);
    this.camera.height = Math.max(1, this.canvas.clientHeight);
    this.#snapshot.forget();
    this.canvas.width = Math.round(this.camera.width * ratio);
    this.canvas.height = Math.round(this.camera.height * ratio);
    this.repaint();
  }
}
