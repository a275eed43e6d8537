import { once } from 'node:events';
import {
  createServer,
  get,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
} from 'node:http';
import { connect } from 'node:net';
import { expect } from 'chai';
import express, { type Express, type Router } from 'express';
import express4 from 'express4';
import { type HttpConfig, mountRoutes } from '#src/http/express.js';
import type { HomesService } from '#src/http/service.js';
import { inspecting } from '../support/described.js';
import { type FakeService, fakeService } from './fake-service.js';

/** How a host app puts a router to use; `base` is where it is then. */
export interface Mount {
  readonly title: string;
  readonly base: string;
  readonly mount: (app: Express, router: Router, lib: typeof express) => void;
}

export const MOUNTS: readonly Mount[] = [
  { title: 'at the root', base: '', mount: (app, router) => app.use(router) },
  {
    title: 'below a prefix',
    base: '/api/plugins/hermes-achievements',
    mount: (app, router) => app.use('/api/plugins/hermes-achievements', router),
  },
  {
    title: 'in a nested router of a strict app without a query parser',
    base: '/tenants/caf%C3%A9/achievements',
    mount: (app, router, lib) => {
      app.enable('strict routing').enable('case sensitive routing').set('query parser', false);
      const outer = lib.Router({ strict: true, caseSensitive: true });
      outer.use('/:tenant/achievements', router);
      app.use('/tenants', outer);
    },
  },
];

/** Which Express the app is made with, and which our router. An install has one; npm can still bring about two. */
export const VERSIONS: readonly {
  readonly title: string;
  readonly app: typeof express;
  readonly router: typeof express;
}[] = [
  { title: 'Express 5', app: express, router: express },
  { title: 'Express 4', app: express4, router: express4 },
  { title: 'Express 4 with the router of Express 5', app: express4, router: express },
];

export interface Host {
  readonly app: Express;
  readonly server: Server;
  readonly service: FakeService;
  /** What our logger heard. */
  readonly logged: string[];
  /** Errors that reached the host's own error handler. */
  readonly leaked: unknown[];
  /** What was answered otherwise than the OpenAPI document says. */
  readonly undescribed: string[];
}

export interface HostOptions extends Partial<Omit<HttpConfig, 'logger'>> {
  readonly service?: FakeService;
  readonly now?: () => number;
  readonly version?: (typeof VERSIONS)[number];
  readonly mount?: Mount['mount'];
  /** Where there are several homes. */
  readonly homes?: (service: FakeService) => HomesService;
  /** What the app has before our router. */
  readonly before?: (app: Express) => void;
}

/** A host app with our routes in it, a 404 page and an error handler of its own. */
export function host({
  service = fakeService(),
  now = () => 0,
  version = { title: '', app: express, router: express },
  mount = (app, router) => app.use(router),
  homes,
  before = () => undefined,
  sunset,
  protectWrites = true,
  allowedHosts,
  profile = 'default',
  page = false,
}: HostOptions = {}): Host {
  const logged: string[] = [];
  const leaked: unknown[] = [];
  const undescribed: string[] = [];
  const silent = () => undefined;
  const logger = {
    debug: silent,
    info: silent,
    warn: silent,
    error: (message: string) => void logged.push(message),
  };
  const router = version.router.Router();
  router.use(inspecting((fault) => void undescribed.push(fault)));
  const config = { sunset, page, protectWrites, allowedHosts, profile, logger };
  mountRoutes(router, service, config, now, homes?.(service));

  const app = version.app();
  before(app);
  mount(app, router, version.app);
  app.use((_request, response) => {
    response.status(404).send('the page of the host');
  });
  const onError: express.ErrorRequestHandler = (error, _request, response, _next) => {
    leaked.push(error);
    response.status(500).send('the error page of the host');
  };
  app.use(onError);
  // Node forgives a body where none belongs, unless it is told not to.
  const server = createServer({ rejectNonStandardBodyWrites: true }, app);
  return { app, server, service, logged, leaked, undescribed };
}

/** Makes hosts. After each spec: no error of ours has reached them, and all was answered as the OpenAPI document says. */
export function wellBehavedHosts(defaults: HostOptions = {}): (options?: HostOptions) => Host {
  const hosts: Host[] = [];
  afterEach('no error reaches the host, and all is as described', () => {
    for (const { leaked, undescribed } of hosts.splice(0)) {
      expect(leaked).to.deep.equal([]);
      expect(undescribed).to.deep.equal([]);
    }
  });
  return (options) => {
    const started = host({ ...defaults, ...options });
    hosts.push(started);
    return started;
  };
}

/** Sends bytes as they are; all that comes back until the connection ends. */
export async function raw(server: Server, bytes: string): Promise<string> {
  const socket = connect(await listen(server), '127.0.0.1');
  socket.end(bytes);
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  server.close();
  return answer;
}

/** An answer to GET as it comes over the wire: nothing is decoded. */
export async function wire(
  server: Server,
  path: string,
  headers: OutgoingHttpHeaders,
): Promise<{ readonly headers: IncomingHttpHeaders; readonly body: Buffer }> {
  const outgoing = get({ port: await listen(server), host: '127.0.0.1', path, headers, agent: false });
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve).once('error', reject);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  server.close();
  return { headers: response.headers, body: Buffer.concat(chunks) };
}

/** The port, once there is one. */
async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  return address.port;
}
