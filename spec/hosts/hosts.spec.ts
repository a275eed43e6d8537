import { rmSync } from 'node:fs';
import { mkdtemp, realpath } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import compression from 'compression';
import express, { type Express } from 'express';
import express4 from 'express4';
import type { AchievementsRouter } from 'hermes-achievements-router';
import request, { type Response } from 'supertest';
import { CATALOG } from '#src/engine/badges/catalog.js';
import { wire } from '../http/host.js';
import { writeHistory } from '../support/history.js';
import { API, HOSTS, type Host, type Lib, limited, withLogin, withLoginPage } from './hosts.js';
import { EXPRESS_4, EXPRESS_5, type Packages, packedProjects } from './packed.js';

const READS = [
  '/achievements',
  '/achievements?state=unlocked&limit=5',
  '/achievements/summary',
  '/recent-unlocks',
  '/sessions/a/badges',
  '/openapi.json',
];
const GETS = [...READS, '/scan-status', '/overview'];

const VERSIONS: readonly { readonly title: string; readonly lib: Lib; readonly packages: Packages }[] = [
  { title: 'Express 4', lib: express4, packages: EXPRESS_4 },
  { title: 'Express 5', lib: express, packages: EXPRESS_5 },
];

interface Served {
  readonly app: Express;
  /** What came to the error handler of the host. */
  readonly errors: unknown[];
}

/** The app around a router: it has a header, a page, a 404 and an error handler of its own. */
function serve({ build }: Pick<Host, 'build'>, router: AchievementsRouter, lib: Lib): Served {
  const errors: unknown[] = [];
  const app = lib();
  app.use((_request, response, next) => {
    response.setHeader('X-Host', 'yes');
    next();
  });
  build(app, router, lib);
  app.get('/page', (_request, response) => void response.send('the page of the host'));
  app.use((_request, response) => void response.status(404).send('not found by the host'));
  const onError: express.ErrorRequestHandler = (error, _request, response, _next) => {
    errors.push(error);
    response.status(error.status ?? 500).send('the error page of the host');
  };
  app.use(onError);
  return { app, errors };
}

for (const { title, lib, packages } of VERSIONS) {
  describe(`The packed router in ${title}`, () => {
    const project = packedProjects();
    let home: string;
    let router: AchievementsRouter;

    before(async function () {
      this.timeout(60_000);
      const { entry } = project(packages);
      const { createAchievementsRouter }: typeof import('hermes-achievements-router') = await import(
        pathToFileURL(entry).href
      );
      home = await realpath(await mkdtemp(join(tmpdir(), 'hermes-')));
      const messages = Array.from({ length: 40 }, () => ({ content: 'Run pytest, it is urgent!' }));
      await writeHistory(join(home, 'state.db'), [{ id: 'a', started_at: 1_790_000_000, messages }]);
      router = createAchievementsRouter({
        hermesHome: home,
        bootstrapWaitMs: 60_000,
        rescanWaitMs: 60_000,
      });
      await request(lib().use(router)).get('/achievements').expect(200);
    });

    after(async () => {
      await router.close();
      rmSync(home, { recursive: true });
    });

    it('is made of that version', () => {
      expect('param' in router && 'process_params' in router).to.equal(lib === express4);
    });

    for (const host of HOSTS) {
      describe(host.title, () => {
        hostContract(host, lib, () => router);
      });
    }

    describe('behind a guard of the host', () => {
      it('is not reached without a login', async () => {
        const { app } = serve({ build: (own) => own.use(API, withLogin, router) }, router, lib);
        for (const answer of [
          await request(app).get(`${API}/achievements`),
          await request(app).post(`${API}/rescan`),
        ]) {
          expect(answer.status).to.equal(401);
          expect(answer.body).to.deep.equal({ error: 'Please log in.' });
          expect(answer.headers).not.to.have.any.keys('cache-control', 'allow', 'deprecation');
        }
      });

      it('is not reached by who is sent to a login page', async () => {
        const { app } = serve({ build: (own) => own.use(withLoginPage).use(API, router) }, router, lib);
        const answer = await request(app).get(`${API}/achievements`);
        expect(answer.status).to.equal(302);
        expect(answer.get('Location')).to.equal('/login');
      });

      it('is not reached by who asks too often, and answers the others', async () => {
        const { app } = serve({ build: (own) => own.use(limited(2)).use(API, router) }, router, lib);
        const statuses: number[] = [];
        for (let asked = 0; asked < 4; asked++)
          statuses.push((await request(app).get(`${API}/scan-status`)).status);
        expect(statuses).to.deep.equal([200, 200, 429, 429]);
      });

      it('leaves a body that the host cannot parse to the host', async () => {
        const { app, errors } = serve({ build: (own) => own.use(lib.json()).use(API, router) }, router, lib);
        const answer = await request(app).post(`${API}/rescan`).type('json').send('{"full": tr');
        expect(answer.status).to.equal(400);
        expect(answer.text).to.equal('the error page of the host');
        expect(errors).to.have.length(1);
      });
    });

    describe('in a host that compresses', () => {
      const build: Host['build'] = (own) => void own.use(compression({ threshold: 0 })).use(API, router);

      it('has its own gzip passed through', async () => {
        const { app } = serve({ build }, router, lib);
        const { app: bare } = serve({ build: (own) => own.use(API, router) }, router, lib);
        const accepting = { 'Accept-Encoding': 'gzip, deflate, br' };
        const through = await wire(createServer(app), `${API}/achievements`, accepting);
        const own = await wire(createServer(bare), `${API}/achievements`, accepting);
        expect(through.headers['content-encoding']).to.equal('gzip');
        expect(through.headers['content-length']).to.equal(String(own.body.length));
        expect(through.headers.etag).to.equal(own.headers.etag);
        expect(through.body.equals(own.body)).to.equal(true);
      });

      it('leaves an encoding of which it has none to the host, and knows its tag again', async () => {
        const { app } = serve({ build }, router, lib);
        const accepting = { 'Accept-Encoding': 'br' };
        const { headers, body } = await wire(createServer(app), `${API}/achievements`, accepting);
        expect(headers['content-encoding']).to.equal('br');
        expect(headers.vary).to.equal('Accept-Encoding');
        expect(JSON.parse(brotliDecompressSync(body).toString()).achievements).to.have.length(CATALOG.length);
        const again = await request(app)
          .get(`${API}/achievements`)
          .set({ ...accepting, 'If-None-Match': headers.etag ?? '' });
        expect(again.status).to.equal(304);
      });
    });

    it('adds no listener, to the process or to a connection that stays open', async () => {
      const { app } = serve({ build: (own) => own.use(compression()).use(API, router) }, router, lib);
      const counts: number[] = [];
      const server = createServer((incoming, response) => {
        response.on('close', () => counts.push(listeners(incoming.socket) + listeners(process)));
        app(incoming, response);
      });
      const agent = request.agent(server).set('Connection', 'keep-alive');
      for (let round = 0; round < 4; round++) {
        for (const path of GETS) await agent.get(API + path).expect(200);
        await agent.get(`${API}/nothing`).expect(404);
        await agent.post(`${API}/rescan`).expect(200);
      }
      expect(counts).to.have.length(40);
      expect(new Set(counts.slice(-30)).size, counts.join()).to.equal(1);
    });
  });
}

/** What holds in every host. */
function hostContract(host: Host, lib: Lib, router: () => AchievementsRouter): void {
  const { base, client = {}, keeps = {} } = host;
  let served: Served;
  beforeEach(() => {
    served = serve(host, router(), lib);
  });
  afterEach('no error reaches the host', () => expect(served.errors).to.deep.equal([]));

  const ask = async (method: 'get' | 'head' | 'post' | 'put' | 'options', path: string, headers = {}) =>
    await request(served.app)
      [method](path)
      .set({ ...client, ...headers });
  const raw = async (path: string, encoding: string) =>
    await wire(createServer(served.app), path, { ...client, 'Accept-Encoding': encoding });

  it('answers every GET with JSON of ours, and keeps what the host has set', async () => {
    for (const path of GETS) {
      const answer = await ask('get', base + path);
      expect(answer.status, path).to.equal(200);
      expect(answer.get('Content-Type'), path).to.equal('application/json; charset=utf-8');
      expect(answer.get('Cache-Control'), path).to.equal(
        READS.includes(path) ? 'private, no-cache' : 'no-store',
      );
      expectHostKept(answer);
    }
  });

  it('counts the history', async () => {
    const { body } = await ask('get', `${base}/achievements`);
    expect(body.error).to.equal(null);
    expect(body.achievements).to.have.length(CATALOG.length);
    expect(body.scan_meta.sessions_total).to.equal(1);
  });

  it('reads its own queries', async () => {
    const { body } = await ask('get', `${base}/achievements?limit=2&sort_by=name&q=&state=all&order=asc`);
    expect(body.achievements).to.have.length(2);
    expect(body.filtered_count).to.equal(CATALOG.length);
  });

  it('shows its page, and the script that the page names', async () => {
    for (const at of [`${base}/`, base === '' ? '/' : base]) {
      const page = await ask('get', at);
      expect([page.status, page.type]).to.deep.equal([200, 'text/html']);
      expectHostKept(page);
      const script = /<script type="module" src="([^"]+)"/.exec(page.text)?.[1] ?? '';
      const { pathname } = new URL(script, `http://host${at}`);
      const answer = await ask('get', pathname);
      expect([pathname, answer.status, answer.type]).to.deep.equal([pathname, 200, 'text/javascript']);
      expectHostKept(answer);
    }
  });

  it('hands out its exports as files', async () => {
    for (const [format, type] of [
      ['json', 'application/json'],
      ['markdown', 'text/markdown'],
      ['svg', 'image/svg+xml'],
    ]) {
      const answer = await ask('get', `${base}/export?format=${format}`);
      expect([answer.status, answer.type]).to.deep.equal([200, type]);
      expect(answer.get('Content-Disposition')).to.match(/^attachment; filename="[\w.-]+"$/);
      expectHostKept(answer);
    }
  });

  it('sends the same content plain and compressed, each with its own tag', async () => {
    const plain = await raw(`${base}/achievements`, 'identity');
    const zipped = await raw(`${base}/achievements`, 'gzip');
    expect(plain.headers['content-encoding']).to.equal(undefined);
    expect(zipped.headers['content-encoding']).to.equal('gzip');
    expect(gunzipSync(zipped.body).equals(plain.body)).to.equal(true);
    expect(zipped.headers['content-length']).to.equal(String(zipped.body.length));
    expect(plain.headers.etag).to.match(/^"[\w-]{27}"$/);
    expect(zipped.headers.etag).to.equal(plain.headers.etag?.replace(/"$/, '-gzip"'));
    for (const { headers } of [plain, zipped])
      expect(headers.vary?.split(', ').filter((name) => name === 'Accept-Encoding')).to.have.length(1);
  });

  it('answers 304 to who has it, with the tag and without a body', async () => {
    for (const path of READS) {
      const tag = (await ask('get', base + path)).get('ETag') ?? '';
      const answer = await ask('get', base + path, { 'If-None-Match': tag });
      expect([path, answer.status, answer.text]).to.deep.equal([path, 304, '']);
      expect(answer.get('ETag')).to.equal(tag);
    }
  });

  it('answers HEAD as GET, without the body', async () => {
    for (const path of READS) {
      const get = await ask('get', base + path, { 'Accept-Encoding': 'identity' });
      const head = await ask('head', base + path, { 'Accept-Encoding': 'identity' });
      expect([path, head.status, head.text]).to.deep.equal([path, 200, undefined]);
      for (const name of ['ETag', 'Content-Type', 'Content-Length', 'Vary', 'Cache-Control'])
        expect(head.get(name), name).to.equal(get.get(name));
    }
  });

  it('takes writes, with a body or without', async () => {
    const post = () => request(served.app).post(`${base}/rescan`).set(client);
    for (const answer of [
      await post(),
      await post().send({ full: true }),
      await post().type('form').send('full=true'),
      await post().type('text').send('hello'),
    ]) {
      expect(answer.status, answer.text).to.equal(200);
      expect(answer.body.ok).to.equal(true);
      expect(answer.body.scan_meta.mode).to.equal('incremental');
    }
  });

  it('answers for itself what is wrong with a request', async () => {
    const wrong: readonly (readonly [number, Response])[] = [
      [400, await ask('post', `${base}/rescan?full=perhaps`)],
      [400, await ask('get', `${base}/export?format=pdf`)],
      [400, await ask('get', `${base}/sessions/${'x'.repeat(600)}/badges`)],
      [400, await ask('get', `${base}/sessions/%E0%A4%A/badges`)],
      [403, await ask('post', `${base}/rescan`, { Origin: 'https://evil.example' })],
      [405, await ask('put', `${base}/achievements`)],
      [405, await ask('get', `${base}/rescan`)],
    ];
    for (const [status, answer] of wrong) {
      expect([answer.status, answer.type]).to.deep.equal([status, 'application/problem+json']);
      expect(answer.body.status).to.equal(status);
      expectHostKept(answer);
    }
  });

  it('names the methods that it takes', async () => {
    const answer = await ask('options', `${base}/achievements`);
    expect([answer.status, answer.get('Allow')]).to.deep.equal([204, 'GET, HEAD, OPTIONS']);
  });

  it('links to itself', async () => {
    const answer = await ask('get', `${base}/overview`);
    expect(answer.body.replacement).to.equal(`${base}/achievements`);
    expect(answer.get('Link')).to.equal(`<${base}/achievements>; rel="successor-version"`);
  });

  it('is found with a slash at the end, and in capitals', async () => {
    for (const path of ['/achievements/', '/ACHIEVEMENTS', '/Sessions/a/Badges/?x=1'])
      expect((await ask('get', base + path)).status, path).to.equal(200);
  });

  it('leaves to the host what is not its own', async () => {
    const page = await ask('get', '/page');
    expect([page.status, page.text]).to.deep.equal([200, 'the page of the host']);
    const paths = ['/nothing', '/%61chievements', '/achievements%2F', '/sessions/a%2Fbadges'];
    // Express 4 takes both slashes for the end of the mount path.
    if (lib === express) paths.push('//achievements');
    for (const path of paths) {
      const answer = await ask('get', base + path);
      expect([path, answer.status, answer.text]).to.deep.equal([path, 404, 'not found by the host']);
      expectHostKept(answer);
    }
  });

  function expectHostKept(answer: Response): void {
    for (const [name, value] of Object.entries({ 'X-Host': /^yes$/, 'X-Powered-By': /^Express$/, ...keeps }))
      expect(String(answer.get(name)), name).to.match(value);
  }
}

function listeners(emitter: NodeJS.EventEmitter): number {
  return emitter.eventNames().reduce((sum, name) => sum + emitter.listenerCount(name), 0);
}
