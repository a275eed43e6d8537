import { expect } from 'chai';
import { ROUTES } from '#src/http/routes.js';
import { ASKED_FOR, httpContract } from './contract.js';
import { MOUNTS, VERSIONS } from './host.js';

describe('over HTTP', () => {
  it('every route is in the contract', () => {
    const paths = ASKED_FOR.map((path) => path.replace(/\?.*/, '').replace('/known/', '/:id/'));
    expect([...new Set(paths)]).to.have.members(ROUTES.map(({ path }) => path));
  });

  for (const version of VERSIONS) {
    for (const mount of MOUNTS) {
      describe(`in ${version.title}, mounted ${mount.title},`, () => httpContract(mount, version));
    }
  }
});
