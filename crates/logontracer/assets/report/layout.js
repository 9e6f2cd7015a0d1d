// Places for the graph's nodes: springs along links, repulsion between all. It starts on a spiral and
// uses no chance, so the same case always looks the same.

const STEPS = 600;

function layout(count, edges, sizes) {
  const at = Array.from({ length: count }, (_, n) => {
    const [radius, angle] = [26 * Math.sqrt(n + 0.5), n * 2.399963];
    return { x: radius * Math.cos(angle) * 1.5, y: radius * Math.sin(angle), vx: 0, vy: 0 };
  });
  const degree = new Array(count).fill(0);
  for (const [a, b] of edges) { degree[a] += 1; degree[b] += 1; }
  for (let step = 0; step < STEPS; step += 1) {
    const heat = 1 - step / STEPS;
    for (const p of at) {
      // A wide picture fits a wide screen: gravity pulls harder from above and below.
      p.vx -= p.x * 0.011;
      p.vy -= p.y * 0.02;
    }
    for (let a = 0; a < count; a += 1) for (let b = a + 1; b < count; b += 1) repel(at[a], at[b], sizes[a] + sizes[b], degree[a] * degree[b]);
    for (const [a, b] of edges) pull(at[a], at[b], 70, 0.35 / Math.sqrt(Math.max(1, Math.min(degree[a], degree[b]))));
    for (const p of at) {
      const speed = Math.hypot(p.vx, p.vy) || 1;
      const move = Math.min(speed, 24 * heat + 0.2) / speed;
      p.x += p.vx * move;
      p.y += p.vy * move;
      p.vx *= 0.45;
      p.vy *= 0.45;
    }
  }
  return at.map(({ x, y }) => ({ x, y }));
}

// Two busy nodes keep further apart, or everything between them would lie in one heap.
function repel(a, b, sizes, busy) {
  const [dx, dy] = [b.x - a.x || 0.01, b.y - a.y || 0.01];
  const distance = Math.hypot(dx, dy);
  let force = (2600 * (1 + Math.sqrt(busy) / 3)) / (distance * distance);
  // Shapes and their labels must not lie upon each other.
  const gap = sizes + 26 - distance;
  if (gap > 0) force += gap * 0.25;
  const [fx, fy] = [(dx / distance) * force, (dy / distance) * force];
  a.vx -= fx; a.vy -= fy; b.vx += fx; b.vy += fy;
}

function pull(a, b, length, strength) {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const distance = Math.hypot(dx, dy) || 1;
  const force = ((distance - length) / distance) * strength * 0.5;
  a.vx += dx * force; a.vy += dy * force; b.vx -= dx * force; b.vy -= dy * force;
}
