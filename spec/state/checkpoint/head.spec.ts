import { deepStrictEqual } from 'node:assert/strict';
import { expect } from 'chai';
import fc from 'fast-check';
import { checkOf } from '#src/state/check.js';
import { BLOCK_FILES, decodeHead, encodeHead, type Head } from '#src/state/checkpoint/head.js';
import { holds } from '../../support/fuzz.js';
import { T } from '../support.js';
import { damagesOf, name } from './support.js';

const count = fc.oneof(fc.nat(), fc.constantFrom(0, Number.MAX_SAFE_INTEGER));
const place = fc.record(
  { key: name, checkedAt: fc.nat(4_200_000_000), offset: count, indexBytes: count, recordBytes: count },
  { noNullPrototype: true },
);
const head: fc.Arbitrary<Head> = fc.record(
  {
    analysisVersion: name,
    foldedBy: name,
    identity: name,
    generatedAt: fc.nat(4_200_000_000),
    file: fc.constantFrom(...BLOCK_FILES),
    length: count,
    blocks: fc.array(place, { maxLength: 5 }),
  },
  { noNullPrototype: true },
);

const HEAD: Head = {
  analysisVersion: 'v',
  foldedBy: 'f',
  identity: '\ufffd',
  generatedAt: T,
  file: 'scan_checkpoint.a.blocks',
  length: 300,
  blocks: [
    { key: '20717.0', checkedAt: T, offset: 0, indexBytes: 100, recordBytes: 50 },
    { key: '20717.1', checkedAt: T + 1, offset: 150, indexBytes: 100, recordBytes: 50 },
  ],
};

const STORED = {
  schema_version: 2,
  analysis_version: 'v',
  folded_by: 'f',
  database: '\ufffd',
  generated_at: T,
  file: 'scan_checkpoint.a.blocks',
  length: 300,
  blocks: [
    ['20717.0', T, 0, 100, 50],
    ['20717.1', T + 1, 150, 100, 50],
  ],
};

function checked(value: object): string {
  const text = JSON.stringify(value).slice(0, -1);
  return text + checkOf(text);
}

describe('the head of the checkpoint', () => {
  it('is the same after storing and reading, whatever it names', function () {
    holds(
      this,
      500,
      fc.property(head, (each) => {
        deepStrictEqual(decodeHead(encodeHead(each)), each);
        deepStrictEqual(decodeHead(`\ufeff${encodeHead(each)}`), each);
      }),
    );
  });

  it('is stored in the documented form', () => {
    const { check, ...stored } = JSON.parse(encodeHead(HEAD));
    expect(check).to.match(/^[0-9a-f]{8}$/);
    expect(stored).to.deep.equal(STORED);
  });

  it('tells of damage at any byte, and of a cut anywhere', () => {
    const text = encodeHead(HEAD);
    for (const damaged of damagesOf(Buffer.from(text))) {
      const found = decodeHead(Buffer.from(damaged).toString('utf8'));
      if (found !== undefined) deepStrictEqual(found, HEAD);
    }
    for (let length = 0; length < text.length; length++)
      expect(decodeHead(text.slice(0, length))).to.equal(undefined);
  });

  const odd: readonly object[] = [
    { schema_version: 1 },
    { schema_version: '2' },
    { schema_version: undefined },
    { analysis_version: 5 },
    { folded_by: null },
    { database: null },
    { generated_at: '5' },
    { generated_at: -1 },
    { generated_at: 1e12 },
    { file: 'state.json' },
    { file: '../scan_checkpoint.a.blocks' },
    { file: undefined },
    { length: -1 },
    { length: 1.5 },
    { blocks: {} },
    { blocks: [7] },
    { blocks: [['k', T, 0, 100]] },
    { blocks: [[7, T, 0, 100, 50]] },
    { blocks: [['k', -1, 0, 100, 50]] },
    { blocks: [['k', T, -1, 100, 50]] },
    { blocks: [['k', T, 0, 1.5, 50]] },
    { blocks: [['k', T, 0, 100, '50']] },
  ];
  for (const part of odd)
    it(`is of no use with ${JSON.stringify(part)}`, () => {
      expect(decodeHead(checked(STORED))).to.deep.equal(HEAD);
      expect(decodeHead(checked({ ...STORED, ...part }))).to.equal(undefined);
    });

  it('never makes decoding fail', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (any) => decodeHead(any) === undefined));
    fc.assert(fc.property(fc.object(), (any) => decodeHead(checked(any)) === undefined));
  });
});
