import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { CATALOG } from '#src/engine/badges/catalog.js';
import { ANALYSIS, analysisVersion, foldingVersion } from '#src/scan/analysis-version.js';

/**
 * TABLE: what each version counted by: machines that share a store tell by the number who is newer. When this fails, add a row
 * with the next number, and raise ANALYSIS to it; never change a row.
 */
const VERSIONS: ReadonlyMap<number, string> = new Map([[1, '71b8de8eb6885b2f']]);

describe('the version of analysis', () => {
  const tables = createHash('sha256')
    .update(JSON.stringify([analysisVersion(), foldingVersion(), CATALOG]))
    .digest('hex')
    .slice(0, 16);

  it('is raised whenever a table of counters, metrics or badges changes', () => {
    expect([ANALYSIS, tables]).to.deep.equal([...VERSIONS].at(-1));
  });

  it('has one number for each state of the tables, in order', () => {
    const numbers = [...VERSIONS.keys()];
    expect(numbers).to.deep.equal(numbers.map((_, place) => place + 1));
    expect(new Set(VERSIONS.values()).size).to.equal(VERSIONS.size);
  });
});
