import type { ToLocalTime } from '../engine/folding/local-time.js';

/** The zone that decides days, nights and weekends. */
export interface TimeZone {
  /** The same name, the same clocks: see `time-zone/`. */
  readonly name: string;
  readonly localTime: ToLocalTime;
}
