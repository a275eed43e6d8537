const LEAST_MS = 1_000;
/** Who asks for more means something else; a page is not left alone for longer than that. */
const MOST_MS = 60 * 60_000;

/**
 * How long a `Retry-After` header asks to wait, in milliseconds: it has seconds, or a date (RFC 9110, 10.2.3).
 * @param now Unix milliseconds
 * @returns undefined when it says nothing that can be understood
 */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  const text = header?.trim() ?? '';
  // Every date begins with the name of a day; the parser would make one of nearly anything.
  const date = /^[A-Z]/i.test(text) ? Date.parse(text) : Number.NaN;
  const wait = /^\d+$/.test(text) ? Number(text) * 1000 : date - now;
  return Number.isNaN(wait) ? undefined : Math.min(MOST_MS, Math.max(LEAST_MS, wait));
}
