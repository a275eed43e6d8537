import type { Achievement } from '../../types.js';
import { etaOf } from '../model/eta.js';
import { say } from '../texts.js';

/** "about 3 days", "+12 this week": as much of it as is known. */
export function paceWords({ pace }: Achievement): readonly string[] {
  const eta = etaOf(pace);
  const week = pace?.last_7_days ?? 0;
  return [
    ...(eta ? [say(eta.text, { count: eta.count })] : []),
    ...(week > 0 ? [say('pace-week', { count: week })] : []),
  ];
}
