/** A ring of arcs with gaps between them, so that neighbours stay apart where their colours do not. */

export interface Arc {
  /** Clockwise from the top, in parts of the whole ring. */
  readonly from: number;
  readonly length: number;
}

/** TABLE: between arcs, in parts of the whole ring; and the least that is left of an arc. */
const GAP = 0.008;
const LEAST = 0.004;

/**
 * An arc for each count, one after the other. A count of 0 has one of length 0.
 * @param total of the whole ring; what the counts leave of it stays open
 */
export function arcsOf(counts: readonly number[], total: number): readonly Arc[] {
  const shown = counts.filter((count) => count > 0);
  const whole = shown.length === 1 && shown[0] === total;
  let from = 0;
  return counts.map((count) => {
    const length = total === 0 ? 0 : count / total;
    const gap = whole || length === 0 ? 0 : Math.min(GAP, length - LEAST);
    const arc = { from: from + gap / 2, length: length - gap };
    from += length;
    return arc;
  });
}
