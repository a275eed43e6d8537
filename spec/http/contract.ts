import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import request, { type Response } from 'supertest';
import { AchievementsError, ERRORS, type ErrorCode } from '#src/errors.js';
import { BADGES, fakeService, RECENT, STATUS, VIEW } from './fake-service.js';
import { type HostOptions, type Mount, raw, type VERSIONS, wellBehavedHosts, wire } from './host.js';

/** Reads that are worth compressing. */
const LARGE = [
  '/achievements',
  '/achievements?state=unlocked',
  '/achievements/summary',
  '/activity',
  '/export?format=svg',
  '/openapi.json',
];
const READS = [...LARGE, '/recent-unlocks', '/history', '/sessions/known/badges'];
const GETS = [...READS, '/scan-status', '/overview'];
const POSTS = ['/rescan', '/reset-state'];

/** All that the contract asks for. */
export const ASKED_FOR = [...GETS, ...POSTS];

function expectProblem(response: Response, code: ErrorCode): void {
  const { status, title } = ERRORS[code];
  expect(response.status).to.equal(status);
  expect(response.type).to.equal('application/problem+json');
  expect(response.get('Cache-Control')).to.equal('no-store');
  expect(response.body).to.have.all.keys('type', 'title', 'status', 'detail', 'code');
  expect(response.body).to.include({ status, title, code, type: `urn:hermes-achievements-router:${code}` });
}

/** What holds wherever and in whatever our routes are mounted. */
export function httpContract(
  { base, mount }: Mount,
  version: (typeof VERSIONS)[number],
  homes?: HostOptions['homes'],
): void {
  const start = wellBehavedHosts({ version, mount, ...(homes !== undefined && { homes }) });
  /** Without `Accept-Encoding: gzip`, which supertest sends by itself. */
  const plain = (path: string, options?: HostOptions) =>
    request(start(options).app)
      .get(base + path)
      .set('Accept-Encoding', 'identity');

  describe('a read', () => {
    const bodies: readonly (readonly [string, unknown])[] = [
      ['/achievements', VIEW.payload],
      ['/recent-unlocks', RECENT],
      ['/sessions/known/badges', { session_id: 'known', badges: BADGES }],
      ['/sessions/of%20nobody%2F%C3%A9/badges', { session_id: 'of nobody/é', badges: [] }],
    ];
    for (const [path, body] of bodies) {
      it(`answers GET ${path}, kept by the client only and always asked about`, async () => {
        const response = await plain(path);
        expect(response.status).to.equal(200);
        expect(response.body).to.deep.equal(body);
        expect(response.get('Content-Type')).to.equal('application/json; charset=utf-8');
        expect(response.get('Cache-Control')).to.equal('private, no-cache');
        expect(response.get('Vary')).to.equal('Accept-Encoding');
        expect(response.get('ETag')).to.match(/^"[\w-]{27}"$/);
        expect(response.get('Content-Encoding')).to.equal(undefined);
      });
    }

    for (const path of LARGE) {
      it(`of ${path} comes compressed to who accepts it, with the same content and another tag`, async () => {
        const identity = await wire(start().server, base + path, { 'Accept-Encoding': 'br' });
        const zipped = await wire(start().server, base + path, { 'Accept-Encoding': 'br, gzip' });
        expect(identity.headers['content-encoding']).to.equal(undefined);
        expect(zipped.headers['content-encoding']).to.equal('gzip');
        expect(zipped.headers.vary).to.equal('Accept-Encoding');
        expect(zipped.headers['content-length']).to.equal(String(zipped.body.length));
        expect(zipped.body.length).to.be.below(identity.body.length);
        expect(gunzipSync(zipped.body).equals(identity.body)).to.equal(true);
        expect(zipped.headers.etag)
          .to.match(/^"[\w-]+"$/)
          .and.not.equal(identity.headers.etag);
      });
    }

    it('has the same tag as long as the content is the same, and another when it is not', async () => {
      const first = await plain('/achievements');
      const same = { ...VIEW, payload: { ...VIEW.payload } };
      const other = { ...VIEW, payload: { ...VIEW.payload, total_count: VIEW.payload.total_count + 1 } };
      const again = await plain('/achievements', { service: fakeService({ snapshot: async () => same }) });
      const changed = await plain('/achievements', { service: fakeService({ snapshot: async () => other }) });
      expect(again.get('ETag')).to.equal(first.get('ETag'));
      expect(changed.get('ETag')).not.to.equal(first.get('ETag'));
    });

    for (const path of READS) {
      it(`of ${path} that the client has is answered 304 without a body`, async () => {
        const { app } = start();
        const first = await request(app).get(base + path);
        const tag = first.get('ETag') ?? '';
        for (const known of [tag, `W/${tag}`, `"other", W/"more", ${tag}`, '*']) {
          const response = await request(app)
            .get(base + path)
            .set('If-None-Match', known);
          expect(response.status).to.equal(304);
          expect(response.text).to.equal('');
          expect(response.get('ETag')).to.equal(tag);
          expect(response.get('Cache-Control')).to.equal('private, no-cache');
          expect(response.get('Vary')).to.equal('Accept-Encoding');
        }
        const response = await request(app)
          .get(base + path)
          .set('If-None-Match', '"other"');
        expect(response.status).to.equal(200);
      });
    }

    it('in one encoding is not known by the tag of the other', async () => {
      const { app } = start();
      const zipped = await request(app).get(`${base}/achievements`).set('Accept-Encoding', 'gzip');
      const response = await request(app)
        .get(`${base}/achievements`)
        .set('Accept-Encoding', 'identity')
        .set('If-None-Match', zipped.get('ETag') ?? '');
      expect(response.status).to.equal(200);
    });

    it('understands If-None-Match over several lines', async () => {
      const { app, server } = start();
      const tag = (await request(app).get(`${base}/achievements`).set('Accept-Encoding', '')).get('ETag');
      const answer = await raw(
        server,
        `GET ${base}/achievements HTTP/1.1\r\nHost: h\r\nIf-None-Match: "a", "b,c"\r\nIf-None-Match: W/${tag}\r\n` +
          'Connection: close\r\n\r\n',
      );
      expect(answer).to.match(/^HTTP\/1\.1 304 /);
    });

    it('names Accept-Encoding beside what the host varies with', async () => {
      const response = await plain('/achievements', {
        before: (app) =>
          void app.use((_request, response, next) => {
            response.setHeader('Vary', 'Origin');
            next();
          }),
      });
      expect(response.get('Vary')).to.equal('Origin, Accept-Encoding');
    });

    it('refuses a session id that is too long to be one, without repeating it', async () => {
      const { app, service } = start();
      const longest = await request(app).get(`${base}/sessions/${'x'.repeat(512)}/badges`);
      expect(longest.status).to.equal(200);
      const response = await request(app).get(`${base}/sessions/${'y'.repeat(513)}/badges`);
      expectProblem(response, 'ERR_ACHIEVEMENTS_PARAMETER');
      expect(response.body.detail).to.equal('Parameter id takes a session id of at most 512 characters.');
      expect(service.calls).to.have.length(1);
    });

    it('refuses a session id in broken percent-encoding', async () => {
      const { server, service } = start();
      const answer = await raw(
        server,
        `GET ${base}/sessions/%E0%A4%A/badges HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`,
      );
      expect(answer)
        .to.match(/^HTTP\/1\.1 400 /)
        .and.match(/\r\nContent-Type: application\/problem\+json\r\n/);
      expect(answer).to.include('"detail":"Parameter id takes a session id in valid percent-encoding."');
      expect(service.calls).to.deep.equal([]);
    });
  });

  describe('the scan status', () => {
    it('is what the service says, and not kept', async () => {
      const { app, service } = start();
      const response = await request(app).get(`${base}/scan-status`);
      expect(response.status).to.equal(200);
      expect(response.body).to.deep.equal(STATUS);
      expect(response.get('Cache-Control')).to.equal('no-store');
      expect(response.get('ETag')).to.equal(undefined);
      expect(service.calls).to.deep.equal(['status']);
    });
  });

  describe('a rescan', () => {
    const queries: readonly (readonly [string, string])[] = [
      ['', 'rescan incremental'],
      ['?full=false', 'rescan incremental'],
      ['?full=true', 'rescan full'],
      ['?_=1&full=true', 'rescan full'],
    ];
    for (const [query, call] of queries) {
      it(`that is done in time answers POST /rescan${query} with the snapshot and all metrics`, async () => {
        const { app, service } = start();
        const response = await request(app).post(`${base}/rescan${query}`);
        expect(response.status).to.equal(200);
        expect(response.body).to.deep.equal({ ok: true, ...VIEW.payload, aggregate: VIEW.aggregate });
        expect(response.get('Cache-Control')).to.equal('no-store');
        expect(service.calls).to.deep.equal([call]);
      });
    }

    for (const joined of [true, false]) {
      it(`that takes longer is accepted, ${joined ? '' : 'not '}joined, and says where to follow it`, async () => {
        const service = fakeService({ rescan: async () => ({ done: false, view: VIEW, joined }) });
        const response = await request(start({ service }).app).post(`${base}/rescan`);
        expect(response.status).to.equal(202);
        expect(response.get('Location')).to.equal(`${base}/scan-status`);
        expect(response.get('Retry-After')).to.equal('3');
        expect(response.get('Cache-Control')).to.equal('no-store');
        expect(response.body).to.deep.equal({ ok: true, joined, status: STATUS, ...VIEW.payload });
      });
    }

    const failures: readonly (readonly [ErrorCode, string | undefined])[] = [
      ['ERR_ACHIEVEMENTS_SCAN', undefined],
      ['ERR_ACHIEVEMENTS_DATABASE_BUSY', '3'],
      ['ERR_ACHIEVEMENTS_CLOSED', '3'],
    ];
    for (const [code, again] of failures) {
      it(`that fails with ${code} says so`, async () => {
        const service = fakeService({
          rescan: async () =>
            Promise.reject(new AchievementsError(code, 'Made for the user.', new Error('secret'))),
        });
        const { app } = start({ service });
        const response = await request(app).post(`${base}/rescan`);
        expectProblem(response, code);
        expect(response.body.detail).to.equal('Made for the user.');
        expect(response.get('Retry-After')).to.equal(again);
      });
    }

    const wrong: readonly (readonly [string, string])[] = [
      ['full=', 'true or false'],
      ['full', 'true or false'],
      ['full=1', 'true or false'],
      ['full=TRUE', 'true or false'],
      ['full=true&full=true', 'true or false, and is given once'],
      ['full=%E0%A4%A', 'true or false'],
    ];
    for (const [query, takes] of wrong) {
      it(`refuses ?${query}`, async () => {
        const { app, service } = start();
        const response = await request(app).post(`${base}/rescan?${query}`);
        expectProblem(response, 'ERR_ACHIEVEMENTS_PARAMETER');
        expect(response.body.detail).to.equal(`Parameter full takes ${takes}.`);
        expect(service.calls).to.deep.equal([]);
      });
    }
  });

  describe('a reset', () => {
    it('is done, and not kept', async () => {
      const { app, service } = start();
      const response = await request(app).post(`${base}/reset-state`);
      expect(response.status).to.equal(200);
      expect(response.body).to.deep.equal({ ok: true });
      expect(response.get('Cache-Control')).to.equal('no-store');
      expect(service.calls).to.deep.equal(['reset']);
    });
  });

  describe('the deprecated overview', () => {
    const SUNSET = Date.UTC(2027, 0, 31);

    it('names its replacement, and touches nothing', async () => {
      const { app, service } = start();
      const response = await request(app).get(`${base}/overview`);
      expect(response.status).to.equal(200);
      expect(response.body).to.have.all.keys('deprecated', 'message', 'replacement');
      expect(response.body).to.include({ deprecated: true, replacement: `${base}/achievements` });
      expect(response.get('Deprecation')).to.equal('@1777420800');
      expect(response.get('Link')).to.equal(`<${base}/achievements>; rel="successor-version"`);
      expect(response.get('Sunset')).to.equal(undefined);
      expect(response.get('Cache-Control')).to.equal('no-store');
      expect(service.calls).to.deep.equal([]);
    });

    it('tells of its end until then', async () => {
      const response = await plain('/overview', { sunset: SUNSET, now: () => SUNSET - 1 });
      expect(response.status).to.equal(200);
      expect(response.get('Sunset')).to.equal('Sun, 31 Jan 2027 00:00:00 GMT');
    });

    it('is gone from then on', async () => {
      const { app, service } = start({ sunset: SUNSET, now: () => SUNSET });
      const response = await request(app).get(`${base}/overview`);
      expectProblem(response, 'ERR_ACHIEVEMENTS_GONE');
      expect(response.get('Link')).to.equal(`<${base}/achievements>; rel="successor-version"`);
      expect(response.get('Sunset')).to.equal('Sun, 31 Jan 2027 00:00:00 GMT');
      expect(service.calls).to.deep.equal([]);
    });
  });

  describe('a method', () => {
    for (const path of GETS) {
      it(`HEAD ${path} has the headers of GET and no body`, async () => {
        const { app, server } = start();
        const get = await request(app)
          .get(base + path)
          .set('Accept-Encoding', 'identity');
        const answer = await raw(
          server,
          `HEAD ${base}${path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`,
        );
        const [head = '', body] = answer.split('\r\n\r\n');
        expect(head).to.match(/^HTTP\/1\.1 200 /);
        expect(body).to.equal('');
        for (const name of ['Content-Length', 'Content-Type', 'Cache-Control', 'ETag', 'Deprecation']) {
          const value = get.get(name);
          if (value !== undefined) expect(head).to.include(`\r\n${name}: ${value}`);
        }
        expect(head).to.include('\r\nContent-Length: ');
      });
    }

    const allowed: readonly (readonly [readonly string[], string])[] = [
      [GETS, 'GET, HEAD, OPTIONS'],
      [POSTS, 'POST, OPTIONS'],
    ];
    for (const [paths, allow] of allowed) {
      for (const path of paths) {
        it(`OPTIONS ${path} names ${allow}`, async () => {
          const { app, service } = start();
          const response = await request(app).options(base + path);
          expect(response.status).to.equal(204);
          expect(response.get('Allow')).to.equal(allow);
          expect(response.text).to.equal('');
          expect(service.calls).to.deep.equal([]);
        });

        it(`that ${path} does not take is refused`, async () => {
          const { app, service } = start();
          const client = request(app);
          const wrong = allow.startsWith('GET') ? client.post(base + path) : client.get(base + path);
          for (const test of [
            wrong,
            client.put(base + path),
            client.delete(base + path),
            client.patch(base + path),
          ]) {
            const response = await test;
            expectProblem(response, 'ERR_ACHIEVEMENTS_METHOD');
            expect(response.get('Allow')).to.equal(allow);
            expect(response.body.detail).to.include(allow);
          }
          expect(service.calls).to.deep.equal([]);
        });
      }
    }
  });

  describe('a path', () => {
    it('may end with a slash', async () => {
      const { app } = start();
      for (const path of GETS) {
        const slashed = path.replace(/(?=\?)|$/, '/');
        expect((await request(app).get(base + slashed)).status, slashed).to.equal(200);
      }
      for (const path of POSTS) {
        expect((await request(app).post(`${base}${path}/?full=true`)).status, path).to.equal(200);
      }
    });

    it('that is not ours is left to the host, with no header of ours', async () => {
      const { app, service } = start();
      const paths = [
        '/nothing',
        '/achievements/more',
        '/sessions',
        '/sessions//badges',
        '/sessions/a/b/badges',
      ];
      for (const path of paths) {
        for (const response of [await request(app).get(base + path), await request(app).post(base + path)]) {
          expect(response.status, path).to.equal(404);
          expect(response.text).to.equal('the page of the host');
          expect(response.headers).not.to.have.any.keys(
            'cache-control',
            'allow',
            'vary',
            'deprecation',
            'link',
          );
        }
      }
      expect(service.calls).to.deep.equal([]);
    });
  });

  describe('an unexpected error', () => {
    const secret = new Error('SQLITE_ERROR: SELECT token FROM secrets in /srv/private/state.db');
    const fail = () => {
      throw secret;
    };
    const reject = async () => Promise.reject(secret);
    const services = [
      { title: 'rejection', overrides: { snapshot: reject, recentUnlocks: reject, sessionBadges: reject } },
      { title: 'rejection', overrides: { rescan: reject, reset: reject } },
      {
        title: 'throw',
        overrides: { snapshot: fail, recentUnlocks: fail, sessionBadges: fail, status: fail },
      },
      { title: 'throw', overrides: { rescan: fail, reset: fail } },
      { title: 'body that cannot be encoded', overrides: { recentUnlocks: async () => [1n] } },
    ];
    const paths: Readonly<Record<string, string>> = {
      snapshot: '/achievements',
      recentUnlocks: '/recent-unlocks',
      sessionBadges: '/sessions/known/badges',
      status: '/scan-status',
      rescan: '/rescan',
      reset: '/reset-state',
    };
    for (const { title, overrides } of services) {
      for (const name of Object.keys(overrides)) {
        it(`(${title} of ${name}) is told to the logger, and no detail of it to the client`, async () => {
          const { app, logged } = start({ service: fakeService(overrides) });
          const path = `${base}${paths[name]}`;
          const post = POSTS.some((candidate) => path.endsWith(candidate));
          const response = await (post ? request(app).post(path) : request(app).get(path));
          expectProblem(response, 'ERR_ACHIEVEMENTS_INTERNAL');
          expect(response.text).not.to.match(/sqlite|select|srv|bigint|\bat\b|\.js/i);
          expect(logged).to.have.length(1);
          expect(logged[0])
            .to.match(/state\.db|BigInt/)
            .and.match(/\n {4}at /);
        });
      }
    }
  });
}
