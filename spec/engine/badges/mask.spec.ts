import { expect } from 'chai';
import { CATALOG, metricsOf } from '#src/engine/badges/catalog.js';
import { mask } from '#src/engine/badges/mask.js';
import { evaluateAll } from '#src/engine/badges/snapshot.js';
import { METRICS } from '#src/engine/folding/metrics.js';
import { totalsOf } from '../../support/totals.js';

const untouched = evaluateAll(totalsOf(), new Map());

describe('mask', () => {
  for (const definition of CATALOG.filter(({ secret }) => secret)) {
    it(`lets nothing of ${definition.id} out but its id, category and kind`, () => {
      const badge = untouched.find(({ id }) => id === definition.id) ?? expect.fail('not evaluated');
      const { id, ...shown } = mask(badge);
      expect(id).to.equal(definition.id);
      expect(shown).to.not.have.any.keys(
        'threshold_metric',
        'tiers',
        'requirements',
        'evidence',
        'unlocked_at',
      );
      expect(shown).to.include({
        name: '???',
        icon: 'secret',
        next_threshold: null,
        next_tier: null,
        state: 'secret',
      });

      const metrics = metricsOf(definition);
      const numbers =
        definition.kind === 'multi_condition'
          ? definition.requirements.map(({ gte }) => gte)
          : definition.thresholds;
      const { name, description } = definition;
      const telling = [
        name,
        description,
        ...metrics,
        ...metrics.map((metric) => METRICS[metric].label),
        ...numbers,
      ];
      const text = JSON.stringify(shown).toLowerCase();
      expect(telling.filter((word) => text.includes(`${word}`.toLowerCase()))).to.deep.equal([]);
    });
  }

  it('makes all secrets of a category and kind look alike', () => {
    const looks = untouched
      .filter(({ state }) => state === 'secret')
      .map((badge) => JSON.stringify({ ...mask(badge), id: '', category: '', kind: '' }));
    expect(looks).to.have.length(8);
    expect(new Set(looks).size).to.equal(1);
  });

  it('leaves every other badge as it is', () => {
    const open = untouched.filter(({ state }) => state !== 'secret');
    expect(open.map(mask).every((badge, index) => badge === open[index])).to.equal(true);
  });

  it('lets a secret out once something counted', () => {
    const counted = evaluateAll(totalsOf({ rollback_events: 1 }), new Map());
    const badge = counted.find(({ id }) => id === 'rollback_wizard') ?? expect.fail('not evaluated');
    expect(mask(badge)).to.include({
      name: 'Rollback Wizard',
      secret: true,
      progress: 1,
      next_threshold: 500,
    });
  });
});
