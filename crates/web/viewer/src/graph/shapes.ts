/** A shape of its own for each kind of node, so that colour is never the only sign. */
import type { Palette } from './palette';
import type { Shape } from './scene';
import type { Surface } from './surface';

export const SHAPE_COLOUR: Record<Shape, string> = {
  account: '--c-account', privileged: '--c-privileged', host: '--c-host', dc: '--c-dc', domain: '--c-domain', policy: '--c-policy', group: '--c-group',
};

/** Adds the outline to the current path. */
export function outline(on: Surface, shape: Shape, x: number, y: number, r: number): void {
  switch (shape) {
    case 'account':
    case 'privileged':
      on.moveTo(x + r, y);
      on.arc(x, y, r, 0, 2 * Math.PI);
      return;
    case 'host':
      return roundedSquare(on, x, y, r * 0.92);
    case 'group':
      roundedSquare(on, x - r * 0.22, y - r * 0.22, r * 0.8);
      return roundedSquare(on, x + r * 0.22, y + r * 0.22, r * 0.8);
    case 'dc':
      return polygon(on, x, y, r * 1.12, 6, Math.PI / 6);
    case 'domain':
      return polygon(on, x, y, r * 1.1, 4, 0);
    case 'policy':
      return polygon(on, x, y, r * 1.2, 3, -Math.PI / 2);
  }
}

function polygon(on: Surface, x: number, y: number, r: number, corners: number, turn: number): void {
  for (let i = 0; i < corners; i++) {
    const angle = turn + (i * 2 * Math.PI) / corners;
    const px = x + r * Math.cos(angle);
    const py = y + r * Math.sin(angle);
    if (i === 0) on.moveTo(px, py);
    else on.lineTo(px, py);
  }
  on.closePath();
}

function roundedSquare(on: Surface, x: number, y: number, r: number): void {
  const c = r * 0.35;
  on.moveTo(x - r + c, y - r);
  on.lineTo(x + r - c, y - r);
  on.quadraticCurveTo(x + r, y - r, x + r, y - r + c);
  on.lineTo(x + r, y + r - c);
  on.quadraticCurveTo(x + r, y + r, x + r - c, y + r);
  on.lineTo(x - r + c, y + r);
  on.quadraticCurveTo(x - r, y + r, x - r, y + r - c);
  on.lineTo(x - r, y - r + c);
  on.quadraticCurveTo(x - r, y - r, x - r + c, y - r);
  on.closePath();
}

/** The sign inside the shape: a person, a screen, or nothing where there is no room. */
export function icon(on: Surface, shape: Shape, x: number, y: number, r: number, palette: Palette): void {
  if (r < 7) return;
  const colour = palette['--on-shape']!;
  on.fillStyle = colour;
  on.strokeStyle = colour;
  on.lineWidth = Math.max(1, r * 0.13);
  on.beginPath();
  if (shape === 'account' || shape === 'privileged') {
    on.arc(x, y - r * 0.2, r * 0.24, 0, 2 * Math.PI);
    on.fill();
    on.beginPath();
    on.arc(x, y + r * 0.5, r * 0.44, Math.PI, 0);
    on.closePath();
    on.fill();
  } else if (shape === 'host' || shape === 'dc') {
    on.rect(x - r * 0.46, y - r * 0.42, r * 0.92, r * 0.62);
    on.moveTo(x - r * 0.26, y + r * 0.46);
    on.lineTo(x + r * 0.26, y + r * 0.46);
    on.stroke();
  }
}
