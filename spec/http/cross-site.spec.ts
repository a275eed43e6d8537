import { expect } from 'chai';
import request from 'supertest';
import { host, VERSIONS } from './host.js';

type Headers = Readonly<Record<string, string>>;

const OWN: Headers = { Host: 'dash.example:9120' };
const PROXIED: Headers = {
  Host: 'inner:80',
  'X-Forwarded-Proto': 'https',
  'X-Forwarded-Host': 'dash.example',
};

const allowed: readonly Headers[] = [
  {},
  { 'Sec-Fetch-Site': 'same-origin' },
  { 'Sec-Fetch-Site': 'none' },
  { 'Sec-Fetch-Site': 'same-origin', Origin: 'http://dash.example:5173' },
  { Origin: 'http://dash.example:9120' },
  { Origin: 'http://dash.example', Host: 'dash.example' },
  { Origin: 'http://dash.example', Host: 'dash.example:80' },
  { Origin: 'http://[::1]:9120', Host: '[::1]:9120' },
];

const refused: readonly Headers[] = [
  { 'Sec-Fetch-Site': 'cross-site' },
  { 'Sec-Fetch-Site': 'same-site' },
  { 'Sec-Fetch-Site': 'same-origin, cross-site' },
  { 'Sec-Fetch-Site': 'nonsense' },
  { 'Sec-Fetch-Site': 'cross-site', Origin: 'http://dash.example:9120' },
  { Origin: 'null' },
  { Origin: '' },
  { Origin: 'http://evil.example' },
  { Origin: 'http://dash.example' },
  { Origin: 'http://dash.example:9121' },
  { Origin: 'https://dash.example:9120' },
  { Origin: 'http://dash.example:9120.evil.example' },
  { Origin: 'http://dash.example:9120@evil.example' },
  { Origin: 'http://evil.example', 'X-Forwarded-Host': 'evil.example' },
];

for (const version of VERSIONS) {
  describe(`a write in ${version.title}`, () => {
    for (const headers of allowed) {
      it(`is taken with ${JSON.stringify(headers)}`, async () => {
        const { app, service } = host({ version });
        for (const path of ['/rescan', '/reset-state']) {
          const response = await request(app)
            .post(path)
            .set({ ...OWN, ...headers });
          expect(response.status).to.equal(200);
        }
        expect(service.calls).to.deep.equal(['rescan incremental', 'reset']);
      });
    }

    for (const headers of refused) {
      it(`is refused with ${JSON.stringify(headers)}`, async () => {
        const { app, service } = host({ version });
        for (const path of ['/rescan', '/reset-state']) {
          const response = await request(app)
            .post(path)
            .set({ ...OWN, ...headers });
          expect(response.status).to.equal(403);
          expect(response.type).to.equal('application/problem+json');
          expect(response.body.code).to.equal('ERR_ACHIEVEMENTS_CROSS_SITE');
          expect(response.text).not.to.include('evil');
        }
        expect(service.calls).to.deep.equal([]);
      });
    }

    it('is taken from anywhere when the host does not want it protected', async () => {
      const { app } = host({ version, protectWrites: false });
      const response = await request(app)
        .post('/rescan')
        .set({ 'Sec-Fetch-Site': 'cross-site', Origin: 'null' });
      expect(response.status).to.equal(200);
    });

    it('behind a proxy is seen as the client sees it when the host trusts the proxy', async () => {
      const { app } = host({ version, before: (own) => void own.set('trust proxy', true) });
      const post = (headers: Headers) =>
        request(app)
          .post('/rescan')
          .set({ ...PROXIED, ...headers });
      expect((await post({ Origin: 'https://dash.example' })).status).to.equal(200);
      expect((await post({ Origin: 'http://dash.example' })).status).to.equal(403);
      expect((await post({ Origin: 'https://inner:80' })).status).to.equal(403);
      const chain = { 'X-Forwarded-Host': 'dash.example:8443 , inner', Origin: 'https://dash.example:8443' };
      expect((await post(chain)).status).to.equal(200);
    });

    it('behind a proxy that the host does not trust is refused, and says what to do', async () => {
      const { app } = host({ version });
      const response = await request(app)
        .post('/rescan')
        .set({ ...PROXIED, Origin: 'https://dash.example' });
      expect(response.status).to.equal(403);
      expect(response.body.detail).to.include('trust proxy');
    });
  });

  describe(`a read in ${version.title}`, () => {
    it('is answered whatever site it comes from', async () => {
      const { app } = host({ version });
      const response = await request(app)
        .get('/achievements')
        .set({ 'Sec-Fetch-Site': 'cross-site', Origin: 'http://evil.example' });
      expect(response.status).to.equal(200);
    });
  });
}
