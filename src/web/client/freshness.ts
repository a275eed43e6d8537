import type { Payload } from '../../payload.js';

/** However short a snapshot lives, it is not asked for more often. */
const LEAST_MS = 10_000;
/** What is lost of a second where times are whole ones, and a little: who asks too early is answered the same again. */
const SLACK_MS = 1_500;

/**
 * How long a snapshot is as new as it gets, in milliseconds from now. The clocks of server and browser may differ: an age
 * that cannot be is taken for none.
 * @param now Unix milliseconds
 */
export function freshForMs({ generated_at, scan_meta }: Payload, now: number): number {
  const ttl = scan_meta.status.ttl_seconds * 1000;
  if (!(ttl > 0)) return LEAST_MS;
  const age = now - generated_at * 1000;
  const left = age >= 0 && age < ttl ? ttl - age : ttl;
  return Math.max(LEAST_MS, left + SLACK_MS);
}
