import { expect } from 'chai';
import { parsePattern } from '#src/engine/matching/pattern.js';
import { compileRules } from '#src/engine/matching/rules.js';
import { countOf, ruleOf } from '../../support/matching.js';
import { expressionOf } from '../../support/reference-pattern.js';

interface Feature {
  readonly means: string;
  readonly pattern: string;
  readonly hits: readonly string[];
  readonly misses: readonly string[];
}

const SPACES = [
  ...['\t', '\n', '\v', '\f', '\r', '\x1c', '\x1d', '\x1e', '\x1f', ' ', '\x85', '\xa0', '\u1680'],
  ...['\u2000', '\u2006', '\u200a', '\u2028', '\u2029', '\u202f', '\u205f', '\u3000'],
];
const NO_SPACES = ['\ufeff', '\u200b', '\u180e', '\u2060', '\0', '\b', '_', '-'];

/** Word characters of many kinds: letters, modifiers, digits, numbers, marks that are letters, beyond the BMP. */
const WORD_CHARACTERS = [
  ...[
    'a',
    'Z',
    '0',
    '_',
    'é',
    'ß',
    'ʰ',
    'ǅ',
    'あ',
    '日',
    '\u0663',
    '²',
    '½',
    'Ⅷ',
    '①',
    'ſ',
    '\u212a',
    'İ',
    'ı',
  ],
  ...['𐐀', '𝐚', '𝟘', '𠀀'],
];
const OTHER_CHARACTERS = [
  ...[' ', '\n', '-', '.', '\u0301', '\u0903', '\u20e3', '\ufeff', '…', '€', '\0', '😀', '\u{1d165}'],
  ...['\ud83d', '\ude00'],
];

const FEATURES: readonly Feature[] = [
  {
    means: 'itself',
    pattern: 'api key',
    hits: ['api key', 'xapi keyx'],
    misses: ['api  key', 'apikey', 'ap key'],
  },
  {
    means: 'itself, though a regular expression would read more into it',
    pattern: 'a.b*c(d)[e]+$^|',
    hits: ['a.b*c(d)[e]+$^|'],
    misses: ['axb*c(d)[e]+$^|', 'a.bc', ''],
  },
  {
    means: 'any case',
    pattern: 'Kiss',
    hits: ['kiss', 'KISS', 'kIsS', '\u212aıſſ', '\u212aİSs'],
    misses: ['kis', 'k1ss', 'kiß', 'ķiss'],
  },
  {
    means: 'any case of letters alone',
    pattern: 'a_b-c@',
    hits: ['A_B-C@'],
    misses: ['a\x7fb-c@', 'a_b\rc@', 'a_b-c`'],
  },
  {
    means: 'a boundary before',
    pattern: '‹no',
    hits: ['no', 'none', ' no', 'x no', ...OTHER_CHARACTERS.map((c) => `${c}no`)],
    misses: ['', 'n o', ...WORD_CHARACTERS.map((c) => `${c}no`)],
  },
  {
    means: 'a boundary after',
    pattern: 'no›',
    hits: ['no', 'xno', 'no x', ...OTHER_CHARACTERS.map((c) => `no${c}`)],
    misses: ['', 'n o', ...WORD_CHARACTERS.map((c) => `no${c}`)],
  },
  {
    means: 'a boundary on both sides',
    pattern: '‹no›',
    hits: ['no', '😀no😀', 'no-one', 'oh no.', 'nono no'],
    misses: ['nono', 'none', 'ono', '𝐚no', 'no𝐚'],
  },
  {
    means: 'any white space',
    pattern: 'a␣*b',
    hits: ['ab', 'a b', 'a \n\t b', ...SPACES.map((c) => `a${c}b`)],
    misses: ['a-b', 'a', 'b', 'b a', ...NO_SPACES.map((c) => `a${c}b`)],
  },
  {
    means: 'some white space',
    pattern: 'a␣+b',
    hits: ['a b', 'a  b', ...SPACES.map((c) => `a${c}${c}b`)],
    misses: ['ab', 'a- b', 'a -b', ...NO_SPACES.map((c) => `a ${c}b`)],
  },
  {
    means: 'white space before one of several words',
    pattern: '‹git␣+{tag,push}',
    hits: ['git tag', 'git\npushed'],
    misses: ['legit tag', 'git', 'git pull', 'gittag', 'git tgit ag'],
  },
  {
    means: 'white space twice',
    pattern: 'a␣*=␣+b›',
    hits: ['a= b', 'a \t= \n b', 'a =a a = b'],
    misses: ['a =b', 'a = bb', 'a b', 'a == b'],
  },
  {
    means: 'one of several heads',
    pattern: '{ab,cd}␣*(',
    hits: ['ab(', 'cd ('],
    misses: ['ac(', 'bcd', 'ab-('],
  },
  {
    means: 'a character that may be missing',
    pattern: 'tests? ok',
    hits: ['test ok', 'tests ok', 'teſtſ ok'],
    misses: ['testss ok', 'tes ok', 'test? ok'],
  },
  {
    means: 'one of several',
    pattern: 'x.{js,ya?ml}',
    hits: ['x.js', 'x.yaml', 'x.yml', 'x.json'],
    misses: ['x.', 'x.yl', 'x.ym', 'x.yaaml', 'x.{js'],
  },
  {
    means: 'one of several, a space among them',
    pattern: 'open{-, }weight',
    hits: ['open-weight', 'open weight'],
    misses: ['openweight', 'open_weight', 'open\nweight'],
  },
  {
    means: 'a stretch',
    pattern: 'a … b',
    hits: ['ab', 'a b', 'a\r\u2028\u2029\x85b', 'xa-b', 'a\na b', 'ba b'],
    misses: ['a\nb', 'b a', 'a', 'b'],
  },
  {
    means: 'a stretch after a space',
    pattern: 'missing␠ … env',
    hits: ['missing env', 'missing the env', 'missing missing env'],
    misses: ['missingenv', 'missing-env', 'missing \nenv', 'missing en v'],
  },
  {
    means: 'two stretches',
    pattern: 'a … {b,c} … d',
    hits: ['abd', 'a c d', 'a c b d', 'a d b d'],
    misses: ['ad', 'a d b', 'b a d', 'a b\nd', 'a\nb d', 'c d'],
  },
  {
    means: 'a stretch between boundaries',
    pattern: '‹{npm,pnpm}› … ‹add›',
    hits: ['npm add', 'pnpm-add', 'xnpm npm add'],
    misses: ['xpnpm add', 'npmx add', 'npm address', 'npm readd', 'npmadd'],
  },
  {
    means: 'a run of name characters',
    pattern: '‹W+cfg.js',
    hits: ['acfg.js', 'a-b_9cfg.js', '-x-cfg.js', 'ſ\u212aİıcfg.js', 'é-cfg.js', 'cfgcfg.js', 'A-Zcfg.JS'],
    misses: ['cfg.js', '-cfg.js', '.cfg.js', 'écfg.js', 'x.cfg.js', ' -cfg.js', 'aécfg.js', '日cfg.js'],
  },
  {
    means: 'a run before one of several endings',
    pattern: '‹W+.{js,ts}›',
    hits: ['a.js', '-a.ts', 'a.jsx b.ts', '.a.ts'],
    misses: ['.js', '-.js', 'a.jsx', 'a.j'],
  },
];

const REFUSED: readonly { readonly why: string; readonly pattern: string }[] = [
  { why: 'it is empty', pattern: '' },
  { why: 'it may be empty', pattern: 'a?' },
  { why: 'one of its words is empty', pattern: '{a,}' },
  { why: 'a part of the stretch is empty', pattern: 'a … ' },
  { why: 'a part of the stretch may be empty', pattern: 'a … b?' },
  { why: 'the stretch is not set off by spaces', pattern: 'a…b' },
  { why: 'it ends in white space', pattern: 'conflict␣*' },
  { why: 'it begins with white space', pattern: '␣+conflict' },
  { why: 'a word after white space may be empty', pattern: 'a␣*b?' },
  { why: 'a word is only a space', pattern: '␠' },
  { why: 'white space comes with no number', pattern: 'a␣b' },
  { why: 'there is white space in a stretch', pattern: 'a␣*b … c' },
  { why: 'there is a boundary inside a word', pattern: 'a‹b' },
  { why: 'there is a boundary and no word', pattern: '‹›' },
  { why: 'a boundary faces the wrong way', pattern: '›a' },
  { why: 'a boundary stands before white space', pattern: 'a›␣+b' },
  { why: 'a boundary stands after white space', pattern: 'a␣*‹b' },
  { why: 'a boundary stands between two white spaces', pattern: 'a␣*b›␣*c' },
  { why: 'a brace is not closed', pattern: '{a,b' },
  { why: 'a brace is not opened', pattern: 'a,b}' },
  { why: 'nothing stands before the question mark', pattern: '?a' },
  { why: 'there is a run in the middle', pattern: 'a W+b' },
  { why: 'there is a run without a boundary', pattern: 'W+b' },
  { why: 'there is nothing after the run', pattern: '‹W+' },
  { why: 'the first word comes again after white space', pattern: 'ab␣*xaby' },
  { why: 'the first word comes again over two words', pattern: 'ab␣+xa␣*b' },
  { why: 'the first word comes again over its own end', pattern: 'aba␣*ba' },
  { why: 'the first word has white space in it', pattern: 'a b␣*c' },
  { why: 'one word after white space begins another', pattern: 'a␣+{on,one}' },
  { why: 'one word of a stretch begins another', pattern: '{on,one} … b' },
  { why: 'one word of a stretch ends another', pattern: 'b … {pnpm,npm}' },
  { why: 'one word of a stretch stands twice', pattern: 'b … {a,a}' },
];

describe('the notation of patterns', () => {
  for (const { means, pattern, hits, misses } of FEATURES) {
    describe(`means ${means} by ${pattern}`, () => {
      for (const text of hits) {
        it(`and finds it in ${JSON.stringify(text)}`, () => {
          expect(countOf([pattern], text)).to.equal(1);
          expect([...text.matchAll(expressionOf([pattern]))]).to.have.length(1);
        });
      }
      for (const text of misses) {
        it(`and not in ${JSON.stringify(text)}`, () => {
          expect(countOf([pattern], text)).to.equal(0);
          expect([...text.matchAll(expressionOf([pattern]))]).to.have.length(0);
        });
      }
    });
  }

  describe('names the pattern and refuses it when', () => {
    for (const { why, pattern } of REFUSED) {
      it(`${why}: ${pattern}`, () => {
        expect(() => parsePattern(pattern)).to.throw(Error, `"${pattern}" cannot be matched`);
      });
    }
  });

  it('prefers what is written first', () => {
    const words = (pattern: string): string[] =>
      parsePattern(pattern).flatMap((parsed) =>
        (parsed.kind === 'words' ? parsed.words : []).map(({ text }) => text),
      );
    expect(words('a{b,c}d')).to.deep.equal(['abd', 'acd']);
    expect(words('ab?')).to.deep.equal(['ab', 'a']);
    expect(words('a?b?c')).to.deep.equal(['abc', 'ac', 'bc', 'c']);
    expect(words('a?{b,c}')).to.deep.equal(['ab', 'ac', 'b', 'c']);
    expect(words('{a,b}{c,d?e}')).to.deep.equal(['ac', 'ade', 'ae', 'bc', 'bde', 'be']);
  });

  it('has no boundary at anything but letters, digits and underscores', () => {
    for (const pattern of ['‹-a', 'a.›', 'a … ‹-b', 'a␣*(›', '‹(␣*a', '‹W+x.›']) {
      expect(() => compileRules([ruleOf([pattern])]), pattern).to.throw(Error, 'must lie at a letter');
    }
  });

  it('has no words longer than a tally remembers', () => {
    const longest = 'x'.repeat(32);
    expect(countOf([longest], longest)).to.equal(1);
    for (const pattern of [`${longest}x`, `‹W+${longest}.`, `x … ${longest}x`, `${longest}␣*y`]) {
      expect(() => compileRules([ruleOf([pattern])]), pattern).to.throw(
        Error,
        'A pattern of rule is longer than 32',
      );
    }
  });

  it('has no run beside a pattern that could match inside it', () => {
    for (const patterns of [['‹W+a.b', 'ab'], ['‹W+ab'], ['‹W+a.b', 'a … .b'], ['a␣*.', '‹W+a.b']]) {
      expect(() => compileRules([ruleOf(patterns)]), patterns.join()).to.throw(
        Error,
        'A pattern of rule could match',
      );
    }
  });

  describe('in lower-cased text', () => {
    const lowered = { lowered: true };
    for (const text of ['skill', 'SKILL', 's\u212aILL', 'Éx skill', 'İskill', '-skill', '\u0307SkilL']) {
      it(`finds ‹skill in ${JSON.stringify(text)}`, () => {
        expect(countOf(['‹skill'], text, lowered)).to.equal(1);
      });
    }
    for (const text of ['ſkill', 'skİll', 'skıll', 'xskill', 'ıskill', 'Ískill', 'ſskill', '𝐚skill']) {
      it(`finds no ‹skill in ${JSON.stringify(text)}`, () => {
        expect(countOf(['‹skill'], text, lowered)).to.equal(0);
      });
    }
  });
});
