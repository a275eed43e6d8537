import { expect } from 'chai';
import request from 'supertest';
import { ROUTES } from '#src/http/routes.js';
import { raw, VERSIONS, wellBehavedHosts } from './host.js';

const allowedHosts = ['localhost', '127.0.0.1', '[::1]', 'dash.example'];
const PAGE = ['/', '/achievements.js', '/assets/none.js'];

for (const version of VERSIONS) {
  describe(`host names in ${version.title}`, () => {
    const start = wellBehavedHosts({ version, allowedHosts, page: true });

    for (const host of [
      'localhost',
      'localhost:3000',
      'LOCALHOST:3000',
      'localhost.',
      'localhost.:80',
      '127.0.0.1:9120',
      '[::1]',
      '[::1]:9120',
      '[0:0:0:0:0:0:0:1]:9120',
      'Dash.Example',
    ]) {
      it(`that are allowed are let in, as in ${host}`, async () => {
        const { app, service } = start();
        expect((await request(app).get('/achievements').set('Host', host)).status).to.equal(200);
        expect((await request(app).get('/').set('Host', host)).status).to.equal(200);
        expect((await request(app).post('/rescan').set('Host', host)).status).to.equal(200);
        expect(service.calls).to.deep.equal(['snapshot', 'rescan incremental']);
      });
    }

    for (const host of [
      'evil.example',
      'evil.example:9120',
      'localhost.evil.example',
      'evil.localhost',
      'localhost@evil.example',
      'evil.example#localhost',
      '127.0.0.1.evil.example',
      '127.0.0.2',
      '[::2]',
      '[::1',
      '::1',
      'localhost:',
      'localhost:3000:3000',
      'localhost..',
      ' ',
      ',localhost',
      'localhost, evil.example',
    ]) {
      it(`that are not are refused, as in ${JSON.stringify(host)}, with all data and changes`, async () => {
        const { server, service } = start();
        const answer = await raw(
          server,
          `GET /achievements HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
        );
        expect(answer).to.match(/^HTTP\/1\.1 403 /);
        expect(answer).to.include('"code":"ERR_ACHIEVEMENTS_HOST"').and.not.include('evil');
        expect(service.calls).to.deep.equal([]);
      });
    }

    it('that are not are refused on every route, with every method, before anything else', async () => {
      const { app, service } = start();
      for (const { path } of ROUTES) {
        for (const method of ['get', 'post', 'put', 'options', 'head'] as const) {
          const answer = await request(app)[method](path.replace(':id', 'known')).set('Host', 'evil.example');
          expect(answer.status, `${method} ${path}`).to.equal(403);
          if (method !== 'head') expect(answer.body.code).to.equal('ERR_ACHIEVEMENTS_HOST');
        }
      }
      const cross = { Host: 'evil.example', Origin: 'http://evil.example' };
      expect((await request(app).post('/reset-state').set(cross)).body.code).to.equal(
        'ERR_ACHIEVEMENTS_HOST',
      );
      expect((await request(app).get('/sessions/%zz/badges').set(cross)).status).to.equal(403);
      expect(service.calls).to.deep.equal([]);
    });

    it('that are not get no file of the page; what is not ours is left to the host', async () => {
      const { app } = start();
      const script = /\.\/(assets\/[\w.-]+\.js)/.exec(
        (await request(app).get('/').set('Host', 'localhost')).text,
      );
      for (const path of [...PAGE.slice(0, 2), `/${script?.[1]}`]) {
        const answer = await request(app).get(path).set('Host', 'evil.example');
        expect(answer.status, path).to.equal(403);
        expect(answer.type).to.equal('application/problem+json');
      }
      for (const path of ['/assets/of-the-host.js', '/elsewhere'])
        expect((await request(app).get(path).set('Host', 'evil.example')).text).to.equal(
          'the page of the host',
        );
      expect((await request(app).post('/').set('Host', 'evil.example')).text).to.equal(
        'the page of the host',
      );
    });

    it('are needed: who names none is refused', async () => {
      const { server } = start();
      expect(await raw(server, 'GET /achievements HTTP/1.0\r\n\r\n')).to.match(/^HTTP\/1\.1 403 /);
    });

    it('are those that a proxy passes on, when the host trusts it', async () => {
      const forwarded = (host: string) => ({ Host: 'inner:80', 'X-Forwarded-Host': host });
      const trusting = start({ before: (app) => void app.set('trust proxy', true) }).app;
      const ask = (headers: Readonly<Record<string, string>>) =>
        request(trusting).get('/achievements').set(headers);
      expect((await ask(forwarded('dash.example'))).status).to.equal(200);
      expect((await ask(forwarded('[::1]:9120'))).status).to.equal(200);
      expect((await ask(forwarded('dash.example:8443 , inner'))).status).to.equal(200);
      expect((await ask(forwarded('evil.example, dash.example'))).status).to.equal(403);
      expect((await ask({ Host: 'localhost', 'X-Forwarded-Host': 'evil.example' })).status).to.equal(403);
      for (const inner of ['127.0.0.1:9120', '[::1]:9120', '10.0.0.7', 'dashboard', 'localhost:80'])
        expect((await ask({ ...forwarded('dash.example'), Host: inner })).status, inner).to.equal(200);
      const { app } = start();
      const refused = await request(app).get('/achievements').set(forwarded('dash.example'));
      expect(refused.status).to.equal(403);
      expect(refused.body.detail).to.include('allowedHosts').and.include('trust proxy');
      const spoofed = { Host: 'evil.example', 'X-Forwarded-Host': 'dash.example' };
      expect((await request(app).get('/achievements').set(spoofed)).status).to.equal(403);
    });

    it('are not those that a web site names which leads to this machine by its own name', async () => {
      const { app } = start({ before: (before) => void before.set('trust proxy', 'loopback') });
      for (const Host of ['evil.example', 'evil.example:9120', 'evil.example.', 'localhost.evil.example', ''])
        for (const path of ['/', '/achievements']) {
          const answer = await request(app).get(path).set({ Host, 'X-Forwarded-Host': 'localhost' });
          expect(answer.status, `${Host} ${path}`).to.equal(403);
        }
      const own = { Host: 'dash.example', 'X-Forwarded-Host': 'localhost' };
      expect((await request(app).get('/achievements').set(own)).status).to.equal(200);
    });

    it('are any, when none are named', async () => {
      const { server } = start({ allowedHosts: undefined });
      expect(await raw(server, 'GET /achievements HTTP/1.0\r\n\r\n')).to.match(/^HTTP\/1\.1 200 /);
    });
  });
}
