import { expect } from 'chai';
import request from 'supertest';
import { ROUTES } from '#src/http/routes.js';
import { VERSIONS, wellBehavedHosts } from './host.js';

for (const version of VERSIONS) {
  describe(`the parameter profile in ${version.title}`, () => {
    const start = wellBehavedHosts({ version, profile: 'work', page: true });

    for (const { method, path } of ROUTES) {
      const ask = (query: string, app = start().app) =>
        request(app)[method === 'GET' ? 'get' : 'post'](`${path.replace(':id', 'known')}${query}`);

      it(`is taken by ${method} ${path} when it names what is mounted`, async () => {
        expect((await ask('?profile=work')).status).to.equal(200);
        expect((await ask('?_=1&profile=wor%6b')).status).to.equal(200);
      });

      it(`is refused by ${method} ${path} when it names anything else, and nothing happens`, async () => {
        const { app, service } = start();
        for (const name of ['default', 'Work', 'work ', '', 'play', '../work', 'x'.repeat(2_000)]) {
          const { status, body } = await ask(`?profile=${encodeURIComponent(name)}`, app);
          expect(status, name).to.equal(404);
          expect(body).to.include({ code: 'ERR_ACHIEVEMENTS_PROFILE', status: 404 });
          expect(body.detail).to.not.include('play');
        }
        const twice = await ask('?profile=work&profile=play', app);
        expect(twice.body).to.include({ code: 'ERR_ACHIEVEMENTS_PARAMETER', status: 400 });
        expect(service.calls).to.deep.equal([]);
      });
    }

    it('is one of what is mounted for the page and its files, too; what is not ours is left to the host', async () => {
      const { app } = start();
      for (const path of ['/', '/achievements.js']) {
        expect((await request(app).get(`${path}?profile=work`)).status).to.equal(200);
        const { status, body } = await request(app).get(`${path}?profile=play`);
        expect([status, body.code]).to.deep.equal([404, 'ERR_ACHIEVEMENTS_PROFILE']);
      }
      expect((await request(app).get('/assets/none.js?profile=play')).text).to.equal('the page of the host');
    });

    it('tells nothing to another site’s page: its write is refused for that', async () => {
      const { body } = await request(start().app)
        .post('/reset-state?profile=play')
        .set('Origin', 'http://evil.example');
      expect(body.code).to.equal('ERR_ACHIEVEMENTS_CROSS_SITE');
    });
  });
}
