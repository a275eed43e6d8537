import { expect } from 'chai';
import fc from 'fast-check';
import { Announcements } from '#src/cache/keep/announcements.js';
import { evaluateAll } from '#src/engine/badges/snapshot.js';
import type { Unlock, Unlocks } from '#src/types.js';
import { totalsOf } from '../../support/totals.js';

const ID = 'let_him_cook';
const copper: Unlock = { unlocked_at: 5, first_tier: 'Copper', highest_tier: 'Copper', evidence: null };
const none: Unlocks = new Map();
const recorded = (unlock: Unlock): Unlocks => new Map([[ID, unlock]]);
const silver = recorded({ ...copper, highest_tier: 'Silver' });
const evaluated = (unlocks: Unlocks) => () => evaluateAll(totalsOf(), unlocks);

function told(announcements: Announcements) {
  const { news, imported } = announcements.take();
  return {
    imported,
    news: news.map(({ achievement: { id }, tier, previousTier }) => ({ id, tier, previousTier })),
  };
}

const NOTHING = { imported: false, news: [] };

describe('What scans have unlocked', () => {
  it('is told when it is saved, and once', () => {
    const announcements = new Announcements();
    announcements.add([ID], false);
    expect(told(announcements)).to.deep.equal(NOTHING);
    announcements.saved(none, evaluated(silver));
    expect(told(announcements)).to.deep.equal({
      imported: false,
      news: [{ id: ID, tier: 'Silver', previousTier: null }],
    });
    announcements.saved(none, evaluated(silver));
    expect(told(announcements)).to.deep.equal(NOTHING);
  });

  it('is told as it was on disk before, whatever this process knew', () => {
    const announcements = new Announcements();
    announcements.add([ID], false);
    announcements.saved(recorded(copper), evaluated(silver));
    expect(told(announcements).news).to.deep.equal([{ id: ID, tier: 'Silver', previousTier: 'Copper' }]);
  });

  it('is not told when another process has recorded as much', () => {
    for (const unlock of [copper, { ...copper, highest_tier: 'Gold' as const }]) {
      const announcements = new Announcements();
      announcements.add([ID], false);
      announcements.saved(recorded(unlock), evaluated(recorded(unlock)));
      expect(told(announcements).news).to.deep.equal([]);
    }
  });

  it('is an import until what the first scan found is saved', () => {
    const announcements = new Announcements();
    announcements.add([ID], true);
    announcements.add(['full_send'], false);
    announcements.saved(none, evaluated(new Map([...silver, ['full_send', copper]])));
    expect(told(announcements)).to.deep.include({ imported: true });
    announcements.add([ID], false);
    announcements.saved(none, evaluated(silver));
    expect(told(announcements)).to.deep.include({ imported: false });
  });

  it('is no import later, though the first scan found nothing', () => {
    const announcements = new Announcements();
    announcements.add([], true);
    announcements.saved(none, evaluated(none));
    announcements.add([ID], false);
    announcements.saved(none, evaluated(silver));
    expect(told(announcements)).to.deep.include({ imported: false });
  });

  it('is forgotten by a reset, and what follows is an import', () => {
    const announcements = new Announcements();
    announcements.add(['full_send'], false);
    announcements.startOver();
    announcements.add([ID], false);
    announcements.saved(none, evaluated(new Map([...silver, ['full_send', copper]])));
    expect(told(announcements)).to.deep.equal({
      imported: true,
      news: [{ id: ID, tier: 'Silver', previousTier: null }],
    });
  });

  it('is told exactly once, however saves, failures and processes come about', () => {
    // Each step: which of two processes scans, how far the history is, and whether its save works.
    const step = fc.record({ by: fc.boolean(), rank: fc.integer({ min: 1, max: 4 }), works: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const tiers = ['Copper', 'Silver', 'Gold', 'Diamond'] as const;
        const processes = [new Announcements(), new Announcements()] as const;
        let disk: Unlocks = none;
        let highest = 0;
        const heard: string[] = [];
        const missed = [0, 0];
        for (const { by, rank, works } of steps) {
          const mine = by ? 1 : 0;
          missed[mine] = Math.max(missed[mine] ?? 0, rank);
          processes[mine].add([ID], false);
          if (!works) continue;
          const before = disk;
          highest = Math.max(highest, missed[mine] ?? 0);
          disk = recorded({ ...copper, highest_tier: tiers[highest - 1] ?? null });
          processes[mine].saved(before, evaluated(disk));
          for (const { tier, previousTier } of told(processes[mine]).news)
            heard.push(`${previousTier}>${tier}`);
        }
        // A chain without gap or repetition, up to what is on disk.
        const chain = heard.map((line) => line.split('>'));
        expect(chain.map(([from]) => from)).to.deep.equal(
          ['null', ...chain.map(([, to]) => to)].slice(0, -1),
        );
        expect(chain.at(-1)?.[1]).to.equal(tiers[highest - 1]);
        expect(new Set(heard).size).to.equal(heard.length);
      }),
    );
  });
});
