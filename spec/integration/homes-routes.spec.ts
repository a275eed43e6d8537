import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import type { Express } from 'express';
import request from 'supertest';
import { ROUTES } from '#src/http/routes.js';
import { type AchievementsRouter, createAchievementsRouter } from '#src/index.js';
import { MOUNTS, VERSIONS, wire } from '../http/host.js';
import { inspectedAnswers } from '../support/described.js';
import { temporaryHome } from '../support/home.js';
import { profilesIn } from '../support/profiles.js';

const NAMES = ['default', 'work', 'play'];
/** TABLE: paths that need more than their route says. */
const ASKED: Readonly<Record<string, string>> = { '/sessions/:id/badges': '/sessions/b/badges' };
const GETS = ROUTES.filter(({ method }) => method === 'GET').map(({ path }) => ASKED[path] ?? path);
/** Those that say nothing of homes. */
const OF_NONE = new Set(['/overview', '/openapi.json']);
const UNKEPT = new Set(['/scan-status', '/overview']);

for (const number of [1, 3])
  for (const [place, version] of VERSIONS.entries()) {
    const mounted = MOUNTS[place % MOUNTS.length] ?? expect.fail();
    describe(`Every route over ${number === 1 ? 'one home' : `${number} homes`}, in ${version.title}, mounted ${mounted.title},`, () => {
      const home = temporaryHome();
      const { three } = profilesIn(home);
      const inspected = inspectedAnswers();
      let router: AchievementsRouter | undefined;
      afterEach(() => router?.close());

      async function start(): Promise<Express> {
        await three();
        const homes = NAMES.slice(0, number).map((name) => ({
          name,
          ...(name !== 'default' && { profile: name }),
        }));
        const options = { hermesHome: home().path, bootstrapWaitMs: 60_000, rescanWaitMs: 60_000 };
        router = createAchievementsRouter({ ...options, homes });
        const app = version.app();
        app.use(inspected);
        mounted.mount(app, router, version.app);
        expect((await request(app).post(`${mounted.base}/rescan`)).status).to.equal(200);
        return app;
      }

      const asked = (path: string): readonly string[] => [
        path,
        ...NAMES.slice(0, number).flatMap((name) => [`${path}?home=${name}`, `${path}?profile=${name}`]),
      ];

      it('is kept by its tag, comes compressed, and has no body for HEAD', async () => {
        const app = await start();
        for (const target of GETS.flatMap(asked)) {
          const path = mounted.base + target;
          const response = await request(app).get(path).set('Accept-Encoding', 'identity');
          expect(response.status, path).to.equal(200);
          const head = await request(app).head(path).set('Accept-Encoding', 'identity');
          expect(head.status, path).to.equal(200);
          expect(head.text, path).to.equal(undefined);
          if (UNKEPT.has(target.replace(/\?.*/, ''))) {
            expect(response.get('Cache-Control'), path).to.equal('no-store');
            continue;
          }
          expect(response.get('Cache-Control'), path).to.equal('private, no-cache');
          const tag = response.get('ETag') ?? expect.fail(`${path} has no tag`);
          expect(head.get('ETag'), path).to.equal(tag);
          const same = await request(app)
            .get(path)
            .set('Accept-Encoding', 'identity')
            .set('If-None-Match', tag);
          expect(same.status, path).to.equal(304);
          const plain = await wire(createServer(app), path, {});
          const zipped = await wire(createServer(app), path, { 'Accept-Encoding': 'gzip' });
          const isZipped = zipped.headers['content-encoding'] === 'gzip';
          expect(isZipped ? gunzipSync(zipped.body) : zipped.body, path).to.deep.equal(plain.body);
        }
      });

      it('knows its homes and no other', async () => {
        const app = await start();
        for (const path of GETS.filter((one) => !OF_NONE.has(one)))
          for (const query of ['?home=other', '?profile=other', '?home=']) {
            const { status, type, body, text } = await request(app).get(mounted.base + path + query);
            expect({ status, type, code: body.code }, path + query).to.deep.equal({
              status: 404,
              type: 'application/problem+json',
              code: 'ERR_ACHIEVEMENTS_PROFILE',
            });
            expect(text, path + query).to.not.include(home().path);
          }
        const all = (await request(app).get(`${mounted.base}/achievements`)).body;
        expect(all.homes?.length).to.equal(number === 1 ? undefined : number);
      });

      it('takes the methods that it takes, and writes for all homes at once', async () => {
        const app = await start();
        for (const path of GETS) {
          const refused = await request(app).delete(`${mounted.base + path}?home=default`);
          expect(refused.status, path).to.equal(405);
          expect(refused.get('Allow'), path).to.equal('GET, HEAD, OPTIONS');
        }
        for (const query of ['', '?home=default', '?profile=default', '?full=true']) {
          const { status, body } = await request(app).post(`${mounted.base}/rescan${query}`);
          expect(status, query).to.equal(200);
          expect(body, query).to.include({ ok: true, error: null, is_stale: false });
        }
        for (const query of ['?home=default', '?profile=other'])
          expect((await request(app).post(`${mounted.base}/reset-state${query}`)).status, query).to.equal(
            400,
          );
        for (const query of ['', '?profile=default'])
          expect((await request(app).post(`${mounted.base}/reset-state${query}`)).body, query).to.deep.equal({
            ok: true,
          });
      });
    });
  }
