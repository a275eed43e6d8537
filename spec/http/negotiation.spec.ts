import { expect } from 'chai';
import { chooseEncoding, type Encoding } from '#src/http/negotiation.js';

describe('the choice of an encoding', () => {
  const cases: readonly (readonly [string | undefined, Encoding, string])[] = [
    [undefined, 'identity', 'nothing is said'],
    ['', 'identity', 'nothing is accepted'],
    ['gzip', 'gzip', 'gzip is accepted'],
    ['GZip', 'gzip', 'case does not matter'],
    ['x-gzip', 'gzip', 'gzip goes by its old name'],
    ['gzip, deflate, br, zstd', 'gzip', 'a browser asks'],
    [' br ;q=1.0 ,\tgzip ; q=0.8 ', 'gzip', 'there is white space, and we have no br'],
    ['br, deflate', 'identity', 'nothing we have is named'],
    ['gzipped', 'identity', 'gzip is only the beginning of it'],
    ['gzip;q=0', 'identity', 'gzip is refused'],
    ['gzip;q=0.000', 'identity', 'gzip is refused at length'],
    ['gzip;q=0, *', 'identity', 'all but gzip is accepted'],
    ['*', 'gzip', 'anything is accepted'],
    ['*;q=0', 'identity', 'everything is refused, and something must be sent'],
    ['identity;q=0, gzip;q=0.1', 'gzip', 'identity is refused'],
    ['identity, gzip;q=0.5', 'identity', 'identity is preferred'],
    ['identity;q=0.5, gzip;q=0.6', 'gzip', 'gzip is preferred'],
    ['gzip, identity', 'gzip', 'both are as good'],
    ['gzip;q=0.001', 'gzip', 'gzip is the only one asked for'],
    ['gzip;q=2', 'identity', 'the weight is too large'],
    ['gzip;q=yes', 'identity', 'the weight is no number'],
    ['gzip;q=', 'identity', 'the weight is missing'],
    ['gzip;level=9', 'identity', 'the parameter is not known'],
    [',,gzip,;q=1,', 'gzip', 'there are empty elements'],
  ];
  for (const [accepted, encoding, when] of cases) {
    it(`is ${encoding} when ${when} (${accepted ?? 'no header'})`, () => {
      expect(chooseEncoding(accepted)).to.equal(encoding);
    });
  }

  it('takes a long hostile header in its stride', () => {
    const started = process.cpuUsage();
    chooseEncoding(`${' \t;q='.repeat(20_000)}x`);
    chooseEncoding(`gzip${' '.repeat(100_000)}x`);
    expect(process.cpuUsage(started).user).to.be.below(1_000_000);
  });
});
