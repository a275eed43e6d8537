/** The last moment that is believed, Unix seconds (in 2103); beyond it a stored time is damage. */
export const LATEST_SECONDS = 4.2e9;

/** A stored time as Unix seconds, or null when it is no number, or outside 0 … 4.2e9. */
export function toUnixSeconds(value: unknown): number | null {
  return typeof value === 'number' && value >= 0 && value <= LATEST_SECONDS ? value : null;
}
