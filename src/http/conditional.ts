const ENTITY_TAG = /"[^"]*"/g;

/**
 * Whether an `If-None-Match` header names this tag, so that 304 is the answer. The comparison is weak (RFC 9110,
 * 13.1.2): a proxy that compresses on its way marks our tag with `W/`.
 */
export function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  return ifNoneMatch.match(ENTITY_TAG)?.includes(etag) ?? false;
}
