/** Mouse, pen, touch and wheel on the canvas, told as meanings: pan, zoom, drag, click, lasso. */
import type { Point } from './camera';

export interface GestureHost {
  /** Begins a drag at a point; true when a node is held. */
  grab(x: number, y: number): boolean;
  dragNode(x: number, y: number): void;
  dropNode(): void;
  pan(dx: number, dy: number): void;
  zoom(factor: number, x: number, y: number): void;
  click(x: number, y: number, shift: boolean): void;
  double(x: number, y: number): void;
  hover(x: number, y: number): void;
  leave(): void;
  menu(x: number, y: number): void;
  lassoing(): boolean;
  lassoLine(line: Point[], done: boolean): void;
}

const SLACK = 4;

export function listen(canvas: HTMLCanvasElement, host: GestureHost): () => void {
  const fingers = new Map<number, Point>();
  let held: 'node' | 'page' | 'lasso' | null = null;
  let start: Point = { x: 0, y: 0 };
  let last: Point = start;
  let moved = false;
  let line: Point[] = [];
  const at = (event: MouseEvent): Point => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };

  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    start = last = at(event);
    fingers.set(event.pointerId, start);
    moved = false;
    if (fingers.size > 1) held = 'page';
    else if (host.lassoing() || event.altKey) {
      held = 'lasso';
      line = [start];
    } else held = host.grab(start.x, start.y) ? 'node' : 'page';
  };

  const move = (event: PointerEvent) => {
    const now = at(event);
    if (!fingers.has(event.pointerId)) return host.hover(now.x, now.y);
    if (fingers.size === 2) return pinch(event.pointerId, now);
    if (!moved && Math.hypot(now.x - start.x, now.y - start.y) < SLACK) return;
    moved = true;
    if (held === 'node') host.dragNode(now.x, now.y);
    else if (held === 'lasso') host.lassoLine((line = [...line, now]), false);
    else host.pan(now.x - last.x, now.y - last.y);
    last = now;
    fingers.set(event.pointerId, now);
  };

  const pinch = (id: number, now: Point) => {
    const other = [...fingers].find(([key]) => key !== id)?.[1];
    const before = fingers.get(id);
    if (!other || !before) return;
    const factor = Math.hypot(now.x - other.x, now.y - other.y) / (Math.hypot(before.x - other.x, before.y - other.y) || 1);
    host.zoom(factor, (now.x + other.x) / 2, (now.y + other.y) / 2);
    fingers.set(id, now);
    moved = true;
  };

  const up = (event: PointerEvent) => {
    if (!fingers.delete(event.pointerId)) return;
    if (held === 'node' && moved) host.dropNode();
    if (held === 'lasso') host.lassoLine(line, true);
    else if (!moved) host.click(start.x, start.y, event.shiftKey);
    held = null;
  };

  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    const { x, y } = at(event);
    host.zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0016)), x, y);
  };
  const double = (event: MouseEvent) => host.double(at(event).x, at(event).y);
  const menu = (event: MouseEvent) => {
    event.preventDefault();
    host.menu(at(event).x, at(event).y);
  };
  const leave = () => host.leave();

  canvas.addEventListener('pointerdown', down);
  canvas.addEventListener('pointermove', move);
  canvas.addEventListener('pointerup', up);
  canvas.addEventListener('pointercancel', up);
  canvas.addEventListener('wheel', wheel, { passive: false });
  canvas.addEventListener('dblclick', double);
  canvas.addEventListener('contextmenu', menu);
  canvas.addEventListener('pointerleave', leave);
  return () => {
    canvas.removeEventListener('pointerdown', down);
    canvas.removeEventListener('pointermove', move);
    canvas.removeEventListener('pointerup', up);
    canvas.removeEventListener('pointercancel', up);
    canvas.removeEventListener('wheel', wheel);
    canvas.removeEventListener('dblclick', double);
    canvas.removeEventListener('contextmenu', menu);
    canvas.removeEventListener('pointerleave', leave);
  };
}
