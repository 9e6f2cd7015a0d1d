/** The heat map's cells: how busy an hour was, and how far out of the ordinary. */
import type { HeatRow } from '../api/types';
import { isWeekend, type Zone } from '../format/time';
import type { Palette } from '../graph/palette';

export interface HeatFrame { palette: Palette; zone: Zone; start: number; hours: number; width: number; height: number; cell: number; clears: number[]; span: { from: number; to: number } | null }

const HOUR = 3_600_000;
/** How many spreads above its middle a score stands out; 1.4826 makes the spread that of a normal distribution. */
const STANDS_OUT = 3 * 1.4826;

const middle = (values: number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** The score above which an hour of this account is out of its own ordinary: scores have no scale that all accounts share. */
export function anomalousFrom(scores: readonly number[]): number {
  const median = middle([...scores]);
  const spread = middle(scores.map((score) => Math.abs(score - median)));
  return spread > 0 ? median + STANDS_OUT * spread : median * 1.5;
}

export const cellWidth = (width: number, hours: number): number => Math.max(2, width / Math.max(1, hours));

/** Shades by powers: 1, 10, 100 events and more each are one step. */
export const shade = (count: number): number => Math.min(1, 0.25 + Math.log10(Math.max(1, count)) / 3);

export function paintBackdrop(on: CanvasRenderingContext2D, frame: HeatFrame): void {
  const { palette, width, height, cell, hours, start, zone } = frame;
  on.fillStyle = palette['--bg-canvas']!;
  on.fillRect(0, 0, width, height);
  on.fillStyle = palette['--weekend']!;
  for (let hour = 0; hour < hours; hour++) if (isWeekend(start + hour * HOUR, zone)) on.fillRect(hour * cell, 0, cell + 0.5, height);
}

export function paintRow(on: CanvasRenderingContext2D, row: HeatRow, y: number, high: number, { palette, cell, start, span }: HeatFrame): void {
  const limit = anomalousFrom(row.anomaly);
  row.hour.forEach((hour, i) => {
    const at = start + hour * HOUR;
    const odd = (row.anomaly[i] ?? 0) > limit;
    on.globalAlpha = (span && (at + HOUR <= span.from || at >= span.to) ? 0.25 : 1) * (odd ? 1 : shade(row.count[i] ?? 0));
    on.fillStyle = palette[odd ? '--heat-2' : '--heat-1']!;
    on.fillRect(hour * cell, y + 2, Math.max(1.5, cell - 0.5), high - 4);
    // A notch on top marks the anomaly for those who do not see the colour.
    if (odd) on.fillRect(hour * cell - 1, y, cell + 1.5, 2);
  });
  on.globalAlpha = 1;
}

export function paintClears(on: CanvasRenderingContext2D, { palette, clears, start, cell, height }: HeatFrame): void {
  on.fillStyle = palette['--danger']!;
  for (const at of clears) on.fillRect(((at - start) / HOUR) * cell, 0, 1.5, height);
}
