import { type Clock, every } from '../clock.js';
import { type Recheck, recheckAt, recheckPaceMs } from './recheck.js';

/** At which pace, in milliseconds; undefined: never. */
export interface Paces {
  readonly clock: Clock;
  readonly refreshEveryMs: number | undefined;
  readonly recheckEveryMs: number | undefined;
}

/** Has these done without readers. Returns what calls it off. */
export function startTimers(
  { clock, refreshEveryMs, recheckEveryMs }: Paces,
  { refresh, recheck }: { refresh: () => unknown; recheck: (wanted: Recheck) => unknown },
): () => void {
  const stops: (() => void)[] = [];
  if (refreshEveryMs !== undefined) stops.push(every(clock, refreshEveryMs, () => void refresh()));
  if (recheckEveryMs !== undefined)
    stops.push(
      every(clock, recheckPaceMs(recheckEveryMs), () => recheck(recheckAt(clock.now(), recheckEveryMs))),
    );
  return () => {
    for (const stop of stops) stop();
  };
}
