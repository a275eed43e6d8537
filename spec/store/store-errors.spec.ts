import { expect } from 'chai';
import { AchievementsError } from '#src/errors.js';
import { passes, storeError } from '#src/store/store-errors.js';

const thrown = (code: string) => Object.assign(new Error('what the driver says'), { code });

describe('Trouble with a store', () => {
  const passing: Readonly<Record<string, string>> = {
    'a server that does not answer': 'ECONNREFUSED',
    'a connection that was ended': 'CONNECTION_CLOSED',
    'a name that cannot be looked up for now': 'EAI_AGAIN',
    'a server that starts': '57P03',
    'a server that shuts down': '57P01',
    'two who need the same rows': '40001',
    'two who wait for each other': '40P01',
    'a transaction that waited for too long': '25P03',
  };
  for (const [what, code] of Object.entries(passing))
    it(`is worth another try at once where it is ${what}`, () => expect(passes(thrown(code))).to.equal(true));

  const lasting: Readonly<Record<string, string>> = {
    'a wrong password': '28P01',
    'a database that is not there': '3D000',
    'a missing table': '42P01',
    'a missing permission': '42501',
    'a standby': '25006',
    'a full disk': '53100',
    'no connection that is left': '53300',
    'a host that nobody knows': 'ENOTFOUND',
    'a damaged page': 'XX001',
    'something that nobody has heard of': 'ZZ999',
  };
  for (const [what, code] of Object.entries(lasting))
    it(`is told at once where it is ${what}`, () => expect(passes(thrown(code))).to.equal(false));

  it('is told once, with where the store is', () => {
    const error = storeError(thrown('28P01'), 'host/database/schema');
    expect(error.code).to.equal('ERR_ACHIEVEMENTS_STATE');
    expect(error.message).to.match(/^The store in PostgreSQL \(host\/database\/schema\) may not be entered/);
    expect(error.message).to.not.include('what the driver says');
    expect(storeError(error, 'elsewhere')).to.equal(error);
    expect(passes(new AchievementsError('ERR_ACHIEVEMENTS_LEASE', 'ours'))).to.equal(false);
  });
});
