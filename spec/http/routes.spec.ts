import { expect } from 'chai';
import request from 'supertest';
import { ROUTES } from '#src/http/routes.js';
import { ASKED_FOR, httpContract } from './contract.js';
import { type HostOptions, MOUNTS, VERSIONS, wellBehavedHosts } from './host.js';

describe('over HTTP', () => {
  it('every route is in the contract', () => {
    const paths = ASKED_FOR.map((path) => path.replace(/\?.*/, '').replace('/known/', '/:id/'));
    expect([...new Set(paths)]).to.have.members(ROUTES.map(({ path }) => path));
  });

  describe('of several homes,', () => {
    const [version, mount] = [VERSIONS[0], MOUNTS[1]];
    if (version === undefined || mount === undefined) throw new Error('nothing to mount');
    const asked: string[] = [];
    const homes: HostOptions['homes'] = (service) => ({
      of(name, asProfile) {
        asked.push(`${name} ${asProfile}`);
        return service;
      },
    });
    describe('none of which is named,', () => httpContract(mount, version, homes));

    const start = wellBehavedHosts({ homes });
    for (const path of ASKED_FOR.filter((one) => !one.includes('reset-state')))
      it(`${path} is asked of the one that is named`, async () => {
        const post = path === '/rescan';
        for (const parameter of ['home', 'profile']) {
          asked.length = 0;
          const { app } = start();
          const target = `${path}${path.includes('?') ? '&' : '?'}${parameter}=work`;
          const { status } = await (post ? request(app).post(target) : request(app).get(target));
          expect(status).to.equal(200);
          expect(asked).to.deep.equal([`work ${parameter === 'profile'}`]);
        }
      });

    it('a reset is of all of them', async () => {
      const { app, service } = start();
      for (const query of ['?home=work', '?profile=work', '?home=default', '?home=a&profile=default'])
        expect((await request(app).post(`/reset-state${query}`)).status, query).to.equal(400);
      expect(service.calls).to.deep.equal([]);
      expect((await request(app).post('/reset-state?profile=default')).status).to.equal(200);
    });
  });

  for (const version of VERSIONS) {
    for (const mount of MOUNTS) {
      describe(`in ${version.title}, mounted ${mount.title},`, () => httpContract(mount, version));
    }
  }
});
