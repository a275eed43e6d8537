import { sessionBadges } from '../../engine/badges/snapshot.js';
import type { RecordInHome } from '../../engine/folding/crossings.js';
import type { ToLocalTime } from '../../engine/folding/local-time.js';
import type { Achievement } from '../../types.js';
import { badgeWithoutHome, type Untitled, withoutTitle } from './home-names.js';

/** The badges of a session, without a title that is told nobody. @param isOnly whether its home need not be named */
export function badgesOfSession(
  record: RecordInHome,
  localTime: ToLocalTime,
  untitled: Untitled,
  isOnly: boolean,
): readonly Achievement[] {
  const { home } = record;
  return sessionBadges(record, localTime).map((badge) => {
    const { evidence } = badge;
    if (home === undefined || !evidence) return badge;
    const named = withoutTitle({ ...badge, evidence: { ...evidence, home } }, untitled);
    return isOnly ? badgeWithoutHome(named) : named;
  });
}
