import { type Figure, verdict } from './figure.js';

const HEAD = ['figure', 'median', 'best', 'target', '', 'spread', ''];

/** Figures as lines of a table; each trial's under its name. */
export function table(trials: ReadonlyMap<string, readonly Figure[]>): string {
  const blocks = [...trials].map(([name, figures]) => ({ name, rows: figures.map(toRow) }));
  const all = [HEAD, ...blocks.flatMap(({ rows }) => rows)];
  const widths = HEAD.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `  ${row.map((cell, column) => pad(cell, widths[column] ?? 0, column)).join('  ')}`.trimEnd();
  return [line(HEAD), ...blocks.flatMap(({ name, rows }) => [name, ...rows.map(line)])].join('\n');
}

function pad(cell: string, width: number, column: number): string {
  const isNumber = column === 1 || column === 2;
  return isNumber ? cell.padStart(width) : cell.padEnd(width);
}

function toRow(figure: Figure): string[] {
  const { name, value, unit, best, target, spread, note = '' } = figure;
  const shown = (number: number): string => `${round(number)}${unit}`;
  return [
    name,
    shown(value),
    best === undefined ? '' : shown(best),
    target === undefined
      ? ''
      : 'atMost' in target
        ? `≤ ${shown(target.atMost)}`
        : `≥ ${shown(target.atLeast)}`,
    verdict(figure),
    spread === undefined ? '' : `${round(spread.from)}–${round(spread.to)}`,
    note,
  ];
}

function round(value: number): string {
  return Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}
