import { AchievementsError } from '../errors.js';
import { isNamed } from '../host-names.js';
import type { ApiRequest, Context } from './messages.js';

/**
 * What is wrong with a request to a name that the router is not to be reached by; undefined for any other. A web site whose
 * name is made to lead to this machine (DNS rebinding) is taken by the browser for the owner of what it gets, but its
 * requests carry its own name.
 */
export function foreignHost(
  { allowedHosts }: Pick<Context, 'allowedHosts'>,
  request: Pick<ApiRequest, 'host'>,
): AchievementsError | undefined {
  if (allowedHosts === undefined || isNamed(allowedHosts, request.host)) return undefined;
  return new AchievementsError(
    'ERR_ACHIEVEMENTS_HOST',
    'Achievements are not served under this host name. If it is one of your own, add it to the option allowedHosts; behind a ' +
      'proxy that passes the name on in X-Forwarded-Host, the host app must trust the proxy (Express: "trust proxy").',
  );
}
