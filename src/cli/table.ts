import type { Paint, Style } from './paint.js';

/** A text, or one with looks. */
export type Cell = string | { readonly text: string; readonly style: Style };

export interface Column<Row> {
  readonly title: string;
  readonly align?: 'right';
  /** Where there is little room, the column with the highest number goes first; without one it stays. */
  readonly spare?: number;
  readonly cell: (row: Row) => Cell;
}

const GAP = '  ';

/**
 * Rows below their titles, each column as wide as it needs. A line breaks only where even the columns that must stay do
 * not fit.
 * @param width of the terminal, in characters; undefined: as wide as it gets
 */
export function table<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  paint: Paint,
  width: number | undefined,
): string {
  const laid = fitting(
    columns.map((column) => {
      const cells = rows.map(column.cell);
      return {
        column,
        cells,
        width: Math.max(column.title.length, ...cells.map((cell) => textOf(cell).length)),
      };
    }),
    width,
  );
  const line = (cellOf: (part: (typeof laid)[number]) => Cell): string => {
    const padded = laid.map((part) => {
      const cell = cellOf(part);
      const text = textOf(cell);
      const blanks = ' '.repeat(part.width - text.length);
      const shown = typeof cell === 'string' || text === '' ? text : paint(cell.style, text);
      return part.column.align === 'right' ? blanks + shown : shown + blanks;
    });
    return padded.join(GAP).trimEnd();
  };
  const head = line(({ column }) => ({ text: column.title, style: 'dim' }));
  return [head, ...rows.map((_, index) => line(({ cells }) => cells[index] ?? ''))].join('\n');
}

interface Laid<Row> {
  readonly column: Column<Row>;
  readonly cells: readonly Cell[];
  readonly width: number;
}

function fitting<Row>(laid: readonly Laid<Row>[], width = Number.POSITIVE_INFINITY): readonly Laid<Row>[] {
  const needed = laid.reduce((sum, part) => sum + part.width, GAP.length * (laid.length - 1));
  const spare = Math.max(...laid.map(({ column }) => column.spare ?? 0));
  if (needed <= width || spare === 0) return laid;
  return fitting(
    laid.filter(({ column }) => column.spare !== spare),
    width,
  );
}

/** Texts of ours only, and of one column each character. */
function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text;
}
