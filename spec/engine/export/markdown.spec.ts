import { expect } from 'chai';
import fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { CATALOG, CATEGORIES } from '#src/engine/badges/catalog.js';
import { oneLine } from '#src/engine/badges/plain-text.js';
import { escapeMarkdown, exportMarkdown } from '#src/engine/export/markdown.js';
import { SEEN_AT } from '../../support/badges.js';
import { utcDate } from '../../support/records.js';
import { reportOf } from './support.js';

/** As GitHub renders it, HTML included. */
const render = (markdown: string) =>
  micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true });

const decoded = (html: string) =>
  html.replace(/&(lt|gt|quot|amp);/g, (_, name: string) => ({ lt: '<', gt: '>', quot: '"' })[name] ?? '&');

const HOSTILE = [
  '| a | b |',
  '\\|\\\\| c',
  '`code` ``more`` ```',
  '<script>alert(1)</script><br>',
  '<img src=x onerror=alert(1)>',
  '# heading',
  '- item',
  '+ item',
  '1. item',
  '> quote',
  '---',
  '===',
  '[link](https://evil.example)',
  '![image](https://evil.example/a.png)',
  '[^1] [ref]: x',
  'https://evil.example www.evil.example WWW.evil.example http://x.example',
  '&lt;b&gt; &amp; &#124;',
  '**bold** __bold__ *it* ~~gone~~ $math$',
  'line\nbreak\r\nhere',
  '\u0000\u001b[2J\u202eback',
  '<!-- comment',
];

describe('text in Markdown', () => {
  const wholeCell = (text: string) => {
    const html = render(`| a |\n|:--|\n| ${escapeMarkdown(text)}. |\n`);
    const cells = [...html.matchAll(/<td align="left">(.*?)<\/td>/gs)].map(([, cell = '']) => decoded(cell));
    return { html, cells };
  };

  for (const text of HOSTILE) {
    it(`is nothing but text: ${JSON.stringify(text)}`, () => {
      const { html, cells } = wholeCell(text);
      expect(cells).to.deep.equal([`${oneLine(text)}.`]);
      expect(html).not.to.match(/<(?!\/?(?:table|thead|tbody|tr|t[hd])\b)/);
      const alone = render(escapeMarkdown(text)).trim();
      expect(decoded(alone)).to.equal(`<p>${oneLine(text)}</p>`);
    });
  }

  it('is nothing but text, whatever it is', () => {
    const signs = fc.string({
      unit: fc.constantFrom(...'|`\\<>[]()!*_~#-+=.1&;:/@$w "\n'.split(''), 'www.', 'http://a.b', 'é'),
    });
    fc.assert(
      fc.property(fc.oneof(signs, fc.string({ unit: 'grapheme' })), (text) => {
        const [first = '', ...more] = wholeCell(text).cells;
        expect(more).to.deep.equal([]);
        // A mail address may become a link to itself; what is shown is the same.
        expect(first.replace(/<a href="mailto:[^"]*">(.*?)<\/a>/g, '$1')).to.equal(`${oneLine(text)}.`);
      }),
      { numRuns: 500 },
    );
  });

  it('stays as it is where it means nothing', () => {
    const text = "No cloud in sight: it's 3.5 % (or so), #1 - and you!";
    expect(escapeMarkdown(text)).to.equal(text.replace('#', '&#35;'));
  });
});

describe('an export as Markdown', () => {
  const text = exportMarkdown(reportOf({ titles: true }), utcDate);
  const html = render(text);
  const breakable = text.replaceAll('\u00a0', ' ').replaceAll('\u2011', '-');

  it('has a table for each category, with a row for each badge', () => {
    expect([...html.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, name]) => name)).to.deep.equal(CATEGORIES);
    expect(html.match(/<table>/g)).to.have.length(CATEGORIES.length);
    expect(html.match(/<tr>/g)).to.have.length(CATEGORIES.length + CATALOG.length);
    expect(html.match(/<td\b/g)).to.have.length(4 * CATALOG.length);
  });

  it('begins with the counts of the whole', () => {
    expect(text.split('\n')[2]).to.match(
      /^`█{3}░{27}` \*\*6 of \d+ unlocked\*\* · \d+ on the way · \d still secret · as of 2026-11-25$/,
    );
  });

  const rows: readonly (readonly [string, string])[] = [
    [
      'a badge with its tier, ladder, way, session and day',
      '| **Let Him Cook**<br>You stepped away from the stove. Dinner got served anyway.<br><sub>in “Move the blog to Postgres”</sub> | Silver<br>■■□□□ | `██░░░░░░░░`<br>640 of 1,200 to Gold | 2026-11-24 |',
    ],
    ['a badge at the top', '| Olympian<br>■■■■■ | `██████████`<br>6,000, and nothing above | 2026-11-16 |'],
    ['a badge without tiers', '| Feat | `██████████`<br>every condition met | 2026-11-22 |'],
    ['a badge on the way', '| On the way<br>□□□□□ | `██████░░░░`<br>900 of 1,500 to Copper |  |'],
    ['a secret', '| Secret |  |  |'],
  ];
  it('tells of a badge that climbed when it did, when it was unlocked, and how fast it moves', () => {
    const report = reportOf({ state: 'unlocked' });
    const achievements = report.achievements.map((badge) =>
      badge.id === 'marathon_operator'
        ? {
            ...badge,
            tiers:
              badge.tiers?.map((tier) =>
                tier.name === badge.tier ? { ...tier, reached_at: SEEN_AT } : tier,
              ) ?? [],
            pace: { last_7_days: 12, last_28_days: 40, eta_days: 602 },
          }
        : badge,
    );
    const markdown = exportMarkdown({ ...report, achievements }, utcDate)
      .replaceAll('\u00a0', ' ')
      .replaceAll('\u2011', '-');
    expect(markdown).to.include(
      '640 of 1,500 to Diamond<br><sub>+12 in 7 days, 20 months to go</sub> | 2026-11-25<br><sub>unlocked 2026-11-23</sub> |',
    );
  });

  for (const [what, row] of rows) {
    it(`shows ${what}`, () => expect(breakable).to.include(row));
  }

  it('breaks neither numbers nor dates in a narrow table', () => {
    expect(text).to.include('<br>640\u00a0of\u00a01,200\u00a0to\u00a0Gold | 2026\u201111\u201124 |');
  });

  it('stays a table when a title is hostile', () => {
    for (const title of HOSTILE) {
      const rendered = render(exportMarkdown(reportOf({ titles: true }, title), utcDate));
      expect(rendered.match(/<td\b/g), title).to.have.length(4 * CATALOG.length);
      expect(rendered).not.to.match(/<(?:script|img|a|!--)/);
    }
  });

  it('says so when there is nothing to show', () => {
    const none = { ...reportOf(), achievements: [], filtered_count: 0 };
    expect(exportMarkdown(none, utcDate)).to.include('No badge is in this selection.').and.not.include('|');
  });
});
