import { AchievementsError } from '../errors.js';
import type { Handler } from './messages.js';
import { problem } from './problem.js';
import { passing } from './responses.js';

/** Since when `/overview` is deprecated: 2026-04-29, in Unix seconds (RFC 9745). */
const DEPRECATED_SINCE = 1_777_420_800;

/** What is left of `/overview`: a static answer that touches nothing, and from the sunset on not even that. */
export const overview: Handler = (context, { baseUrl }) => {
  const { sunset, now } = context;
  const replacement = `${baseUrl}/achievements`;
  const headers = {
    Deprecation: `@${DEPRECATED_SINCE}`,
    Link: `<${replacement}>; rel="successor-version"`,
    ...(sunset === undefined ? {} : { Sunset: new Date(sunset).toUTCString() }),
  };
  if (sunset !== undefined && now() >= sunset) {
    const gone = 'This address is gone. Use the one that the Link header names.';
    return problem(new AchievementsError('ERR_ACHIEVEMENTS_GONE', gone), context, headers);
  }
  const message = 'This address is deprecated and no longer computes anything. Use the replacement.';
  return passing(200, { deprecated: true, message, replacement }, headers);
};
