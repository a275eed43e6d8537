/** An existing dashboard, with its own login, pages and errors, takes the achievements in. */

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { type AchievementsOptions, createAchievementsRouter } from 'hermes-achievements-router';

const MOUNT = '/api/plugins/hermes-achievements';

export interface Dashboard {
  readonly app: Express;
  close(): Promise<void>;
}

/** @param token stands in for whatever your dashboard knows its user by */
export function createDashboard(token: string, options: AchievementsOptions = {}): Dashboard {
  const app = express();
  // Behind a reverse proxy, say which one you trust: the router compares the origin of a write with the host that the
  // browser sees, and that is in X-Forwarded-Host then.
  app.set('trust proxy', 'loopback');

  const session = randomBytes(16).toString('hex');
  app.get('/login', logIn(token, session));
  // Everything below is for the user only. The router has no login of its own: this must come before it.
  app.use(requireUser(token, session));

  const achievements = createAchievementsRouter({
    // Another site may make a browser send a write, cookie included. The router refuses that; a dashboard that checks
    // all of its writes itself (by a CSRF token, say) may turn this off.
    protectWrites: true,
    // Also while nobody looks, so that nothing is missed that Hermes deletes between two visits.
    refreshEveryMs: 10 * 60_000,
    logger: console,
    ...options,
  });
  // What is not its own it leaves to the handlers below.
  app.use(MOUNT, achievements);

  app.get('/', (_request, response) => {
    response.send(`<h1>Dashboard</h1><a href="${MOUNT}/achievements">Achievements</a>`);
  });
  app.use((_request, response) => void response.status(404).json({ error: 'No such page.' }));
  app.use(onError);
  return { app, close: () => achievements.close() };
}

function logIn(token: string, session: string): RequestHandler {
  return ({ query: { token: given } }, response) => {
    if (!isSame(String(given), token)) response.status(401).json({ error: 'Wrong token.' });
    else response.cookie('session', session, { httpOnly: true, sameSite: 'strict' }).redirect('/');
  };
}

/** By session cookie, as browsers do, or by bearer token, as scripts do. */
function requireUser(token: string, session: string): RequestHandler {
  return (request, response, next) => {
    const cookie = /(?:^|;\s*)session=([^;]*)/.exec(request.get('Cookie') ?? '')?.[1];
    const bearer = /^Bearer (.+)$/i.exec(request.get('Authorization') ?? '')?.[1];
    if (isSame(bearer ?? '', token) || isSame(cookie ?? '', session)) next();
    else response.status(401).json({ error: 'Please log in.' });
  };
}

/** Takes as long for a token that is nearly right as for any other. */
function isSame(given: string, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

const onError: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  console.error(error);
  response.status(500).json({ error: 'The dashboard is out of order.' });
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { PORT = '9121', DASHBOARD_TOKEN: token = randomBytes(16).toString('hex') } = process.env;
  const { app, close } = createDashboard(token);
  const server = createServer(app).listen(Number(PORT), '127.0.0.1', () => {
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : PORT;
    console.log(`http://127.0.0.1:${port}/login?token=${token}`);
  });
  const stop = (): void => {
    server.close();
    void close().then(() => {
      server.closeAllConnections();
      process.exit();
    });
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
}
