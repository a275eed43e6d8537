import { AchievementsError } from '../errors.js';
import { refuseCrossSite } from './cross-site.js';
import { foreignHost } from './foreign-host.js';
import { contextFor } from './home.js';
import type { ApiRequest, Context, Reply, Route } from './messages.js';
import { problem } from './problem.js';
import { bare } from './responses.js';

/**
 * Answers a request to a path of ours.
 * @param routes those of that path, one for each method it takes.
 */
export function dispatch(
  routes: readonly Route[],
  context: Context,
  request: ApiRequest,
): Reply | Promise<Reply> {
  const failed = (error: unknown): Reply => problem(error, context);
  try {
    const reply = answer(routes, context, request);
    return reply instanceof Promise ? reply.catch(failed) : reply;
  } catch (error) {
    return failed(error);
  }
}

function answer(routes: readonly Route[], context: Context, request: ApiRequest): Reply | Promise<Reply> {
  const foreign = foreignHost(context, request);
  if (foreign !== undefined) throw foreign;
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const route = routes.find((candidate) => candidate.method === method);
  if (route === undefined) return withoutRoute(routes, context, method);
  if (route.method === 'POST' && context.protectWrites) refuseCrossSite(request.headers, request.ownOrigin);
  return route.handle(request.hasQuery ? contextFor(route, context, request.query) : context, request);
}

function withoutRoute(routes: readonly Route[], context: Context, method: string): Reply {
  const taken = routes.flatMap((route) => (route.method === 'GET' ? ['GET', 'HEAD'] : [route.method]));
  const Allow = [...taken, 'OPTIONS'].join(', ');
  if (method === 'OPTIONS') return bare(204, { Allow });
  const refused = new AchievementsError('ERR_ACHIEVEMENTS_METHOD', `This address takes ${Allow}.`);
  return problem(refused, context, { Allow });
}
