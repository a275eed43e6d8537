import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import { createPaint, wantsColours } from '#src/cli/paint.js';
import { type Column, table } from '#src/cli/table.js';

interface Fruit {
  readonly name: string;
  readonly count: number;
  readonly note: string;
}

const COLUMNS: readonly Column<Fruit>[] = [
  { title: 'NAME', cell: ({ name }) => ({ text: name, style: 'bold' }) },
  { title: 'N', align: 'right', spare: 1, cell: ({ count }) => String(count) },
  { title: 'NOTE', spare: 2, cell: ({ note }) => note },
];

const FRUITS: readonly Fruit[] = [
  { name: 'Fig', count: 7, note: '' },
  { name: 'Cherry', count: 120, note: 'sour' },
];

const plain = createPaint(false);

describe('A table', () => {
  it('makes each column as wide as it needs, and leaves no blanks at the end of a line', () => {
    expect(table(COLUMNS, FRUITS, plain, undefined)).to.equal(
      ['NAME      N  NOTE', 'Fig       7', 'Cherry  120  sour'].join('\n'),
    );
  });

  it('leaves out the spare columns one by one until the rest fits', () => {
    expect(table(COLUMNS, FRUITS, plain, 17)).to.include('NOTE');
    expect(table(COLUMNS, FRUITS, plain, 16)).to.equal(
      ['NAME      N', 'Fig       7', 'Cherry  120'].join('\n'),
    );
    expect(table(COLUMNS, FRUITS, plain, 10)).to.equal(['NAME', 'Fig', 'Cherry'].join('\n'));
    expect(table(COLUMNS, FRUITS, plain, 1)).to.equal(['NAME', 'Fig', 'Cherry'].join('\n'));
  });

  it('is aligned alike with colours', () => {
    const painted = table(COLUMNS, FRUITS, createPaint(true), undefined);
    expect(painted).to.include('\u001b[1mFig\u001b[22m  ');
    expect(stripVTControlCharacters(painted).replace(/ +$/gm, '')).to.equal(
      table(COLUMNS, FRUITS, plain, undefined),
    );
  });
});

describe('Colours', () => {
  const terminal = { isTTY: true, hasColors: () => true };
  for (const [title, stream, wishes, wanted] of [
    ['a terminal that can', terminal, {}, true],
    ['a terminal that cannot', { isTTY: true, hasColors: () => false }, {}, false],
    ['a pipe', {}, {}, false],
    ['a terminal with NO_COLOR', terminal, { NO_COLOR: '1' }, false],
    ['a terminal with an empty NO_COLOR', terminal, { NO_COLOR: '' }, true],
    ['a pipe with FORCE_COLOR', {}, { FORCE_COLOR: '1' }, true],
    ['a terminal with FORCE_COLOR=0', terminal, { FORCE_COLOR: '0' }, false],
    ['a pipe with both', {}, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
  ] as const) {
    it(`are ${wanted ? '' : 'not '}for ${title}`, () =>
      expect(wantsColours(stream, wishes)).to.equal(wanted));
  }
});
