import { expect } from 'chai';
import { NO_FILTERS } from '../../../src/web/model/filters.js';
import { Order } from '../../../src/web/model/order.js';
import { badgeOf, idsOf } from '../support/badges.js';
import { payload } from '../support/payload.js';

const copper = badgeOf({ id: 'a', tier: 'Copper' });
const gold = badgeOf({ id: 'b', tier: 'Gold' });
const climbed = badgeOf({ id: 'a', tier: 'Olympian' });

const before = { ...payload(), achievements: [copper, gold] };
const after = { ...payload(), achievements: [climbed, gold] };

describe('the order of the cards', () => {
  it('stays while somebody reads, whatever climbs, and shows what is new', () => {
    const order = new Order();
    expect(idsOf(order.of(before, NO_FILTERS))).to.deep.equal(['b', 'a']);
    expect(order.of(after, NO_FILTERS)).to.deep.equal([gold, climbed]);
  });

  it('is made anew when the reader filters or sorts', () => {
    const order = new Order();
    order.of(before, NO_FILTERS);
    expect(idsOf(order.of(after, { ...NO_FILTERS }))).to.deep.equal(['a', 'b']);
  });

  it('is made anew when a first scan has ended', () => {
    const order = new Order();
    const part = { ...payload({ mode: 'in_progress' }), achievements: [copper, gold] };
    order.of(part, NO_FILTERS);
    expect(idsOf(order.of(after, NO_FILTERS))).to.deep.equal(['a', 'b']);
  });

  it('is made anew when there are other badges', () => {
    const order = new Order();
    order.of(before, NO_FILTERS);
    const more = { ...payload(), achievements: [climbed, gold, badgeOf({ id: 'c' })] };
    expect(idsOf(order.of(more, NO_FILTERS))).to.have.members(['a', 'b', 'c']);
    expect(idsOf(order.of(more, NO_FILTERS))[0]).to.equal('a');
  });
});
