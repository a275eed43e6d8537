import { expect } from 'chai';
import fc from 'fast-check';
import { compileCounters } from '#src/engine/counting/analyze.js';
import { KnownTexts } from '#src/engine/matching/known-texts.js';
import { Matcher } from '#src/engine/matching/matcher.js';
import { PathFinder } from '#src/engine/matching/paths.js';
import { holds } from '../../support/fuzz.js';
import { bytesOf } from '../../support/matching.js';
import { analyzed, countersOfText } from '../../support/messages.js';
import { pieces } from '../../support/near-misses.js';
import { FILE_PATH } from '../../support/reference-counter.js';

const RULES = compileCounters();

/** The paths of messages, each of which comes in chunks. */
function pathsInChunks(...messages: readonly (readonly string[])[]): string[] {
  const paths = new Set<string>();
  const finder = new PathFinder(RULES.alphabet.isWord, new KnownTexts());
  const matcher = new Matcher(RULES, (end, length) => finder.head(end, length));
  finder.collectIn(paths);
  for (const chunks of messages) {
    for (const chunk of chunks.map(bytesOf)) {
      finder.next(chunk);
      matcher.feed(chunk);
    }
    matcher.endLine();
    finder.endMessage();
  }
  return [...paths];
}

function pathsIn(...texts: readonly string[]): string[] {
  return pathsInChunks(...texts.map((text) => [text]));
}

const ENDINGS = 'py js ts tsx jsx css html md json yaml yml svg sql sh'.split(' ');

const FOUND: Readonly<Record<string, readonly string[]>> = {
  './a.py': ['./a.py'],
  '~/a.py ~a.py /home/a.py /mnt/a.py': ['~/a.py', '~a.py', '/home/a.py', '/mnt/a.py'],
  './.py ~/.py ~.py /home/.py': ['~/.py'],
  '~.x.py': ['~.x.py'],
  '../a.py /a.py a.py C:/a.py': ['./a.py'],
  './dir/sub-dir/a_b.test.ts': ['./dir/sub-dir/a_b.test.ts'],
  './c.json ./c.json5 ./a.tsx ./a.jsx ./a.pyc ./a.mdx': ['./c.js', './a.ts', './a.js', './a.py', './a.md'],
  './a.yml ./a.yaml ./a.sql ./a.sh ./a.svg ./a.html ./a.css': [
    './a.yml',
    './a.yaml',
    './a.sql',
    './a.sh',
    './a.svg',
    './a.html',
    './a.css',
  ],
  './a.PY ./a.Py /HOME/a.py ~/A.py': ['~/A.py'],
  './a.py.bak ./a.py.bak.sql': ['./a.py', './a.py.bak.sql'],
  './a.py,./b.py;./a.py': ['./a.py', './b.py'],
  './a.py./b.py': ['./a.py./b.py'],
  './a b.py ./a\nb.py ./a\\b.py ./a+b.py ./a@b.py': [],
  './é/日本/𐐀/Ⅷ²/_.md': ['./é/日本/𐐀/Ⅷ²/_.md'],
  './e\u0301.md ./😀.md ./\ud83d.md': [],
  './x/home/y.ts': ['./x/home/y.ts'],
  './x~/y.ts': ['~/y.ts'],
  '~~/y.ts ~~~z.ts': ['~/y.ts', '~z.ts'],
  '/home//mnt/a.sh': ['/home//mnt/a.sh'],
  '/home/ /mnt/ ./ ~ ~/': [],
  '/home/a.py/mnt/b': ['/home/a.py'],
  './....py ./...-.py': ['./....py', './...-.py'],
  './no.ext ./a.jpy ./apy ./a. py': [],
};

/** Text in which almost everything could be part of a path. */
const pathText = fc
  .array(
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc.constantFrom('/home/', '~/', '~', './', '/mnt/', '/', '.', 'home/', 'mnt/'),
      },
      {
        weight: 4,
        arbitrary: fc.constantFrom(...ENDINGS.map((ending) => `.${ending}`), '.PY', '.j', '.ym', '.jsonx'),
      },
      { weight: 3, arbitrary: fc.constantFrom('a', '-', '_', 'é', '日', '𐐀', '9', '²', 'py', 'js', 'ts') },
      {
        weight: 2,
        arbitrary: fc.constantFrom(' ', '\n', '"', '\\', '\u0301', '😀', '\ud83d', '\ude00', '\0', ','),
      },
    ),
    { maxLength: 14 },
  )
  .map((parts) => parts.join(''));

describe('file paths', () => {
  for (const [text, paths] of Object.entries(FOUND)) {
    it(`in ${JSON.stringify(text)} are ${paths.join(', ') || 'none'}`, () => {
      expect(pathsIn(text)).to.deep.equal(paths);
      expect([...new Set(text.match(FILE_PATH))]).to.deep.equal(paths);
    });
  }

  for (const ending of ENDINGS) {
    it(`may end in .${ending}`, () => {
      const text = `see ./name.${ending}.`;
      expect(pathsIn(text)).to.deep.equal(text.match(FILE_PATH));
    });
  }

  it('are what the rule taken as a regular expression finds', function () {
    holds(
      this,
      3000,
      fc.property(pathText, (text) => {
        expect(pathsIn(text)).to.deep.equal([...new Set(text.match(FILE_PATH))]);
      }),
    );
  });

  it('are the same however the text is cut into chunks', function () {
    holds(
      this,
      1000,
      fc.property(
        fc.array(pathText, { maxLength: 3 }),
        fc.array(fc.nat(60), { maxLength: 8 }),
        (texts, places) => {
          const chunks = texts.map((text) => pieces(text, places));
          expect(pathsInChunks(...chunks), JSON.stringify(chunks)).to.deep.equal(pathsIn(...texts));
          expect(pathsInChunks(...texts.map((text) => [...text]))).to.deep.equal(pathsIn(...texts));
        },
      ),
    );
  });

  it('are collected over many texts, each once', () => {
    expect(pathsIn('./a.py ./b.py', './b.py ./c.py', './a.py')).to.deep.equal(['./a.py', './b.py', './c.py']);
  });

  describe('of a session', () => {
    const touched = (part: { content?: string; toolCalls?: string }): number => {
      const { files_touched_count: count = 0 } = analyzed([part]).contribution.counters;
      return count;
    };

    it('come from the text, and from tool calls of any shape', () => {
      expect(touched({ content: './a.py' })).to.equal(1);
      expect(touched({ toolCalls: '[{"name": "patch", "arguments": "./a.py ./b.py"}]' })).to.equal(2);
      expect(touched({ toolCalls: '{"~/key.md": ["./value.md"]}' })).to.equal(2);
      expect(touched({ toolCalls: '"./a.py"' })).to.equal(1);
      expect(touched({ content: './a.py', toolCalls: '["./a.py", "./b.py"]' })).to.equal(2);
    });

    it('do not come from tool calls that are no JSON', () => {
      expect(touched({ toolCalls: '["./a.py"' })).to.equal(0);
      expect(touched({ toolCalls: './a.py' })).to.equal(0);
      expect(touched({ toolCalls: '' })).to.equal(0);
    });

    it('are searched in the canonical form of structured values', () => {
      expect(touched({ content: '\0json:["./é.py", "./\\u0061.py"]' })).to.equal(1);
      expect(touched({ content: '\0json:"./é.py"' })).to.equal(1);
      expect(touched({ toolCalls: '["./é.py"]' })).to.equal(0);
    });

    it('do not reach from a text into the tool calls, or into the next message', () => {
      expect(touched({ content: './a', toolCalls: '".py"' })).to.equal(0);
      const { counters } = analyzed([{ content: './a' }, { content: 'b.py' }]).contribution;
      expect(counters).to.not.have.property('files_touched_count');
    });

    it('are counted once, whichever message names them', () => {
      const { counters } = analyzed([
        { content: './a.py' },
        { content: './a.py ./b.py' },
        { toolCalls: '["./b.py"]' },
      ]).contribution;
      expect(counters).to.have.property('files_touched_count', 2);
    });
  });

  describe('are found in 5 MB of', () => {
    const size = 5_000_000;
    const hostile: Readonly<Record<string, readonly [text: string, count: number]>> = {
      'heads without an ending': ['./'.repeat(size / 2), 0],
      tildes: ['~'.repeat(size), 0],
      'tildes and slashes': ['~/'.repeat(size / 2), 0],
      'heads of one stretch': ['/home/'.repeat(size / 6), 0],
      'endings without a head': ['.py'.repeat(size / 3), 0],
      'heads and endings in one stretch': ['./a.py'.repeat(size / 6), 1],
      'the same path over and over': ['./a.py '.repeat(size / 7), 1],
      'dots after a head': [`~${'.'.repeat(size)}`, 0],
      'one path': [`./${'a'.repeat(size)}.py`, 1],
      'letters after a head': [`./${'a'.repeat(size)}`, 0],
      'letters of other scripts after a head': [`./${'日'.repeat(size)}`, 0],
      'half endings': [`./a${'.j'.repeat(size / 2)}`, 0],
    };
    for (const [what, [text, count]] of Object.entries(hostile)) {
      it(what, () => {
        expect(pathsIn(text)).to.have.length(count);
      });
    }

    it('different paths, all of them', () => {
      const text = Array.from({ length: 400_000 }, (_, i) => `./file${i}.py`).join(' ');
      expect(countersOfText(text)).to.have.property('files_touched_count', 400_000);
    });
  });
});
