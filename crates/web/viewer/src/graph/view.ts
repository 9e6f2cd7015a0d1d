/** The one interface between the screen and whatever draws the graph. Another renderer can take its place behind it. */
import type { Target } from './hit';
import type { Scene } from './scene';

export type ImageKind = 'png' | 'jpeg' | 'svg';

export interface Highlight { nodes: ReadonlySet<string>; links: ReadonlySet<string> | null }

export interface GraphView {
  /** Shows a scene; nodes that were elsewhere before glide to their new place. */
  setScene(scene: Scene): void;
  fit(keys?: readonly string[]): void;
  /** Brings a node into the middle. */
  focus(key: string): void;
  /** A node's key, a link's id, or nothing. */
  select(what: string | null): void;
  /** Link ids of a path; nothing clears it. */
  highlightPath(links: ReadonlySet<string> | null): void;
  /** Dims everything else; nothing clears it. */
  emphasise(what: Highlight | null): void;
  zoom(factor: number): void;
  lasso(on: boolean): void;
  repaint(): void;
  export(kind: ImageKind): Promise<Blob>;
  destroy(): void;
}

export interface GraphEvents {
  select(target: Target | null): void;
  expand(key: string): void;
  /** A node was dragged to a place of its own. */
  moved(key: string, x: number, y: number): void;
  /** Shift-click: a path from the selection to here. */
  path(to: string): void;
  lassoed(keys: string[]): void;
  hover(target: Target | null, x: number, y: number): void;
  menu(target: Target | null, x: number, y: number): void;
}
