import { makeReport, type Report, type ReportOptions } from '#src/engine/export/report.js';
import { livelyView } from '../../support/badges.js';

/** A report of a lively history. @param title that of the session which is the evidence of one badge */
export function reportOf(options: ReportOptions = {}, title?: string): Report {
  return makeReport(livelyView(title).payload, options);
}
