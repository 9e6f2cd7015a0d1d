/** The strip: events per bucket stacked by id, failures on top, anomaly as a line, weekends, clears and gaps. */
import type { TimelineAnswer } from '../api/types';
import { short } from '../format/number';
import { eventColour } from '../format/words';
import type { Zone } from '../format/time';
import type { Palette } from '../graph/palette';
import { days, roundUp, toX, type Axis } from './axis';
import type { Span } from './brush';

export interface StripFrame { axis: Axis; width: number; height: number; palette: Palette; zone: Zone; dayName: (at: number) => string; span: Span | null }

const TOP = 14;
const BOTTOM = 18;

export function paintStrip(on: CanvasRenderingContext2D, data: TimelineAnswer, frame: StripFrame): void {
  const { axis, width, height, palette } = frame;
  on.fillStyle = palette['--bg-canvas']!;
  on.fillRect(0, 0, width, height);
  const base = height - BOTTOM;
  paintDays(on, frame, base);
  paintGaps(on, data, frame, base);
  const most = roundUp(highest(data));
  paintScale(on, frame, most, base);
  paintBars(on, data, frame, most, base);
  paintAnomaly(on, data, frame, base);
  paintClears(on, data, frame, base);
  on.strokeStyle = palette['--line-strong']!;
  on.lineWidth = 1;
  on.beginPath();
  on.moveTo(axis.left, base + 0.5);
  on.lineTo(axis.right, base + 0.5);
  on.stroke();
}

export function highest(data: TimelineAnswer): number {
  let most = 1;
  const buckets = Math.max(0, ...data.series.map((one) => one.count.length));
  for (let i = 0; i < buckets; i++) {
    let sum = 0;
    for (const one of data.series) sum += one.count[i] ?? 0;
    most = Math.max(most, sum);
  }
  return most;
}

function paintDays(on: CanvasRenderingContext2D, { axis, palette, zone, dayName }: StripFrame, base: number): void {
  on.font = `450 10.5px ${palette.font}`;
  on.textAlign = 'left';
  on.textBaseline = 'top';
  for (const day of days(axis, zone)) {
    const x = Math.max(axis.left, toX(axis, day.at));
    const next = Math.min(axis.right, toX(axis, day.at + 86_400_000));
    if (day.weekend) {
      on.fillStyle = palette['--weekend']!;
      on.fillRect(x, TOP, next - x, base - TOP);
    }
    if (!day.labelled || (day.at < axis.start && next - x < 44)) continue;
    on.fillStyle = palette['--line']!;
    on.fillRect(x, TOP, 1, base - TOP);
    on.fillStyle = palette['--text-dim']!;
    if (x + 40 < axis.right) on.fillText(dayName(day.at), x + 4, base + 4);
  }
}

function paintScale(on: CanvasRenderingContext2D, { axis, palette }: StripFrame, most: number, base: number): void {
  on.textAlign = 'right';
  on.textBaseline = 'middle';
  for (const share of [0.5, 1]) {
    const y = base - (base - TOP - 4) * share;
    on.fillStyle = palette['--line']!;
    on.fillRect(axis.left, Math.round(y), axis.right - axis.left, 1);
    on.fillStyle = palette['--text-dim']!;
    on.fillText(short(most * share), axis.left - 6, y);
  }
}

/** Buckets are put together until each is at least a pixel and a half wide. */
function paintBars(on: CanvasRenderingContext2D, data: TimelineAnswer, { axis, palette, span }: StripFrame, most: number, base: number): void {
  const size = data.bucket_s * 1000;
  const buckets = data.series[0]?.count.length ?? 0;
  const room = base - TOP - 4;
  const order = [...data.series].sort((a, b) => Number(isFailure(a.id)) - Number(isFailure(b.id)) || a.id - b.id);
  for (let i = 0; i < buckets; i++) {
    const at = data.start + i * size;
    const x = toX(axis, at);
    const wide = Math.max(1, toX(axis, at + size) - x - 0.5);
    on.globalAlpha = span && (at + size <= span.from || at >= span.to) ? 0.28 : 1;
    let y = base;
    for (const one of order) {
      const value = one.count[i] ?? 0;
      if (!value) continue;
      const high = Math.max(isFailure(one.id) ? 1.5 : 0.6, (value / most) * room);
      y -= high;
      on.fillStyle = palette[eventColour(one.id)]!;
      on.fillRect(x, y, wide, high);
    }
  }
  on.globalAlpha = 1;
}

const isFailure = (id: number) => id === 4625 || id === 4771;

function paintAnomaly(on: CanvasRenderingContext2D, data: TimelineAnswer, { axis, palette }: StripFrame, base: number): void {
  const top = Math.max(...data.anomaly, 0);
  if (top <= 0) return;
  const size = data.bucket_s * 1000;
  on.beginPath();
  data.anomaly.forEach((value, i) => {
    const x = toX(axis, data.start + (i + 0.5) * size);
    const y = base - Math.min(1, value / top) * (base - TOP - 4);
    if (i === 0) on.moveTo(x, y);
    else on.lineTo(x, y);
  });
  on.strokeStyle = palette['--text']!;
  on.globalAlpha = 0.6;
  on.lineWidth = 1.1;
  on.stroke();
  on.globalAlpha = 1;
}

function paintGaps(on: CanvasRenderingContext2D, data: TimelineAnswer, { axis, palette }: StripFrame, base: number): void {
  on.strokeStyle = palette['--c-explicit']!;
  on.globalAlpha = 0.45;
  on.lineWidth = 1;
  for (const gap of data.gaps) {
    const from = Math.max(axis.left, toX(axis, gap.from));
    const to = Math.min(axis.right, toX(axis, gap.to));
    on.beginPath();
    for (let x = from; x < to; x += 5) {
      on.moveTo(x, base);
      on.lineTo(Math.min(to, x + 6), base - 8);
    }
    on.stroke();
  }
  on.globalAlpha = 1;
}

function paintClears(on: CanvasRenderingContext2D, data: TimelineAnswer, { axis, palette }: StripFrame, base: number): void {
  on.fillStyle = palette['--danger']!;
  for (const clear of data.clears) {
    const x = toX(axis, clear.at);
    if (x < axis.left || x > axis.right) continue;
    on.fillRect(x - 0.5, TOP - 4, 1.5, base - TOP + 4);
    on.beginPath();
    on.moveTo(x - 5, TOP - 10);
    on.lineTo(x + 5, TOP - 10);
    on.lineTo(x, TOP - 3);
    on.closePath();
    on.fill();
  }
}
