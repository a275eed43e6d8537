/** What is kept of a home, of each kind one. */

import type { HomeAlone } from '#src/state/cabinet/alone.js';
import type { Keys } from '#src/state/cabinet/keys.js';
import type { HomeShare } from '#src/state/cabinet/share.js';

const HOLDER = { value: 3, id: 'a', start: 5, title: 'A' };
export const FOLD = {
  totals: { m: 1 },
  best: { x: HOLDER },
  sets: { s: ['v'] },
  days: { 7: [1, 0, 2, 3, 4] as const },
};

export const SHARE: HomeShare = {
  analysisVersion: 'one',
  foldedBy: 'two',
  stamp: 'three',
  look: 'four',
  listMark: 'five',
  identity: 'six',
  driver: 'seven',
  notice: null,
  sessions: 2,
  messages: 9,
  checkedAt: 10,
  countedAt: 11,
  days: ['7'],
  fold: FOLD,
  holders: { x: HOLDER },
  recent: { 7: { m: 1 } },
  recentFrom: -3,
  firstDays: { m: { gpt: -3 } },
  dropped: new Map([['7', { keys: ['k'], fold: FOLD }]]),
};

export const ALONE: HomeAlone = {
  aggregate: { values: { m: 1 }, evidence: { x: { session_id: 'a', title: 'A', value: 3 } } },
  view: { days: FOLD.days, recent: { 7: { m: 1 } }, longest: HOLDER, mostTools: null },
  crossings: [{ metric: 'm', atLeast: 1, at: 5, id: 'a' }],
  notice: 'Look.',
  sessions: 2,
  countedAt: 11,
};

export const KEYS: Keys = { stamp: 'three', blocks: new Map([['7.0', 'abcdefghijklmnop2']]) };
