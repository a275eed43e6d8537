/** Scans by a scanner, without a cache around it. */

import type { ScanOrder, ScanReport } from '#src/scan/job.js';
import type { Watch } from '#src/scan/progress.js';
import type { Scanner, Turn } from '#src/scan/scanner.js';

export const SILENT: Watch = { progress() {}, partial() {} };

export async function turnOf(scanner: Scanner): Promise<Turn> {
  const turn = await scanner.take();
  if (turn === undefined) throw new Error('another one has the turn');
  return turn;
}

/** A turn with one scan, and what comes of that. */
export async function scanOnce(
  scanner: Scanner,
  { order = { full: false }, watch = SILENT }: { readonly order?: ScanOrder; readonly watch?: Watch } = {},
): Promise<ScanReport> {
  const turn = await turnOf(scanner);
  try {
    const report = await turn.scan(order, watch).report;
    if (report === undefined) throw new Error('nothing was looked at');
    return report;
  } finally {
    await turn.release();
  }
}
