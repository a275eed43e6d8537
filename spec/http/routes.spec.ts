import { httpContract } from './contract.js';
import { MOUNTS, VERSIONS } from './host.js';

describe('over HTTP', () => {
  for (const version of VERSIONS) {
    for (const mount of MOUNTS) {
      describe(`in ${version.title}, mounted ${mount.title},`, () => httpContract(mount, version));
    }
  }
});
