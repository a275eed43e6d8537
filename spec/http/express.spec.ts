import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import request from 'supertest';
import { AchievementsError } from '#src/errors.js';
import type { SnapshotView } from '#src/http/service.js';
import { fakeService, VIEW } from './fake-service.js';
import { host, raw, VERSIONS } from './host.js';

/** A snapshot that comes when the test says so. */
function manualSnapshot(): { readonly snapshot: Promise<SnapshotView>; readonly come: () => void } {
  let come: () => void = () => undefined;
  const snapshot = new Promise<SnapshotView>((resolve) => {
    come = () => resolve(VIEW);
  });
  return { snapshot, come: () => come() };
}

for (const version of VERSIONS) {
  describe(`the routes in ${version.title}`, () => {
    it('write nothing for a client that went away', async () => {
      const { snapshot, come } = manualSnapshot();
      const seen: ServerResponse[] = [];
      const { app, logged, leaked } = host({
        version,
        service: fakeService({ snapshot: () => snapshot }),
        before: (own) =>
          void own.use((incoming, response, next) => {
            seen.push(response);
            next();
            incoming.destroy();
          }),
      });
      await request(app)
        .get('/achievements')
        .set('Accept-Encoding', 'identity')
        .catch(() => undefined);
      const [response] = seen;
      if (response === undefined) throw new Error('the request did not come');
      if (!response.closed) await once(response, 'close');
      come();
      await turn();
      expect(response.writableEnded).to.equal(false);
      expect([...logged, ...leaked]).to.deep.equal([]);
    });

    it('leave alone an answer that the host has begun meanwhile', async () => {
      const { snapshot, come } = manualSnapshot();
      const { app, logged, leaked } = host({
        version,
        service: fakeService({ snapshot: () => snapshot }),
        before: (own) =>
          void own.use((_request, response, next) => {
            next();
            response.status(503).write('the host ');
            come();
            setImmediate(() => response.end('gave up'));
          }),
      });
      const response = await request(app).get('/achievements').set('Accept-Encoding', 'identity');
      expect(response.text).to.equal('the host gave up');
      expect([...logged, ...leaked]).to.deep.equal([]);
    });

    it('tell when to ask again while they cannot answer', async () => {
      const closed = async () =>
        Promise.reject(new AchievementsError('ERR_ACHIEVEMENTS_CLOSED', 'The server is shutting down.'));
      const { app } = host({ version, service: fakeService({ snapshot: closed }) });
      const response = await request(app).get('/achievements');
      expect(response.status).to.equal(503);
      expect(response.get('Retry-After')).to.equal('3');
    });

    it('tell to ask again in whole seconds, never at once', async () => {
      const service = fakeService({
        rescan: async () => ({ done: false, view: VIEW, joined: true }),
        retryAfterSeconds: () => 0,
      });
      const response = await request(host({ version, service }).app).post('/rescan');
      expect(response.get('Retry-After')).to.equal('1');
    });

    it('end the connection when no answer can be made at all', async () => {
      const broken = () => {
        throw new Error('not even this');
      };
      const busy = async () => Promise.reject(new AchievementsError('ERR_ACHIEVEMENTS_CLOSED', 'Closed.'));
      const service = fakeService({ snapshot: busy, retryAfterSeconds: broken });
      const { server, logged, leaked } = host({ version, service });
      expect(await raw(server, 'GET /achievements HTTP/1.1\r\nHost: h\r\n\r\n').catch(() => '')).to.equal('');
      expect(logged).to.have.length(1);
      expect(leaked).to.deep.equal([]);
    });

    const mounted: readonly (readonly [string, string])[] = [
      ['/a%3Cb', '/a%3Cb'],
      ['/a<b>"c', '/a%3cb%3e%22c'],
      ['/caf\u00e9', '/caf%e9'],
      ['//evil.example', '/evil.example'],
    ];
    for (const [base, written] of mounted) {
      it(`write the mount path ${base} into a header as ${written}`, async () => {
        const { server } = host({
          version,
          mount: (own, router) =>
            own.use((incoming, response, next) => {
              incoming.url = incoming.url.replace('/base', '');
              incoming.baseUrl = base;
              router(incoming, response, next);
            }),
        });
        const answer = await raw(
          server,
          'GET /base/overview HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n',
        );
        expect(answer).to.include(`\r\nLink: <${written}/achievements>; rel="successor-version"\r\n`);
      });
    }

    it('take a request that names the host in its first line', async () => {
      const { server } = host({ version, mount: (own, router) => own.use('/api', router) });
      const answer = await raw(
        server,
        'GET http://h/api/overview?x=1 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n',
      );
      expect(answer)
        .to.match(/^HTTP\/1\.1 200 /)
        .and.include('"replacement":"/api/achievements"');
    });

    it('need no body parser, and mind none', async () => {
      const { app } = host({ version, before: (own) => void own.use(version.app.json()) });
      expect((await request(app).post('/rescan').send({ full: true })).status).to.equal(200);
      expect((await request(host({ version }).app).post('/rescan').send({ full: true })).status).to.equal(
        200,
      );
    });
  });
}
