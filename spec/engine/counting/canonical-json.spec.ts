import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { parseJson } from '#src/engine/counting/canonical-json.js';
import { writeJson } from '#src/engine/counting/json-writer.js';
import { holds } from '../../support/fuzz.js';
import { FIXTURES } from '../../support/golden.js';
import { readJson, writeJson as writeByTheRules } from '../../support/reference-json.js';

interface Case {
  readonly json: string;
  /** What it is in canonical form; null when it is no JSON. */
  readonly canonical: string | null;
}

const CASES: readonly Case[] = JSON.parse(readFileSync(`${FIXTURES}/canonical-json.json`, 'utf8'));

/** JSON text, and some that only nearly is. */
const nearJson = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...'[]{}:,"\\') },
      {
        weight: 3,
        arbitrary: fc.constantFrom('"a"', '"b":', '1', '-0', '2.50', '1e5', '{}', '[', ']', ',', ' '),
      },
      {
        weight: 1,
        arbitrary: fc.constantFrom('NaN', '-', 'Infinity', 'null', 'true', 'false', 'e', '.', '0'),
      },
      {
        weight: 1,
        arbitrary: fc.constantFrom('\\u12', '\\ud83d', '\\n', '\n', '\x7f', 'é', '😀', '\ufeff', '\0'),
      },
    ),
    { maxLength: 14 },
  )
  .map((parts) => parts.join(''));

const spoiltJson = fc
  .tuple(fc.json(), fc.nat(), fc.oneof(nearJson, fc.constant('')), fc.nat(2))
  .map(([json, place, inserted, cut]) => {
    const at = place % (json.length + 1);
    return json.slice(0, at) + inserted + json.slice(at + cut);
  });

const anyJson = fc.oneof(nearJson, spoiltJson, fc.json(), fc.constantFrom(...CASES.map(({ json }) => json)));

function canonical(json: string): string | undefined {
  const value = parseJson(json);
  if (value === undefined) return undefined;
  const pieces: string[] = [];
  writeJson(value, (piece) => pieces.push(piece));
  return pieces.join('');
}

function canonicalByTheRules(json: string): string | undefined {
  const value = readJson(json);
  return value === undefined ? undefined : writeByTheRules(value);
}

describe('canonical JSON', () => {
  for (const { json, canonical: expected } of CASES) {
    const shown = json.length < 60 ? JSON.stringify(json) : `${JSON.stringify(json.slice(0, 57))}...`;
    if (expected === null) {
      it(`does not come from ${shown}`, () => {
        expect(parseJson(json)).to.equal(undefined);
        expect(readJson(json)).to.equal(undefined);
      });
    } else {
      it(`of ${shown} is what Python writes`, () => {
        expect(canonical(json)).to.equal(expected);
        expect(canonicalByTheRules(json)).to.equal(expected);
      });
    }
  }

  it('of any text is what the rules taken literally give', function () {
    holds(
      this,
      2000,
      fc.property(anyJson, (json) => {
        expect(canonical(json)).to.equal(canonicalByTheRules(json));
      }),
    );
  });

  it('of itself is itself', function () {
    holds(
      this,
      2000,
      fc.property(anyJson, (json) => {
        const once = canonical(json);
        if (once !== undefined) expect(canonical(once)).to.equal(once);
      }),
    );
  });

  it('stands for the same value', function () {
    holds(
      this,
      2000,
      fc.property(fc.json(), (json) => {
        expect(JSON.parse(canonical(json) ?? '')).to.deep.equal(JSON.parse(json));
      }),
    );
  });

  it('is printable ASCII alone', function () {
    holds(
      this,
      2000,
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(canonical(JSON.stringify([text]))).to.match(/^[ -~]*$/);
      }),
    );
  });

  it('comes or does not, but nothing is thrown, whatever the text', function () {
    holds(
      this,
      2000,
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), nearJson, spoiltJson), (text) => {
        expect(() => canonical(text)).not.to.throw();
      }),
    );
  });

  describe('of nested values', () => {
    const nests: readonly (readonly [name: string, open: string, inside: string, close: string])[] = [
      ['lists', '[', '', ']'],
      ['lists around a value', '[', '1', ']'],
      ['objects', '{"a": ', '{}', '}'],
    ];
    for (const [name, open, inside, close] of nests) {
      const extra = inside === '{}' ? 1 : 0;
      const nested = (depth: number): string =>
        open.repeat(depth - extra) + inside + close.repeat(depth - extra);
      it(`exists for 1,000 levels of ${name}, and not for 1,001`, () => {
        expect(canonical(nested(1000))).to.equal(nested(1000));
        expect(canonical(nested(1001))).to.equal(undefined);
        expect(canonicalByTheRules(nested(1000))).to.equal(nested(1000));
        expect(canonicalByTheRules(nested(1001))).to.equal(undefined);
      });

      it(`does not care for levels of ${name} beside each other`, () => {
        const json = `[${nested(999)}, ${nested(999)}, ${nested(999)}]`;
        expect(canonical(json)).to.equal(json);
        expect(canonical(`[${json}]`)).to.equal(undefined);
      });
    }

    it('does not exist for 100,000 brackets of any kind', () => {
      for (const bracket of ['[', '{', ']', '[[{"a":', '{"a":', '[]', '[[],']) {
        expect(canonical(bracket.repeat(100_000)), bracket).to.equal(undefined);
      }
      expect(canonical('['.repeat(100_000) + ']'.repeat(100_000))).to.equal(undefined);
    });
  });

  describe('of huge values', () => {
    const size = 10_000_000;
    it('has all of a long string', () => {
      const json = `"${'x'.repeat(size)}"`;
      expect(canonical(json) === json).to.equal(true);
    });

    it('escapes all of a long string', () => {
      expect(canonical(`"${'é'.repeat(size / 5)}"`)).to.have.length(2 + (size / 5) * 6);
      expect(canonical(`"${'\\"'.repeat(size / 2)}"`)).to.have.length(2 + size);
      expect(canonical(`"${'\\\\'.repeat(size / 2)}"`)).to.have.length(2 + size);
    });

    it('is the same wherever its pieces end', () => {
      for (const before of ['', 'x', 'xy', 'é', '"']) {
        const text = before + '😀é"\\\n\ud83d'.repeat(40_000);
        const json = `[${JSON.stringify(text)}, {${JSON.stringify(text)}: [${JSON.stringify(text)}]}]`;
        expect(canonical(json) === canonicalByTheRules(json), JSON.stringify(before)).to.equal(true);
      }
    });

    it('comes in pieces, of which none is much longer than others', () => {
      const lengths: number[] = [];
      writeJson(['x'.repeat(size), 'x'.repeat(9), 'é'.repeat(size / 10)], ({ length }) =>
        lengths.push(length),
      );
      expect(lengths.reduce((a, b) => a + b)).to.equal(size + 9 + (size / 10) * 6 + 3 * 2 + 2 * 2 + 2);
      expect(Math.max(...lengths)).to.be.below(1_000_000);
      expect(Math.min(...lengths.slice(0, -1))).to.be.above(60_000);
    });

    it('does not come from long strings that do not end', () => {
      expect(canonical(`"${'x'.repeat(size)}`)).to.equal(undefined);
      expect(canonical(`"${'\\'.repeat(size)}`)).to.equal(undefined);
      expect(canonical(`"${'\\'.repeat(size + 1)}"`)).to.equal(undefined);
      expect(canonical(`"${'\\"'.repeat(size / 2)}`)).to.equal(undefined);
    });

    it('has all of a long integer, and none of long white space', () => {
      const digits = '7'.repeat(2 * size);
      expect(canonical(digits) === digits).to.equal(true);
      expect(canonical(`${' '.repeat(2 * size)}1`)).to.equal('1');
      expect(canonical(`[${' '.repeat(2 * size)}`)).to.equal(undefined);
      expect(canonical(`0.${'0'.repeat(2 * size)}`)).to.equal('0.0');
    });

    it('has all of a long list and a large object', () => {
      expect(canonical(`[${'1,'.repeat(size / 20)}1]`)).to.have.length(2 + 3 * (size / 20) + 1);
      const members = Array.from({ length: size / 50 }, (_, i) => `"${i}": ${i}`).reverse();
      const json = `{${members.join(', ')}}`;
      expect(canonical(json) === json).to.equal(true);
    });
  });
});
