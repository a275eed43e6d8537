import { expect } from 'chai';
import type { ActivityDay } from '../../../src/web/client/types.js';
import { cellsOf, monthsByWeek, monthsOf } from '../../../src/web/model/year.js';

/** Days from a date on, each with so many messages. */
function daysOf(first: string, messages: readonly number[]): readonly ActivityDay[] {
  return messages.map((count, index) => ({
    date: new Date(Date.parse(first) + index * 86_400_000).toISOString().slice(0, 10),
    active: count > 0,
    sessions: Math.min(count, 1),
    messages: count,
    tool_calls: 0,
    errors: 0,
  }));
}

const levels = (messages: readonly number[]) =>
  cellsOf(daysOf('2026-01-05', messages)).map(({ level }) => level);

describe('the days of the year', () => {
  it('stand in columns that begin with Monday', () => {
    const cells = cellsOf(daysOf('2026-01-03', [1, 1, 1, 1]));
    expect(cells.map(({ week, weekday }) => [week, weekday])).to.deep.equal([
      [0, 5],
      [0, 6],
      [1, 0],
      [1, 1],
    ]);
  });

  it('have four levels by what the other days had, and none where there was nothing', () => {
    expect(levels([0, 10, 40, 160, 640])).to.deep.equal([0, 1, 2, 3, 4]);
  });

  it('leave no level out because one amount comes often', () => {
    expect(levels([10, 10, 10, 10, 10, 40, 160, 640])).to.deep.equal([1, 1, 1, 1, 1, 2, 3, 4]);
  });

  it('have their months named once each, over the first week that begins in it', () => {
    const names = monthsByWeek(daysOf('2026-01-05', Array<number>(70).fill(1)));
    expect(names.flatMap((date, week) => (date === undefined ? [] : [[week, date]]))).to.deep.equal([
      [0, '2026-01-05'],
      [4, '2026-02-02'],
      [8, '2026-03-02'],
    ]);
  });

  it('begin with no name that the next would lie over', () => {
    const names = monthsByWeek(daysOf('2026-01-26', Array<number>(30).fill(1)));
    expect(names[0]).to.equal(undefined);
    expect(names[1]).to.equal('2026-02-02');
  });

  it('are told by month, the latest first, with the days that had something', () => {
    const months = monthsOf(daysOf('2026-01-30', [3, 0, 5, 7]));
    expect(months.map(({ key, messages, active }) => [key, messages, active.length])).to.deep.equal([
      ['2026-02', 12, 2],
      ['2026-01', 3, 1],
    ]);
  });
});
