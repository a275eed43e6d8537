import { expect } from 'chai';
import fc from 'fast-check';
import { oneLine } from '#src/engine/badges/plain-text.js';
import { TIER_NAMES } from '#src/engine/badges/tiers.js';
import { exportSvg } from '#src/engine/export/svg.js';
import { escapeXml } from '#src/engine/export/xml.js';
import { emblemOf, iconOf } from '#src/medal/medal.js';
import type { TierName } from '#src/types.js';
import { utcDate } from '../../support/records.js';
import { reportOf } from './support.js';

const HOSTILE = [
  '</text><script>alert(1)</script>',
  '"><image href="https://evil.example"/>',
  '<![CDATA[ ]]> <!-- -- > &amp; &bogus; <?xml?>',
  '\u0000\u001b\ufffe\ud800 \u202e',
  "' onload='alert(1)",
];

/** The names of the elements, if each is closed; throws when something is not well formed. */
function elements(svg: string): readonly string[] {
  const open: string[] = [];
  const names: string[] = [];
  const rest = svg.replace(
    /<(\/?)([a-z]+)((?: [a-zA-Z:-]+="[^"<]*")*)(\/?)>/g,
    (_, end, name, _attributes, alone) => {
      if (end) {
        const opened = open.pop();
        if (opened !== name) throw new Error(`${opened} is closed as ${name}`);
      } else {
        names.push(name);
        if (!alone) open.push(name);
      }
      return '';
    },
  );
  expect(open).to.deep.equal([]);
  expect(rest.match(/[<>]/g)).to.equal(null);
  expect(rest.replace(/&#\d+;/g, '')).not.to.include('&');
  return names;
}

describe('an export as SVG', () => {
  const svg = exportSvg(reportOf(), utcDate);

  it('is well formed, and made of drawing and text alone', () => {
    expect([...new Set(elements(svg))].sort()).to.deep.equal([
      'circle',
      'defs',
      'g',
      'path',
      'rect',
      'style',
      'svg',
      'text',
      'title',
      'use',
    ]);
  });

  it('has a ring of arcs, one for each tier that was won, clockwise from the top, as long as what they stand for', () => {
    const report = reportOf();
    const arcs = [
      ...svg.matchAll(/<circle [^>]*stroke-dasharray="([\d.]+) ([\d.]+)" transform="rotate\((-?[\d.]+) /g),
    ].map(([, length, around, turn]) => ({ share: Number(length) / Number(around), turn: Number(turn) }));
    const won = TIER_NAMES.filter((tier) => report.tiers[tier] > 0).length;
    const feats = TIER_NAMES.reduce((left, tier) => left - report.tiers[tier], report.unlocked_count);
    expect(arcs)
      .to.have.length(won + (feats > 0 ? 1 : 0))
      .above(1);
    let turn = -90;
    for (const arc of arcs) {
      expect(arc.turn).to.be.closeTo(turn, 3);
      turn = arc.turn + arc.share * 360;
    }
    const shares = arcs.reduce((sum, { share }) => sum + share, 0);
    expect(shares).to.be.closeTo(report.unlocked_count / report.total_count, 0.008 * arcs.length + 0.005);
  });

  it('runs and loads nothing, and shows again only what is in it', () => {
    const ids = [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    const shown = [...svg.matchAll(/<use href="#([^"]+)"\/>/g)].map(([, id]) => id);
    expect(ids).to.include.members(shown);
    const rest = svg.replace('http://www.w3.org/2000/svg', '').replace(/<use href="#[^"]+"\/>/g, '');
    expect(rest).not.to.match(/script|href|url\(|@import|https?:|\bon\w+=|data:/i);
  });

  it('has a light and a dark scheme of the same classes', () => {
    const [, style = ''] = /<style>(.*)<\/style>/s.exec(svg) ?? [];
    const [light = '', dark = ''] = style.split('@media (prefers-color-scheme:dark)');
    const classes = (css: string) => css.match(/\.[fs]-[a-z]+(?=\{)/g);
    expect(classes(light)).to.deep.equal(classes(dark)).and.to.include('.f-olympian');
    expect(light).to.include('.f-gold{fill:#775600}');
    expect(dark).to.include('.f-gold{fill:#f2c14e}');
  });

  it('uses only classes that there are', () => {
    const used = new Set([...svg.matchAll(/class="([^"]+)"/g)].flatMap(([, names = '']) => names.split(' ')));
    for (const name of used) expect(svg, name).to.match(new RegExp(`\\.${name}\\{`));
  });

  it('tells who cannot see it what it is', () => {
    expect(svg).to.match(
      /^<svg [^>]*role="img" aria-labelledby="title">\n<title id="title">Hermes Achievements: 6 of \d+ unlocked<\/title>/,
    );
  });

  it('tells of each unlocked badge when it came to its tier', () => {
    const report = reportOf({ state: 'unlocked' });
    const dates = (exportSvg(report, utcDate).match(/>\d{4}-\d\d-\d\d</g) ?? []).length;
    expect(dates).to.equal(report.achievements.length);
    const [first] = report.achievements;
    if (first === undefined) throw new Error('no badge');
    const tiers = first.tiers?.map((tier) =>
      tier.name === first.tier ? { ...tier, reached_at: 1_700_000_000 } : tier,
    );
    const climbed = { ...report, achievements: [{ ...first, tiers: tiers ?? [] }] };
    expect(exportSvg(climbed, utcDate)).to.include('>2023-11-14<');
  });

  it('has the highest tier first', () => {
    const names = [...svg.matchAll(/class="name[^"]*">([^<]+)</g)].map(([, name]) => name);
    expect(names.slice(0, 6)).to.deep.equal([
      'Subagent Commander',
      'Autonomous Avalanche',
      'Marathon Operator',
      'Let Him Cook',
      'Stack Trace Sommelier',
      'Full Send',
    ]);
  });

  it('draws each tier in a metal of its own, with its numeral above and the icons of badges below', () => {
    const used = [...svg.matchAll(/<use href="#medal-(\w+)"\/>/g)].map(([, metal]) => metal);
    // No badge is at Diamond: that medal is an outline.
    const above = ['copper', 'silver', 'gold', 'olympian'];
    expect(used).to.deep.equal([...above, 'olympian', 'gold', 'gold', 'silver', 'copper', 'feat']);
    for (const tier of TIER_NAMES) expect(svg).to.include(`d="${emblemOf(tier)}"`);
    for (const { id, state } of reportOf().achievements) {
      expect(svg.includes(`d="${iconOf(id)}"`), id).to.equal(state !== 'secret');
    }
  });

  describe('of one badge with tiers', () => {
    const report = reportOf();
    const [badge] = report.achievements.filter(
      ({ tiers, state }) => tiers !== undefined && state === 'unlocked',
    );
    const drawnAt = (tier: TierName, progress_pct: number) => {
      if (badge === undefined) throw new Error('no badge has tiers');
      const next_tier = TIER_NAMES[TIER_NAMES.indexOf(tier) + 1] ?? null;
      return exportSvg({ ...report, achievements: [{ ...badge, tier, next_tier, progress_pct }] }, utcDate);
    };
    const looksOf = (drawn: string, rect: RegExp) => [...drawn.matchAll(rect)].map(([, look]) => look);

    it('fills a segment for each tier that it has, the next one as far as it is, and none beyond', () => {
      const segments = (drawn: string) => looksOf(drawn, /<rect [^>]*height="5" [^>]*class="f-(\w+)"/g);
      expect(segments(drawnAt('Copper', 40))).to.deep.equal([
        ...['copper', 'track', 'silver', 'track', 'track', 'track'],
      ]);
      expect(segments(drawnAt('Copper', 0))).to.deep.equal(['copper', ...Array(4).fill('track')]);
      expect(segments(drawnAt('Olympian', 100))).to.deep.equal(TIER_NAMES.map((tier) => tier.toLowerCase()));
    });

    it('has a border of its metal at the two highest tiers, and a ground of it at the highest', () => {
      const border = (drawn: string) => looksOf(drawn, /<rect [^>]*class="f-card s-(\w+)"/g);
      const ground = (drawn: string) => looksOf(drawn, /<rect [^>]*class="f-(\w+) faint"/g);
      for (const [tier, borders, grounds] of [
        ['Gold', ['line'], []],
        ['Diamond', ['diamond'], []],
        ['Olympian', ['olympian'], ['olympian']],
      ] as const) {
        const drawn = drawnAt(tier, 0);
        expect([border(drawn), ground(drawn)], tier).to.deep.equal([borders, grounds]);
      }
    });
  });

  it('draws nothing outside of its frame', () => {
    for (const state of ['unlocked', 'discovered', 'secret', 'all'] as const) {
      const drawn = exportSvg(reportOf({ state, titles: true }), utcDate);
      const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(drawn) ?? [];
      for (const [, x, y, w, h] of drawn.matchAll(
        /<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g,
      )) {
        expect(Number(x) + Number(w)).to.be.at.most(Number(width));
        expect(Number(y) + Number(h)).to.be.at.most(Number(height));
      }
    }
  });

  it('stays well formed when a title is hostile, and shows it as text', () => {
    for (const title of HOSTILE) {
      const drawn = exportSvg(reportOf({ titles: true }, title), utcDate);
      expect(elements(drawn)).to.not.include.members(['script', 'image']);
      expect(drawn).not.to.match(/\p{Cs}/u);
    }
  });

  it('escapes whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const escaped = escapeXml(text);
        expect(escaped).not.to.match(/[<>"']/);
        expect(escaped.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))).to.equal(
          oneLine(text),
        );
      }),
    );
  });

  it('says so when there is nothing to show', () => {
    const none = exportSvg({ ...reportOf(), achievements: [], filtered_count: 0 }, utcDate);
    expect(elements(none)).to.include('text');
    expect(none).to.include('Nothing to hang up yet.');
  });
});
