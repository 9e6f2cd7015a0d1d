/** The part of a 2D context that the graph is drawn with. A canvas has it, and so has the SVG writer. */
export type Surface = Pick<
  CanvasRenderingContext2D,
  'beginPath' | 'moveTo' | 'lineTo' | 'quadraticCurveTo' | 'arc' | 'closePath' | 'rect' | 'stroke' | 'fill' | 'fillText' | 'strokeText' | 'setLineDash'
  | 'measureText' | 'fillRect' | 'strokeStyle' | 'fillStyle' | 'lineWidth' | 'globalAlpha' | 'font' | 'textAlign' | 'textBaseline' | 'lineJoin'
>;
