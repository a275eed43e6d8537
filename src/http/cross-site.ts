import type { IncomingHttpHeaders } from 'node:http';
import { AchievementsError } from '../errors.js';

/**
 * Refuses a write that another site's page makes a browser send.
 * @param ownOrigin the origin the client spoke to.
 * @throws AchievementsError `ERR_ACHIEVEMENTS_CROSS_SITE`.
 */
export function refuseCrossSite(headers: IncomingHttpHeaders, ownOrigin: string): void {
  if (isOwnWrite(headers, ownOrigin)) return;
  throw new AchievementsError(
    'ERR_ACHIEVEMENTS_CROSS_SITE',
    'This write came from a page of another site, so it was refused. If that page is your own dashboard behind a ' +
      'proxy, the host app must trust the proxy (Express: "trust proxy").',
  );
}

function isOwnWrite({ origin, 'sec-fetch-site': site }: IncomingHttpHeaders, ownOrigin: string): boolean {
  // A browser that says where the request comes from knows best: a development proxy changes the host, not this.
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  // Neither header: not a browser, and whoever runs curl needs no page of another site.
  if (origin === undefined) return true;
  // Both sides are normalized: the port that the scheme implies may be named or not.
  return (
    URL.canParse(origin) && URL.canParse(ownOrigin) && new URL(origin).origin === new URL(ownOrigin).origin
  );
}
