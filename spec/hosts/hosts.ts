/** The apps of other people: everything that they may have around our router. */

import compression from 'compression';
import type express from 'express';
import type { Express, RequestHandler, Router } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';

export type Lib = typeof express;

export interface Host {
  readonly title: string;
  /** Where our router is, as the client asks for it. */
  readonly base: string;
  /** What its clients send with each request. */
  readonly client?: Readonly<Record<string, string>>;
  /** Headers of its own that each answer still has. */
  readonly keeps?: Readonly<Record<string, RegExp>>;
  readonly build: (app: Express, router: Router, lib: Lib) => void;
}

const HELMETS = {
  'Content-Security-Policy': /^default-src 'self';.*frame-ancestors 'self'/,
  'Referrer-Policy': /^no-referrer$/,
  'X-Powered-By': /^undefined$/,
};
const LIMITS = { RateLimit: /r=\d+/ };

export const API = '/api/plugins/hermes-achievements';
export const TOKEN = 'Bearer of-the-host';

export const withLogin: RequestHandler = (request, response, next) => {
  if (request.get('Authorization') === TOKEN) next();
  else response.status(401).json({ error: 'Please log in.' });
};

export const withLoginPage: RequestHandler = (request, response, next) => {
  if (request.get('Authorization') === TOKEN) next();
  else response.redirect('/login');
};

/** A limit of so many requests a minute. */
export function limited(limit: number): RequestHandler {
  return rateLimit({ windowMs: 60_000, limit, standardHeaders: 'draft-8', legacyHeaders: false });
}

/** An app that only has something before our router. */
function around(title: string, ...before: readonly ((lib: Lib) => RequestHandler)[]): Host {
  return {
    title,
    base: API,
    build(app, router, lib) {
      for (const make of before) app.use(make(lib));
      app.use(API, router);
    },
  };
}

/** An app with a setting. */
function set(name: string, value: unknown): Host {
  return {
    title: `app.set('${name}', ${JSON.stringify(value)})`,
    base: API,
    build: (app, router) => void app.set(name, value).use(API, router),
  };
}

const places: readonly Host[] = [
  { title: 'at the root', base: '', build: (app, router) => void app.use(router) },
  { title: 'below a prefix', base: API, build: (app, router) => void app.use(API, router) },
  {
    title: 'below a prefix that ends with a slash',
    base: API,
    build: (app, router) => void app.use(`${API}/`, router),
  },
  {
    title: 'below one of several prefixes',
    base: '/badges',
    build: (app, router) => void app.use(['/achievements', '/badges'], router),
  },
  {
    title: 'below a nested router',
    base: '/tenants/a%20b/badges',
    build(app, router, lib) {
      const outer = lib.Router({ mergeParams: true });
      outer.use('/:id/badges', router);
      app.use('/tenants', outer);
    },
  },
  {
    title: 'in an app within the app',
    base: '/outer/inner',
    build(app, router, lib) {
      const inner = lib();
      inner.use('/inner', router);
      app.use('/outer', inner);
    },
  },
  {
    title: 'in an app and a nested router, both strict and case-sensitive',
    base: '/Outer/Inner',
    build(app, router, lib) {
      app.enable('strict routing').enable('case sensitive routing');
      const outer = lib.Router({ strict: true, caseSensitive: true });
      outer.use('/Inner', router);
      app.use('/Outer', outer);
    },
  },
];

const settings: readonly Host[] = [
  set('etag', false),
  set('etag', 'strong'),
  set('query parser', false),
  set('query parser', 'extended'),
  { ...set('x-powered-by', false), keeps: { 'X-Powered-By': /^undefined$/ } },
  set('json spaces', 2),
  set('env', 'production'),
  {
    title: 'trusting its proxy, with a client on the other side of it',
    base: API,
    client: {
      Host: 'inner:8080',
      Origin: 'https://dash.example',
      'X-Forwarded-Host': 'dash.example',
      'X-Forwarded-Proto': 'https',
      'X-Forwarded-For': '203.0.113.7',
    },
    build: (app, router) => void app.set('trust proxy', 1).use(API, router),
  },
];

const middleware: readonly Host[] = [
  { ...around('with helmet', () => helmet()), keeps: HELMETS },
  around('with compression()', () => compression()),
  around('with compression of everything', () => compression({ threshold: 0, filter: () => true })),
  around('with express.json()', (lib) => lib.json()),
  around('with express.urlencoded()', (lib) => lib.urlencoded({ extended: true })),
  around(
    'with every body as text',
    (lib) => lib.text({ type: () => true }),
    (lib) => lib.json(),
  ),
  { ...around('with a rate limit for everything', () => limited(10_000)), keeps: LIMITS },
  {
    ...around('behind a login', () => withLogin),
    client: { Authorization: TOKEN },
  },
  {
    ...around('behind a login page', () => withLoginPage),
    client: { Authorization: TOKEN },
  },
  {
    ...around('that says what may be cached', () => (_request, response, next) => {
      response.set({ 'Cache-Control': 'public, max-age=3600', Vary: 'Cookie, Origin' });
      next();
    }),
    keeps: { Vary: /^Cookie, Origin/ },
  },
  around('that ends answers a little later, as those with sessions do', () => (_request, response, next) => {
    response.end = new Proxy(response.end, {
      apply(end, self, args) {
        setImmediate(() => Reflect.apply(end, self, args));
        return self;
      },
    });
    next();
  }),
  {
    title: 'with all of it at once',
    base: API,
    client: { Authorization: TOKEN },
    keeps: { ...HELMETS, ...LIMITS },
    build(app, router, lib) {
      app.enable('strict routing').set('trust proxy', 'loopback');
      app.use(helmet(), compression(), limited(10_000), lib.json(), lib.urlencoded({ extended: false }));
      app.use(API, withLogin, router);
    },
  },
];

export const HOSTS: readonly Host[] = [...places, ...settings, ...middleware];
