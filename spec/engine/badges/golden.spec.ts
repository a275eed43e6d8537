import { expect } from 'chai';
import { countStates, evaluateAll } from '#src/engine/badges/snapshot.js';
import { aggregate } from '#src/engine/folding/aggregate.js';
import { FIXTURES, GOLDEN_DIRECTORY, GOLDEN_FIXTURES, readGolden } from '../../support/golden.js';
import { utc } from '../../support/records.js';

// The fixtures are a part of the golden data. Where all of it is at hand, this variable names its directory.

const SETS = [
  ...GOLDEN_FIXTURES.map((set) => ({ ...set, directory: FIXTURES })),
  {
    name: 'complete edge',
    sessions: 'sessions-edge',
    expected: 'expected-edge',
    directory: GOLDEN_DIRECTORY,
  },
  {
    name: 'complete real',
    sessions: 'sessions-real',
    expected: 'expected-real',
    directory: GOLDEN_DIRECTORY,
  },
];

describe('the golden sessions', () => {
  for (const { name, directory, ...files } of SETS) {
    it(`give every golden metric of the ${name} set, in order`, function () {
      if (directory === undefined) this.skip();
      const golden = readGolden(directory, files);
      const { values } = aggregate(golden.records, utc);
      expect(values).to.deep.equal(golden.aggregate);
      expect(Object.keys(values)).to.deep.equal(Object.keys(golden.aggregate));
    });

    it(`give every golden badge and count of the ${name} set`, function () {
      if (directory === undefined) this.skip();
      const golden = readGolden(directory, files);
      const achievements = evaluateAll(aggregate(golden.records, utc), new Map());
      expect(achievements).to.have.length(golden.achievements.length);
      for (const [index, expected] of golden.achievements.entries()) {
        expect(achievements[index]).to.deep.include(expected);
      }
      expect(countStates(achievements)).to.deep.equal(golden.counts);
    });
  }
});
