import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { CATALOG } from '#src/engine/badges/catalog.js';
import { ANALYSIS, analysisVersion, foldingVersion } from '#src/scan/analysis-version.js';
import { encodeAlone } from '#src/state/cabinet/alone.js';
import { encodeKeys, keysOf } from '#src/state/cabinet/keys.js';
import { encodeShare } from '#src/state/cabinet/share.js';
import { encodeBlock } from '#src/state/checkpoint/block.js';
import { encodeSnapshot } from '#src/state/snapshot-file.js';
import { migrationSince, SCHEMA_VERSION } from '#src/store/schema.js';
import { ALONE, KEYS, SHARE } from '../state/cabinet/support.js';
import { blockOf } from '../state/checkpoint/support.js';
import { NOTHING_SEEN } from '../state/support.js';

/**
 * TABLE: what each version counted by: machines that share a store tell by the number who is newer. When this fails, add a row
 * with the next number, and raise ANALYSIS to it; never change a row.
 */
const VERSIONS: ReadonlyMap<number, string> = new Map([[1, '71b8de8eb6885b2f']]);

/**
 * TABLE: how each version writes what machines that share a store read of each other. When this fails, add a row with the next
 * number, and raise ANALYSIS to it, so that older ones scan no more: else they and newer ones would make the same anew in turns.
 * What older ones have written is to be read on: their machines may be updated late, or never come back.
 */
const SHAPES: ReadonlyMap<number, string> = new Map([[1, '45d72ccfc19166ab']]);

describe('the version of analysis', () => {
  const tables = hashOf([analysisVersion(), foldingVersion(), CATALOG]);

  it('is raised whenever a table of counters, metrics or badges changes', () => {
    expect([ANALYSIS, tables]).to.deep.equal([...VERSIONS].at(-1));
  });

  it('is raised whenever something is written otherwise that other machines read', () => {
    const { key, records, fold } = blockOf('1.0', ['a', 'b']);
    const { index, records: sessions } = encodeBlock(key, records, fold);
    const shapes = [
      [SCHEMA_VERSION, migrationSince(0).replace(/--.*$/gm, '').replace(/\s+/g, ' ')],
      [encodeShare(SHARE), encodeAlone(ALONE), encodeKeys(KEYS)],
      [Buffer.from(index).toString(), Buffer.from(sessions).toString(), keysOf(records)],
      encodeSnapshot({
        ...ORIGIN_OF_ALL,
        payload: {},
        view: NOTHING_SEEN,
        unlocks: new Map(),
        aggregate: [],
        evidence: [],
      }),
    ];
    expect([ANALYSIS, hashOf(shapes)]).to.deep.equal([...SHAPES].at(-1));
  });

  it('has one number for each state of the tables, in order', () => {
    const numbers = [...VERSIONS.keys()];
    expect(numbers).to.deep.equal(numbers.map((_, place) => place + 1));
    expect(new Set(VERSIONS.values()).size).to.equal(VERSIONS.size);
  });
});

const ORIGIN_OF_ALL = { analysisVersion: 'v', timeZone: 'UTC', database: 'd', databasePath: 'p' };

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}
