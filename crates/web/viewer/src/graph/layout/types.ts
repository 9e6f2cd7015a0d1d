/** A layout's input and output: nodes by index, so that it can cross to a worker as plain arrays. */
export interface LayoutInput {
  nodes: { key: string; kind: string; rank: number; first: number; dc: boolean; x: number; y: number }[];
  links: [number, number][];
  /** Indexes of nodes that must stay where they are. */
  fixed: number[];
}
/** x and y of each node, interleaved. */
export type Positions = Float32Array;
