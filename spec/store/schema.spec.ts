import { expect } from 'chai';
import { migrationSince, SCHEMA_VERSION } from '#src/store/schema.js';

describe('The tables of a store', () => {
  it('are all made where there are none, and none of them where they are up to date', () => {
    const made = (script: string) => script.match(/CREATE TABLE/g)?.length ?? 0;
    expect(made(migrationSince(0))).to.be.above(5);
    expect(made(migrationSince(SCHEMA_VERSION))).to.equal(0);
  });
});
