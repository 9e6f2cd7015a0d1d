/** Which nodes and links stay bright while the rest is dimmed. */
import type { Point } from './camera';
import type { Marks } from './paint';
import type { Palette } from './palette';
import type { Scene } from './scene';
import type { Surface } from './surface';
import type { Highlight } from './view';

/** A path outshines the selection, the selection joins what is stressed; without any of them nothing is dimmed. */
export function brightened(scene: Scene, { selected, path }: Marks, emphasis: Highlight | null): Pick<Marks, 'bright' | 'brightLinks'> {
  const bright = new Set<string>();
  const links = new Set<string>();
  for (const link of scene.links) {
    const [a, b] = [scene.nodes[link.a]!.key, scene.nodes[link.b]!.key];
    const chosen = path ? path.has(link.id) : selected !== null && (link.id === selected || a === selected || b === selected);
    const stressed = emphasis !== null && !path && (emphasis.links ? emphasis.links.has(link.id) : emphasis.nodes.has(a) && emphasis.nodes.has(b));
    if (!chosen && !stressed) continue;
    links.add(link.id);
    bright.add(a).add(b);
  }
  if (!path) emphasis?.nodes.forEach((key) => bright.add(key));
  if (selected !== null && scene.index.has(selected)) bright.add(selected);
  const dimming = path !== null || emphasis !== null || bright.size > 0;
  return { bright: dimming ? bright : null, brightLinks: dimming ? links : null };
}

export function paintLasso(on: Surface, line: readonly Point[], palette: Palette): void {
  on.beginPath();
  line.forEach(({ x, y }, i) => (i === 0 ? on.moveTo(x, y) : on.lineTo(x, y)));
  on.closePath();
  on.globalAlpha = 0.15;
  on.fillStyle = palette['--accent']!;
  on.fill();
  on.globalAlpha = 1;
  on.strokeStyle = palette['--accent']!;
  on.lineWidth = 1.5;
  on.stroke();
}
