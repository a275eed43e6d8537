import { AchievementsError } from '../errors.js';
import { isLocalName, isNamed } from '../host-names.js';
import type { ApiRequest, Context } from './messages.js';

/**
 * What is wrong with a request to a name that the router is not to be reached by; undefined for any other. A web site whose
 * name is made to lead to this machine (DNS rebinding) is taken by the browser for the owner of what it gets, but its
 * requests carry its own name.
 */
export function foreignHost(
  { allowedHosts }: Pick<Context, 'allowedHosts'>,
  { host, headers }: Pick<ApiRequest, 'host' | 'headers'>,
): AchievementsError | undefined {
  if (allowedHosts === undefined) return undefined;
  const isForwarded = host !== headers.host;
  if (isNamed(allowedHosts, host) && (!isForwarded || mayBeOfProxy(allowedHosts, headers.host)))
    return undefined;
  return new AchievementsError(
    'ERR_ACHIEVEMENTS_HOST',
    'Achievements are not served under this host name. If it is one of your own, add it to the option allowedHosts; behind a ' +
      'proxy that passes the name on in X-Forwarded-Host, the host app must trust the proxy (Express: "trust proxy"), and ' +
      'a name with a dot by which the proxy calls this server must be in allowedHosts, too.',
  );
}

/**
 * A script of such a web site can add `X-Forwarded-Host`, but `Host` stays the name of its site: a name with a dot. Proxies
 * that name the server in their own way call it by an address, or by a name of the local network.
 */
function mayBeOfProxy(allowedHosts: readonly string[], host: string | undefined): boolean {
  return isNamed(allowedHosts, host) || isLocalName(host);
}
