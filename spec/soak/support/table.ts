import { median } from '../../bench/support/statistics.js';
import type { Finding } from './finding.js';

const HEAD = ['fault', 'times', 'lost', 'right again after', 'at most', ''];
/** Right-aligned columns. */
const NUMBERS = new Set([1, 2, 3, 4]);

/** Findings as lines of a table; each trial's under its name. */
export function table(trials: ReadonlyMap<string, readonly Finding[]>): string {
  const blocks = [...trials].map(([name, findings]) => ({ name, rows: findings.map(toRow) }));
  const all = [HEAD, ...blocks.flatMap(({ rows }) => rows)];
  const widths = HEAD.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `  ${row.map((cell, column) => pad(cell, widths[column] ?? 0, column)).join('  ')}`.trimEnd();
  return [line(HEAD), ...blocks.flatMap(({ name, rows }) => [name, ...rows.map(line)])].join('\n');
}

function pad(cell: string, width: number, column: number): string {
  return NUMBERS.has(column) ? cell.padStart(width) : cell.padEnd(width);
}

function toRow({ fault, times, losses, backAfterMs = [], note = '' }: Finding): string[] {
  const [typical, longest] =
    backAfterMs.length === 0 ? ['', ''] : [shown(median(backAfterMs)), shown(Math.max(...backAfterMs))];
  return [
    fault,
    String(times),
    losses.length === 0 ? 'nothing' : String(losses.length),
    typical,
    longest,
    note,
  ];
}

function shown(milliseconds: number): string {
  return milliseconds < 1_000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1_000).toFixed(1)} s`;
}
