import type { DateOf } from '../folding/local-time.js';
import { exportMarkdown } from './markdown.js';
import type { Report } from './report.js';
import { exportSvg } from './svg.js';

interface Format {
  readonly mediaType: string;
  /** Of a file, with the dot. */
  readonly extension: string;
  readonly write: (report: Report, dateOf: DateOf) => string;
}

/** TABLE: what a report can be exported as. */
export const EXPORT_FORMATS = {
  json: {
    mediaType: 'application/json; charset=utf-8',
    extension: '.json',
    write: (report) => `${JSON.stringify(report, undefined, 2)}\n`,
  },
  markdown: { mediaType: 'text/markdown; charset=utf-8', extension: '.md', write: exportMarkdown },
  svg: { mediaType: 'image/svg+xml; charset=utf-8', extension: '.svg', write: exportSvg },
} as const satisfies Readonly<Record<string, Format>>;

export type ExportFormat = keyof typeof EXPORT_FORMATS;

export const EXPORT_FORMAT_NAMES = ['json', 'markdown', 'svg'] as const satisfies readonly ExportFormat[];

/** Such as `hermes-achievements-2026-11-25.md`: the day is that of what is inside. */
export function exportFileName({ generated_at }: Report, format: ExportFormat, dateOf: DateOf): string {
  return `hermes-achievements-${dateOf(generated_at)}${EXPORT_FORMATS[format].extension}`;
}
