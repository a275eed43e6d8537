import { inspect } from 'node:util';
import type { ErrorRequestHandler, Request, Response, Router } from 'express';
import type { Config } from '../options.js';
import { dispatch } from './dispatch.js';
import { foreignHost } from './foreign-host.js';
import type { ApiRequest, Context, Reply, Route } from './messages.js';
import { PAGE_ROUTES, type PageRoute } from './page.js';
import { createPageFiles, type PageFiles } from './page-files.js';
import { undecodable } from './parameters.js';
import { createBodyCache } from './prepared.js';
import { type ProblemContext, problem } from './problem.js';
import { refuseOtherProfile } from './profile.js';
import { ROUTES } from './routes.js';
import type { AchievementsService, HomesService } from './service.js';

/** What answers about the page need: who may ask, and what goes into a problem. */
export type PageContext = ProblemContext & Pick<Context, 'allowedHosts' | 'profile' | 'homes'>;

/** The part of the configuration that answers depend on. */
export type HttpConfig = Pick<
  Config,
  'sunset' | 'page' | 'protectWrites' | 'allowedHosts' | 'profile' | 'logger'
>;

/**
 * Puts our routes into a router of Express 4 or 5. What is not ours is left to the host; no error ever reaches it.
 * @param router made without options: its matching is what decides, whatever the host app has set.
 * @param now the clock, in Unix milliseconds.
 */
export function mountRoutes(
  router: Router,
  service: AchievementsService,
  { page, profile, sunset, protectWrites, allowedHosts, logger }: HttpConfig,
  now: () => number = Date.now,
  homes?: HomesService,
): void {
  const context: Context = {
    service,
    homes,
    bodies: createBodyCache(),
    sunset,
    protectWrites,
    allowedHosts,
    profile,
    logger,
    now,
  };
  for (const path of new Set(ROUTES.map((route) => route.path))) {
    const routes = ROUTES.filter((route) => route.path === path);
    router.all(path, (request, response) => serve(routes, context, request, response));
  }
  if (page) mountPage(router, context);
  router.use(afterFailedMatch(context));
}

/**
 * Puts the page and its files into a router, and no data: no login is needed for these.
 * Only what is read is ours: at the root of a host, any other method may well be the host's.
 */
export function mountPage(router: Router, context: PageContext): void {
  const files = createPageFiles();
  for (const route of PAGE_ROUTES) {
    router.all(route.path, (request, response, next) => {
      if (request.method === 'GET' || request.method === 'HEAD') {
        servePage(route, files, context, request, response, next);
      } else next();
    });
  }
}

function servePage(
  { handle }: PageRoute,
  files: PageFiles,
  context: PageContext,
  request: Request,
  response: Response,
  leave: () => void,
): void {
  const read = new ReadRequest(request);
  handle(files, read)
    .then((reply) => {
      if (reply === undefined) return reply;
      const foreign = foreignHost(context, read);
      if (foreign !== undefined) throw foreign;
      // Of several homes the page itself shows the one that its address names.
      if (read.hasQuery && context.homes === undefined) refuseOtherProfile(context, read.query);
      return reply;
    })
    .catch((error: unknown) => problem(error, context))
    .then((reply) => (reply === undefined ? leave() : send(response, reply)))
    .catch((error: unknown) => giveUp(response, context, error));
}

/** Throws nothing and rejects never: Express 4 would not see that. */
function serve(routes: readonly Route[], context: Context, request: Request, response: Response): void {
  const failed = (error: unknown): void => giveUp(response, context, error);
  try {
    const reply = dispatch(routes, context, new ReadRequest(request));
    if (reply instanceof Promise) reply.then((later) => send(response, later)).catch(failed);
    else send(response, reply);
  } catch (error) {
    failed(error);
  }
}

/** The only thing that can fail in the router itself: a path of ours whose parameter cannot be decoded. */
function afterFailedMatch(context: Context): ErrorRequestHandler {
  // Four parameters are what tells Express that this handles errors.
  return (error: unknown, request, response, _next) => {
    try {
      const foreign = foreignHost(context, new ReadRequest(request));
      send(response, problem(foreign ?? (error instanceof URIError ? undecodable() : error), context));
    } catch (second) {
      giveUp(response, context, second);
    }
  };
}

/** No answer can be made. Still the client must not wait for ever, and the host must not show a stack. */
function giveUp(response: Response, { logger }: Pick<Context, 'logger'>, error: unknown): void {
  logger.error(`An answer could not be sent: ${inspect(error)}`);
  response.destroy();
}

/** Lazily: the reads that dashboards repeat need little of it. */
class ReadRequest implements ApiRequest {
  readonly #request: Request;

  constructor(request: Request) {
    this.#request = request;
  }

  get method() {
    return this.#request.method;
  }

  get params() {
    return this.#request.params;
  }

  get headers() {
    return this.#request.headers;
  }

  get baseUrl() {
    return safeInHeader(this.#request.baseUrl);
  }

  get lastSegment() {
    const [path = ''] = this.#request.originalUrl.split('?', 1);
    return safeInHeader(path.slice(path.lastIndexOf('/') + 1));
  }

  get pageSettings(): unknown {
    const locals: Readonly<Record<string, unknown>> = this.#request.res?.locals ?? {};
    const { hermesAchievements } = locals;
    return hermesAchievements;
  }

  get query() {
    // Not request.query: what that holds, and whether it holds anything, is a setting of the host app.
    const { url } = this.#request;
    const at = url.indexOf('?');
    return new URLSearchParams(at < 0 ? '' : url.slice(at));
  }

  get hasQuery() {
    return this.#request.url.includes('?');
  }

  get host() {
    return hostOf(this.#request);
  }

  get ownOrigin() {
    return `${this.#request.protocol}://${this.host ?? ''}`;
  }
}

/** The host with its port, by the same trust as that of `request.hostname`. `request.host` has no port in Express 4. */
function hostOf(request: Request): string | undefined {
  const trusts: unknown = request.app.get('trust proxy fn');
  const forwarded = request.get('X-Forwarded-Host');
  if (forwarded && typeof trusts === 'function' && trusts(request.socket.remoteAddress, 0) === true) {
    return (forwarded.split(',', 1)[0] ?? '').trim();
  }
  return request.get('Host');
}

/**
 * A mount path can hold parameters, and so whatever the client sent: it must not end a header or a link, nor name
 * another host. Node reads a path as Latin-1, so that a character is a byte.
 */
function safeInHeader(path: string): string {
  const encoded = path.replace(
    /[^!-~]|[<>"\\]/g,
    (char) => `%${Buffer.from(char, 'latin1').toString('hex')}`,
  );
  return encoded.replace(/^\/{2,}/, '/');
}

/** Those of the host hold for all its pages. */
const POLICIES: ReadonlySet<string> = new Set(['Content-Security-Policy', 'Referrer-Policy']);

/** Nothing is written for a client that went away, nor after an answer the host has given meanwhile. */
function send(response: Response, { status, headers, body }: Reply): void {
  if (response.headersSent || response.destroyed) return;
  response.statusCode = status;
  for (const name of Object.keys(headers)) {
    const value = headers[name] ?? '';
    // Others may have named what their part of the answer varies with.
    if (name === 'Vary' && response.hasHeader(name)) response.vary(value);
    else if (POLICIES.has(name) && response.hasHeader(name)) continue;
    else response.setHeader(name, value);
  }
  if (body === undefined || response.req.method === 'HEAD') response.end();
  else response.end(body);
}
