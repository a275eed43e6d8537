import { expect } from 'chai';
import fc from 'fast-check';
import { foldOfCabinet } from '#src/engine/folding/cabinet.js';
import { type Summand, Sums } from '#src/scan/cabinet/sums.js';
import { holds } from '../../support/fuzz.js';

/** One that has as many errors, all of them on one day, and a record as large. */
function home(name: string, errors: number): Summand {
  const holder = { value: errors, id: 'a', start: 0, title: name };
  const totals = { total_errors: errors };
  return {
    home: name,
    fold: { totals, best: { max_messages_in_session: holder }, sets: {}, days: { 7: [1, 0, errors, 0, 0] } },
    recent: { [errors % 3]: totals },
  };
}

describe('What homes add up to', () => {
  it('is the same as when all are added up anew, whichever of them change, come, go and change places', function () {
    const list = fc.uniqueArray(fc.record({ place: fc.nat(60), errors: fc.integer({ min: 1, max: 9 }) }), {
      selector: ({ place }) => place,
      maxLength: 40,
    });
    holds(
      this,
      100,
      fc.property(fc.array(list, { minLength: 1, maxLength: 5 }), (lists) => {
        const [sums, made] = [new Sums(), new Map<string, Summand>()];
        for (const places of lists) {
          const homes = places.map(({ place, errors }) => {
            const key = `${place} ${errors}`;
            const one = made.get(key) ?? home(`home ${place}`, errors);
            made.set(key, one);
            return one;
          });
          const { fold, recent } = sums.of(homes);
          expect(fold).to.deep.equal(foldOfCabinet(homes));
          const total = Object.values(recent).reduce((sum, day) => sum + (day.total_errors ?? 0), 0);
          expect(total).to.equal(homes.reduce((sum, one) => sum + (one.fold.totals.total_errors ?? 0), 0));
          for (const [day, { total_errors }] of Object.entries(recent))
            expect(total_errors).to.equal(
              places.reduce((sum, { errors }) => sum + (String(errors % 3) === day ? errors : 0), 0),
            );
        }
      }),
    );
  });

  it('of those that have not changed is not added up anew', () => {
    const looks = new Map<string, number>();
    const homes = Array.from({ length: 40 }, (_, place): Summand => {
      const { fold, ...one } = home(`home ${place}`, 1);
      return {
        ...one,
        fold: {
          ...fold,
          get totals() {
            looks.set(one.home, (looks.get(one.home) ?? 0) + 1);
            return fold.totals;
          },
        },
      };
    });
    const sums = new Sums();
    const before = sums.of(homes);
    looks.clear();
    const after = sums.of(homes.with(20, home('home 20', 2)));
    expect(after.fold.totals.total_errors).to.equal((before.fold.totals.total_errors ?? 0) + 1);
    expect(looks.size).to.be.above(0).and.below(20);
    looks.clear();
    sums.of(homes.with(20, home('home 20', 2)).slice(0, 16));
    expect(looks.size).to.equal(0);
  });
});
