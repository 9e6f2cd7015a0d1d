/** Writes the same drawing as SVG: a surface whose strokes become elements. All text is escaped. */
import type { Surface } from './surface';

const escape = (text: string) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`).replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd');
const n = (value: number) => String(Math.round(value * 100) / 100);

export class SvgSurface implements Surface {
  strokeStyle: string | CanvasGradient | CanvasPattern = '#000';
  fillStyle: string | CanvasGradient | CanvasPattern = '#000';
  lineWidth = 1;
  globalAlpha = 1;
  font = '11px sans-serif';
  textAlign: CanvasTextAlign = 'left';
  textBaseline: CanvasTextBaseline = 'alphabetic';
  lineJoin: CanvasLineJoin = 'miter';
  #path: string[] = [];
  #dash: number[] = [];
  #out: string[] = [];

  constructor(private readonly width: number, private readonly height: number) {}

  beginPath(): void { this.#path = []; }
  moveTo(x: number, y: number): void { this.#path.push(`M${n(x)} ${n(y)}`); }
  lineTo(x: number, y: number): void { this.#path.push(`L${n(x)} ${n(y)}`); }
  quadraticCurveTo(cx: number, cy: number, x: number, y: number): void { this.#path.push(`Q${n(cx)} ${n(cy)} ${n(x)} ${n(y)}`); }
  closePath(): void { this.#path.push('Z'); }
  rect(x: number, y: number, w: number, h: number): void { this.#path.push(`M${n(x)} ${n(y)}h${n(w)}v${n(h)}h${n(-w)}Z`); }

  arc(x: number, y: number, r: number, start: number, end: number): void {
    const full = Math.abs(end - start) >= 2 * Math.PI - 1e-6;
    const [sx, sy, ex, ey] = [x + r * Math.cos(start), y + r * Math.sin(start), x + r * Math.cos(end), y + r * Math.sin(end)];
    if (full) this.#path.push(`M${n(x - r)} ${n(y)}a${n(r)} ${n(r)} 0 1 1 ${n(2 * r)} 0a${n(r)} ${n(r)} 0 1 1 ${n(-2 * r)} 0Z`);
    else this.#path.push(`M${n(sx)} ${n(sy)}A${n(r)} ${n(r)} 0 0 1 ${n(ex)} ${n(ey)}`);
  }

  stroke(): void {
    const dash = this.#dash.length ? ` stroke-dasharray="${this.#dash.join(' ')}"` : '';
    this.#add(`fill="none" stroke="${escape(String(this.strokeStyle))}" stroke-width="${n(this.lineWidth)}"${dash}`);
  }

  fill(): void { this.#add(`fill="${escape(String(this.fillStyle))}"`); }

  fillRect(x: number, y: number, w: number, h: number): void {
    this.#out.push(`<rect x="${n(x)}" y="${n(y)}" width="${n(w)}" height="${n(h)}" fill="${escape(String(this.fillStyle))}"/>`);
  }

  fillText(text: string, x: number, y: number): void { this.#text(text, x, y, `fill="${escape(String(this.fillStyle))}"`); }

  strokeText(text: string, x: number, y: number): void {
    this.#text(text, x, y, `fill="none" stroke="${escape(String(this.strokeStyle))}" stroke-width="${n(this.lineWidth)}" stroke-linejoin="round"`);
  }

  setLineDash(dash: Iterable<number>): void { this.#dash = [...dash]; }
  measureText(text: string): TextMetrics { return { width: text.length * 6.2 } as TextMetrics; }

  toString(): string {
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${this.width}" height="${this.height}" viewBox="0 0 ${this.width} ${this.height}">${this.#out.join('')}</svg>`;
  }

  #add(attributes: string): void {
    if (this.#path.length === 0) return;
    this.#out.push(`<path d="${this.#path.join('')}" ${attributes}${this.#opacity()}/>`);
  }

  #text(text: string, x: number, y: number, attributes: string): void {
    const [weight = '400', size = '11px', ...family] = this.font.split(' ');
    const anchor = this.textAlign === 'center' ? 'middle' : 'start';
    const base = this.textBaseline === 'top' ? 'hanging' : this.textBaseline === 'middle' ? 'central' : 'auto';
    this.#out.push(
      `<text x="${n(x)}" y="${n(y)}" font-weight="${escape(weight)}" font-size="${escape(size)}" font-family="${escape(family.join(' '))}" text-anchor="${anchor}" dominant-baseline="${base}" ${attributes}${this.#opacity()}>${escape(text)}</text>`,
    );
  }

  #opacity(): string { return this.globalAlpha < 1 ? ` opacity="${n(this.globalAlpha)}"` : ''; }
}
