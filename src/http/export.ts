import { STATE_FILTERS } from '../engine/badges/selection.js';
import { EXPORT_FORMAT_NAMES, EXPORT_FORMATS, exportFileName } from '../engine/export/formats.js';
import { makeReport } from '../engine/export/report.js';
import type { Handler } from './messages.js';
import { readChoice, readFlag } from './parameters.js';
import { kept } from './responses.js';

/** A download is looked at by whatever program opens it: none of them shall take it for more than it is. */
const HARMLESS = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
};

export const exportBadges: Handler = async ({ service, bodies }, request) => {
  const { query } = request;
  const format = readChoice(query, 'format', EXPORT_FORMAT_NAMES) ?? 'json';
  const state = readChoice(query, 'state', STATE_FILTERS);
  const titles = readFlag(query, 'titles');
  const { payload, dateOf } = await service.snapshot();
  const report = makeReport(payload, { state, titles });
  const { write, mediaType } = EXPORT_FORMATS[format];
  return kept(bodies.text(write(report, dateOf), mediaType), request, {
    'Content-Disposition': `attachment; filename="${exportFileName(report, format, dateOf)}"`,
    ...HARMLESS,
  });
};
