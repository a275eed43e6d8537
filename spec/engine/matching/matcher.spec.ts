import { expect } from 'chai';
import fc from 'fast-check';
import { compileCounters } from '#src/engine/counting/analyze.js';
import { Matcher } from '#src/engine/matching/matcher.js';
import { parsePattern } from '#src/engine/matching/pattern.js';
import { type CompiledRules, compileRules } from '#src/engine/matching/rules.js';
import { holds } from '../../support/fuzz.js';
import { patterns, textFor } from '../../support/made-up-rules.js';
import { bytesOf, countOf, ruleOf, tally } from '../../support/matching.js';
import { anyText, pieces } from '../../support/near-misses.js';
import { expressionOf } from '../../support/reference-pattern.js';

/** Most random patterns are refused; one look at each of them is cheaper than to make the rules ready in vain. */
const readable = patterns.filter((sources) => sources.every(isReadable));

function isReadable(pattern: string): boolean {
  try {
    return parsePattern(pattern).length > 0;
  } catch (error) {
    expect(error).to.be.an('error').with.property('message').that.includes(`"${pattern}" cannot be matched`);
    return false;
  }
}

/** Two rules, so that what one finds cannot disturb the other: one that counts, one that only notices. */
const rulesWithTexts = fc.tuple(readable, readable).chain(([counted, noticed]) =>
  fc.record({
    counted: fc.constant(counted),
    noticed: fc.constant(noticed),
    texts: fc.array(
      fc.record({
        text: textFor([...counted, ...noticed]),
        places: fc.array(fc.nat(60), { maxLength: 5 }),
      }),
      { minLength: 12, maxLength: 24 },
    ),
  }),
);

/** Rules that are ready, or undefined when patterns are refused that each can be read. */
function compiled(counted: readonly string[], noticed: readonly string[]): CompiledRules | undefined {
  try {
    return compileRules([
      ruleOf(counted, { name: 'counted' }),
      ruleOf(noticed, { name: 'noticed', mode: 'has' }),
    ]);
  } catch (error) {
    expect(error)
      .to.be.an('error')
      .with.property('message')
      .that.matches(/must lie|not supported/);
    return undefined;
  }
}

describe('the matcher', () => {
  it('counts any rules as an ordered regular expression does', function () {
    let accepted = 0;
    holds(
      this,
      100,
      fc.property(rulesWithTexts, ({ counted, noticed, texts }) => {
        const rules = compiled(counted, noticed);
        if (rules === undefined) return;
        accepted++;
        const count = expressionOf(counted);
        const notice = expressionOf(noticed);
        const matcher = new Matcher(rules);
        for (const { text } of texts) {
          expect(tally(rules, [text], matcher), JSON.stringify(text)).to.deep.equal({
            counted: [...text.matchAll(count)].length,
            noticed: text.search(notice) >= 0,
          });
        }
      }),
    );
    expect(accepted).to.be.above(40);
  });

  it('counts any rules alike, however the text is cut into chunks', function () {
    holds(
      this,
      40,
      fc.property(rulesWithTexts, ({ counted, noticed, texts }) => {
        const rules = compiled(counted, noticed);
        if (rules === undefined) return;
        for (const { text, places } of texts) {
          expect(tally(rules, pieces(text, places)), JSON.stringify(pieces(text, places))).to.deep.equal(
            tally(rules, [text]),
          );
        }
      }),
    );
  });

  describe('with the rules of the counters', () => {
    const rules = compileCounters();

    it('counts alike, however the text is cut into chunks', function () {
      holds(
        this,
        2000,
        fc.property(anyText, fc.array(fc.nat(200), { maxLength: 8 }), (text, places) => {
          expect(tally(rules, pieces(text, places))).to.deep.equal(tally(rules, [text]));
        }),
      );
    });

    it('counts alike when every character comes alone', function () {
      holds(
        this,
        1000,
        fc.property(anyText, (text) => {
          expect(tally(rules, [...text])).to.deep.equal(tally(rules, [text]));
        }),
      );
    });

    it('forgets everything when it is reset, wherever it was', function () {
      const used = new Matcher(rules);
      holds(
        this,
        1500,
        fc.property(anyText, anyText, (before, text) => {
          used.feed(bytesOf(before));
          expect(tally(rules, [text], used)).to.deep.equal(tally(rules, [text]));
        }),
      );
    });
  });

  it('forgets a long run when it is reset', () => {
    const rules = compileRules([ruleOf(['‹W+cfg.js'])]);
    const matcher = new Matcher(rules);
    expect(tally(rules, ['a'.repeat(100), 'cfg.js'], matcher)).to.deep.equal({ rule: 1 });
    matcher.feed(bytesOf('a'.repeat(100)));
    expect(tally(rules, ['-cfg.js'], matcher)).to.deep.equal({ rule: 0 });
    matcher.feed(bytesOf('a'));
    expect(tally(rules, ['-cfg.js'], matcher)).to.deep.equal({ rule: 0 });
  });

  it('knows what stands before a run, however long that is and wherever it is cut', () => {
    const rules = compileRules([ruleOf(['‹W+cfg.js'])]);
    const matcher = new Matcher(rules);
    for (const [before, matches] of Object.entries({ '': 1, ' ': 1, '😀': 1, '\ud83d': 1, é: 0, 𐐀: 0 })) {
      for (let length = 1; length < 80; length++) {
        const chunks = [`${before}${'a'.repeat(length)}`, '', 'cfg', '.', 'js'];
        expect(tally(rules, chunks, matcher), JSON.stringify(chunks)).to.deep.equal({ rule: matches });
      }
    }
  });

  it('notices anew what was taken', () => {
    const matcher = new Matcher(compileRules([ruleOf(['‹no›'], { mode: 'has' })]));
    matcher.feed(bytesOf('no\n'));
    expect(matcher.take(0)).to.equal(true);
    expect(matcher.take(0)).to.equal(false);
    matcher.feed(bytesOf('none\n'));
    expect(matcher.has(0)).to.equal(false);
    matcher.feed(bytesOf('oh no\n'));
    expect(matcher.has(0)).to.equal(true);
    expect(matcher.take(0)).to.equal(true);
  });

  it('counts nothing before any text, and nothing of a rule that is not there', () => {
    const matcher = new Matcher(compileRules([ruleOf(['no'])]));
    expect(matcher.count(0)).to.equal(0);
    expect(matcher.count(1)).to.equal(0);
    expect(matcher.has(1)).to.equal(false);
  });

  describe('of several patterns', () => {
    it('takes the one that starts first', () => {
      expect(countOf(['bc', 'ab', 'cd'], 'abcd')).to.equal(2);
      expect(countOf(['bcd', 'abcde', 'e'], 'abcde')).to.equal(1);
    });

    it('takes the first of those that start at the same place, even if it is shorter', () => {
      expect(countOf(['a', 'ab', 'b'], 'ab')).to.equal(2);
      expect(countOf(['ab', 'a', 'b'], 'ab')).to.equal(1);
      expect(countOf(['plugin', 'plugins', 's'], 'plugins')).to.equal(2);
    });

    it('goes on where a match ends', () => {
      expect(countOf(['aa'], 'aaaaa')).to.equal(2);
      expect(countOf(['aba'], 'ababa')).to.equal(1);
    });

    it('gives back what a longer match pushes out', () => {
      expect(countOf(['b', 'c', 'abcd'], 'abc abcd')).to.equal(3);
      expect(countOf(['b … z', 'c', 'd'], 'b c d c d z c')).to.equal(2);
      expect(countOf(['b … z', 'c', 'd'], 'b c d c d c')).to.equal(5);
    });

    it('gives back even what is too much to remember', () => {
      const many = 'c '.repeat(500);
      expect(countOf(['b … z', 'c'], `${many}b ${many}z ${many}`)).to.equal(1001);
      expect(countOf(['b … z', 'c'], `${many}b ${many}z ${many}z`)).to.equal(501);
      expect(countOf(['b … z', 'c'], `${many}b ${many}\nz`)).to.equal(1000);
    });

    it('gives back as many short ones as can lie in a long one, wherever that is', () => {
      const rules = compileRules([ruleOf(['c', `x${'c'.repeat(31)}`])]);
      for (let before = 0; before < 150; before++) {
        const text = `${'c'.repeat(before)}x${'c'.repeat(31)}`;
        expect(tally(rules, [text]), `${before} before`).to.deep.equal({ rule: before + 1 });
      }
    });

    it('knows where one lies that ends before a character beyond the BMP', () => {
      expect(countOf(['an', 'no›'], 'ano😀')).to.equal(1);
      expect(countOf(['an', 'no›'], 'ano')).to.equal(1);
      expect(countOf(['no›', 'an'], 'no😀an')).to.equal(2);
      expect(countOf(['‹no', 'oh'], '😀noh😀oh')).to.equal(2);
    });

    it('never starts a stretch inside another match', () => {
      expect(countOf(['ab', 'b … z'], 'ab z')).to.equal(1);
      expect(countOf(['ab', 'b … z'], 'ab b z')).to.equal(2);
      expect(countOf(['b … z', 'zc'], 'b zc z')).to.equal(1);
      expect(countOf(['b … z', 'zc'], 'b zc')).to.equal(1);
    });
  });

  it('tells places apart far into a long text', () => {
    const rules = compileRules([ruleOf(['missing␠ … env', 'auth', 'h␣+e'])]);
    const filler = 'auth '.repeat(1_000_000);
    expect(
      tally(rules, [filler, 'missing auth', ' auth\n', filler, 'missing ', filler, 'env']),
    ).to.deep.equal({
      rule: 2_000_003,
    });
  });

  it('gets through a long line that opens stretches and never ends one', () => {
    const rules = compileCounters();
    const opener = 'docker name missing npm port 3000 conflict  a-'.repeat(100_000);
    expect(tally(rules, [opener])).to.include({
      docker_conflict_events: 0,
      env_var_error_events: 0,
      install_line: false,
      port_taken: false,
    });
  });

  it('gets through long white space and long names', () => {
    const rules = compileCounters();
    const result = tally(rules, ['git', ' '.repeat(5_000_000), 'x', '-a'.repeat(2_500_000), 'config.js']);
    expect(result).to.include({ git_events: 0, config_events: 1 });
  });
});
