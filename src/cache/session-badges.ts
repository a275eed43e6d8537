import { sessionBadges } from '../engine/badges/snapshot.js';
import type { RecordInHome } from '../engine/folding/crossings.js';
import type { ToLocalTime } from '../engine/folding/local-time.js';
import type { Achievement } from '../types.js';
import { withoutTitle } from './view.js';

/** The badges of a session, without a title that is told nobody. */
export function badgesOfSession(
  record: RecordInHome,
  localTime: ToLocalTime,
  untitled: ReadonlySet<string>,
): readonly Achievement[] {
  const { home } = record;
  return sessionBadges(record, localTime).map((badge) => {
    const { evidence } = badge;
    if (home === undefined || !evidence) return badge;
    return withoutTitle({ ...badge, evidence: { ...evidence, home } }, untitled);
  });
}
