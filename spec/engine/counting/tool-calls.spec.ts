import { expect } from 'chai';
import fc from 'fast-check';
import { toolCallParser } from '#src/engine/counting/tool-calls.js';
import { KnownTexts } from '#src/engine/matching/known-texts.js';
import { holds } from '../../support/fuzz.js';
import { FILE_PATH, toolsNamedBy } from '../../support/reference-counter.js';
import { readJson, writeJson } from '../../support/reference-json.js';

const parseToolCalls = toolCallParser(new KnownTexts());

function pathsOf(json: string): string[] {
  return [...new Set(parseToolCalls(json)?.paths)].sort();
}

/** The paths in the canonical form of the value, as the rules have it. */
function pathsByTheRules(json: string): string[] {
  const value = readJson(json);
  return value === undefined ? [] : [...new Set(writeJson(value).match(FILE_PATH))].sort();
}

function asciiOf(json: string): string {
  return json.replace(/[^\0-~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const name = fc.constantFrom('patch', '', 'é', './a.py', '__proto__', 'constructor', 'toString');
const path = fc
  .array(
    fc.constantFrom(
      './',
      '~',
      '/home/',
      '/mnt/',
      'a',
      'é',
      '😀',
      '.py',
      '.tsx',
      ' ',
      '\n',
      '"',
      '\\',
      '\u007f',
      'ſ',
    ),
    {
      maxLength: 6,
    },
  )
  .map((parts) => parts.join(''));
const key = fc.oneof(
  fc.constantFrom('name', 'name', 'function', 'function', 'arguments', '__proto__', '0', '10'),
  path,
);
const scalar = fc.oneof(path, name, fc.constantFrom(null, true, 0, 1e22));

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    scalar.map((it) => JSON.stringify(it)),
    fc.constantFrom(
      'NaN',
      '-Infinity',
      'Infinity',
      '1.10',
      '-0',
      '0',
      '0.0',
      '0e9',
      '00',
      '1e999',
      '1e-999',
      '-0.5E+3',
      '[ ]',
      '{ }',
      'false',
    ),
    // Slashes and other characters may be escaped for no reason.
    path.map((text) => JSON.stringify(text).replaceAll('/', '\\/')),
    path.map(
      (text) =>
        `"${[...text].map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`,
    ),
    // As other programs write it: all beyond ASCII escaped, and nothing else.
    path.map((text) => asciiOf(JSON.stringify(text))),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join()}]`),
    fc
      .array(fc.tuple(key, tie('value')), { maxLength: 4 })
      .map((members) => `{${members.map(([own, item]) => `${JSON.stringify(own)}:${String(item)}`).join()}}`),
  ),
}));
const calls = fc.array(value, { maxLength: 3 }).map((items) => `[${items.join(', ')}]`);

describe('tool calls', () => {
  it('name the tools, and hold the paths, that the rules find in any JSON', function () {
    holds(
      this,
      4000,
      fc.property(fc.oneof(calls, value.map(String)), (json) => {
        expect(parseToolCalls(json)?.tools ?? [], json).to.deep.equal(toolsNamedBy(readJson(json)));
        expect(pathsOf(json), json).to.deep.equal(pathsByTheRules(json));
      }),
    );
  });

  it('are the same whatever white space stands between them', function () {
    const space = fc.constantFrom('', ' ', '\n', '\r\n\t ');
    holds(
      this,
      1000,
      fc.property(calls, space, (json, between) => {
        const spaced = json.replace(/"(?:[^"\\]|\\.)*"|[[\]{},:]/g, (part) => between + part + between);
        expect(parseToolCalls(spaced), spaced).to.deep.equal(parseToolCalls(json));
      }),
    );
  });

  it('are those of the text that bytes make, also where some of them make none', function () {
    const spoilt = fc.tuple(
      calls,
      fc.array(fc.tuple(fc.nat(), fc.constantFrom(0x80, 0xc3, 0xe2, 0xf0, 0xff))),
    );
    holds(
      this,
      2000,
      fc.property(spoilt, ([json, changes]) => {
        const bytes = new TextEncoder().encode(json);
        for (const [place, byte] of changes) if (bytes.length > 0) bytes[place % bytes.length] = byte;
        const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
        expect(parseToolCalls(bytes)?.tools ?? [], text).to.deep.equal(toolsNamedBy(readJson(text)));
        expect([...new Set(parseToolCalls(bytes)?.paths)].sort(), text).to.deep.equal(pathsByTheRules(text));
      }),
    );
  });

  it('may be objects of any number of keys, of which the last of each name counts', () => {
    const keys = Array.from({ length: 200 }, (_, i) => `"key${i}": "./k${i}.py"`);
    const json = `[{${[...keys, '"name": "a", "key7": 0, "name": "b"'].join()}}]`;
    expect(parseToolCalls(json)?.tools).to.deep.equal(['b']);
    expect(pathsOf(json)).to.have.length(199).and.not.include('./k7.py');
    expect(pathsOf(json)).to.deep.equal(pathsByTheRules(json));
  });

  it('are none in a text that is no JSON, however close it comes', function () {
    const spoilt = fc
      .tuple(
        calls,
        fc.nat(),
        fc.constantFrom('', ',', '"', '\\', '\n', '\ufeff', "'", '//', 'NaN', '01', '+1', '.5', 'nan'),
      )
      .map(([json, place, part]) => {
        const at = place % (json.length + 1);
        return json.slice(0, at) + part + json.slice(at + (place % 2));
      });
    holds(
      this,
      4000,
      fc.property(spoilt, (json) => {
        expect(parseToolCalls(json) === undefined, json).to.equal(readJson(json) === undefined);
        expect(pathsOf(json), json).to.deep.equal(pathsByTheRules(json));
      }),
    );
  });

  it('may be nested 1,000 levels deep, and no deeper', () => {
    const nested = (depth: number, inside = '"./a.py"') => '['.repeat(depth) + inside + ']'.repeat(depth);
    const objects = (depth: number) => `${'{"a":'.repeat(depth)}"./a.py"${'}'.repeat(depth)}`;
    for (const inside of ['"./a.py"', '"./a.py", NaN']) {
      expect(pathsOf(nested(1000, inside))).to.deep.equal(['./a.py']);
      expect(parseToolCalls(nested(1001, inside))).to.equal(undefined);
    }
    expect(pathsOf(objects(1000))).to.deep.equal(['./a.py']);
    expect(parseToolCalls(objects(1001))).to.equal(undefined);
    expect(parseToolCalls(`[${nested(999)}, ${nested(1000)}]`)).to.equal(undefined);
    expect(parseToolCalls(nested(1001, ''))).to.equal(undefined);
    expect(parseToolCalls(nested(1000, ''))).to.not.equal(undefined);
    expect(parseToolCalls(nested(100_000))).to.equal(undefined);
  });

  it('keep the paths in their keys apart, however those are escaped and whatever was read before', () => {
    const before = JSON.stringify([{ h: [], '\\"~/a.p': 0 }]);
    const json = JSON.stringify([{ h: [], '"~/a.py': 0 }]);
    expect(pathsOf(before)).to.deep.equal([]);
    expect(pathsOf(json)).to.deep.equal(['~/a.py']);
    expect(pathsOf(json.replaceAll(':', ' \r\n\t:'))).to.deep.equal(['~/a.py']);
  });

  it('may name a million tools', () => {
    const json = `[${Array.from({ length: 1_000_000 }, (_, i) => `{"name":"t${i % 10}"}`).join()}]`;
    expect(parseToolCalls(json)?.tools).to.have.length(1_000_000);
  });
});
