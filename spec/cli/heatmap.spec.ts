import { expect } from 'chai';
import { heatmap } from '#src/cli/heatmap.js';
import { createPaint } from '#src/cli/paint.js';
import type { ActivityDay } from '#src/engine/folding/activity.js';
import { isoDate, weekdayOf } from '#src/engine/folding/calendar.js';

/** Wednesday 2026-11-25. */
const TODAY = 20_782;
const plain = createPaint(false);

function drawn(messages: readonly number[], width?: number, paint = plain): string[] {
  const days = messages.map((count, place): ActivityDay => {
    const numbers = { sessions: 0, messages: count, tool_calls: 0, errors: 0, night_sessions: 0 };
    return { date: isoDate(TODAY - messages.length + 1 + place), active: count > 0, ...numbers };
  });
  return heatmap(days, weekdayOf(TODAY), paint, width).split('\n');
}

describe('The calendar of squares', () => {
  it('has a column for each week, from Sunday to Saturday, and nothing after today', () => {
    expect(drawn([...Array.from({ length: 10 }, () => 0), 1])).to.deep.equal(
      ['', '       · ·', 'Mon    · ·', '       · ·', 'Wed    · ░', '       ·', 'Fri    ·', '       ·'].map(
        (line, row) => (row === 0 ? line : line.replace('  · ', '· ').replace(/ {2}·$/, '·')),
      ),
    );
  });

  it('is darker the more happened, by quarters of the days: one busy day does not make the others pale', () => {
    const lines = drawn([1, 2, 3, 100_000]);
    expect(lines.map((line) => line.slice(5))).to.deep.equal(
      ['', '░', '▒', '▓', '█', '', '', ''].map((sign, row) =>
        row === 0 ? '' : (lines[row]?.slice(5) ?? sign),
      ),
    );
    expect(lines.join('').replace(/[^░▒▓█]/g, '')).to.equal('░▒▓█');
    expect(
      drawn([7, 7, 7])
        .join('')
        .replace(/[^░▒▓█]/g, ''),
    ).to.equal('░░░');
  });

  it('has as many weeks as there is room for, the last ones', () => {
    const year = Array.from({ length: 371 }, (_, day) => day + 1);
    for (const width of [0, 6, 7, 40, 80, 200]) {
      const lines = drawn(year, width);
      expect(lines).to.have.length(8);
      const longest = Math.max(...lines.map(({ length }) => length));
      expect(longest, `${width}`).to.be.at.most(Math.max(width, 6 + 1));
      expect(lines[4]?.endsWith('█')).to.equal(true);
    }
    expect(drawn(year)[1]?.match(/[·░▒▓█]/g)).to.have.length.within(53, 54);
  });

  it('names the months above the weeks in which they begin', () => {
    const [months = ''] = drawn(Array.from({ length: 90 }, () => 1));
    expect(months.trim().split(/ +/)).to.deep.equal(['Sep', 'Oct', 'Nov']);
  });

  it('names a month that begins in the first week, too', () => {
    const [months = ''] = drawn(Array.from({ length: 25 }, () => 1));
    expect(months.trim()).to.equal('Nov');
  });

  it('is coloured where colours are wanted only', () => {
    expect(drawn([1]).join('')).to.not.include('\u001b');
    expect(drawn([1], 80, createPaint(true)).join('')).to.include('\u001b[32m');
  });
});
