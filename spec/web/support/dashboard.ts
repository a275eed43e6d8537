/** Hosts that the page is mounted in, on loopback ports, with a service behind it whose answers the spec sets. */

import { once } from 'node:events';
import { createServer, request as forward, type RequestListener, type Server } from 'node:http';
import express, { type Express, type RequestHandler } from 'express';
import type { View } from '#src/cache/view/view.js';
import { mountRoutes } from '#src/http/express.js';
import type { AchievementsService } from '#src/http/service.js';
import type { Payload } from '#src/payload.js';
import type { Achievement } from '#src/types.js';
import { viewOf } from '../../support/badges.js';
import { utcDate } from '../../support/records.js';
import { goodYear } from './snapshots.js';

/** What the router answers, from now on. */
export interface Answers {
  payload: Payload;
  /** Not before this is done. */
  until: Promise<unknown>;
  status: object;
  /** Undefined: it takes longer. */
  rescanned: Payload | undefined;
  sessionBadges: readonly Achievement[];
  /** What `GET /activity` and `GET /history` tell. */
  activity: View['activity'];
  history: View['history'];
}

export interface Dashboard {
  /** Of the page, with a trailing slash. */
  readonly url: string;
  readonly origin: string;
  readonly answers: Answers;
  /** What came to the mount: `GET /achievements`. */
  readonly log: string[];
  /** Requests that the client gave up. */
  readonly aborted: string[];
  readonly asked: (path: string) => number;
  close(): Promise<void>;
}

export interface DashboardOptions {
  /** Without a trailing slash. */
  readonly base?: string;
  /** What the app has before the router. */
  readonly before?: (app: Express) => void;
  /** A part of the path that only a proxy in front knows, without a trailing slash. */
  readonly stripped?: string;
}

export const IDLE = { state: 'idle', cache: 'fresh', progress: null };

export function running(scanned: number, total: number): object {
  return { state: 'running', cache: 'scanning', progress: { scanned, total } };
}

export async function startDashboard({
  base = '',
  before = () => undefined,
  stripped,
}: DashboardOptions = {}): Promise<Dashboard> {
  const answers: Answers = {
    payload: goodYear(),
    until: Promise.resolve(),
    status: IDLE,
    rescanned: undefined,
    sessionBadges: [],
    activity: viewOf().activity,
    history: [],
  };
  const log: string[] = [];
  const aborted: string[] = [];
  const app = express();
  app.use(base === '' ? '/' : base, (request, response, next) => {
    const line = `${request.method} ${request.path}`;
    log.push(line);
    response.once('close', () => {
      if (!response.writableFinished) aborted.push(line);
    });
    next();
  });
  // Browsers ask every host for it.
  app.get('/favicon.ico', (_request, response) => void response.status(204).end());
  before(app);
  const router = express.Router();
  const silent = () => undefined;
  const logger = { debug: silent, info: silent, warn: silent, error: console.error };
  const config = { sunset: undefined, page: true, protectWrites: true, allowedHosts: undefined };
  mountRoutes(router, serviceOf(answers), { ...config, profile: 'default', logger });
  app.use(base === '' ? '/' : base, router);

  const servers = [await listening(app)];
  if (stripped !== undefined) servers.push(await listening(proxyTo(portOf(servers[0]), stripped)));
  const origin = `http://127.0.0.1:${portOf(servers.at(-1))}`;
  return {
    url: `${origin}${stripped ?? ''}${base}/`,
    origin,
    answers,
    log,
    aborted,
    asked: (path) => log.filter((line) => line === `GET ${path}`).length,
    close: async () => {
      for (const server of servers.reverse()) {
        server.close();
        server.closeAllConnections();
        await once(server, 'close');
      }
    },
  };
}

/** A page of the host's own, with the two lines that put the element into it. */
export function embedding(
  mount: string,
  body = '<hermes-achievements></hermes-achievements>',
): RequestHandler {
  return (_request, response) => {
    response
      .type('html')
      .send(
        `<!doctype html><html lang="en"><title>Host</title><body><main>` +
          `<script type="module" src="${mount}/achievements.js"></script>${body}</main></body></html>`,
      );
  };
}

export const strictPolicy: RequestHandler = (_request, response, next) => {
  response.setHeader('Content-Security-Policy', "default-src 'self'");
  next();
};

function serviceOf(answers: Answers): AchievementsService {
  const view = (payload: Payload) => ({
    payload,
    aggregate: {},
    history: answers.history,
    latest: [],
    activity: answers.activity,
    dateOf: utcDate,
  });
  return {
    snapshot: async () => {
      await answers.until;
      return view(answers.payload);
    },
    status: async () => answers.status,
    rescan: async () =>
      answers.rescanned === undefined
        ? { done: false, view: view(answers.payload), joined: false }
        : { done: true, view: view(answers.rescanned) },
    recentUnlocks: async () => [],
    sessionBadges: async () => answers.sessionBadges,
    reset: async () => undefined,
    retryAfterSeconds: () => 2,
  };
}

function proxyTo(port: number, prefix: string): RequestListener {
  return (incoming, outgoing) => {
    const { url = '', method, headers } = incoming;
    if (!url.startsWith(`${prefix}/`)) return void outgoing.writeHead(404).end();
    const path = url.slice(prefix.length);
    const inner = forward({ host: '127.0.0.1', port, path, method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    inner.on('error', () => outgoing.destroy());
    outgoing.on('close', () => inner.destroy());
    incoming.pipe(inner);
  };
}

async function listening(listener: RequestListener): Promise<Server> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function portOf(server: Server | undefined): number {
  const address = server?.address();
  if (typeof address !== 'object' || address === null) throw new Error('not listening on a port');
  return address.port;
}
