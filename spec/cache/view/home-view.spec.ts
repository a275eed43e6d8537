import { expect } from 'chai';
import { viewOfHome } from '#src/cache/view/home-view.js';
import type { HomeStatus } from '#src/payload.js';
import type { HomeAlone } from '#src/state/cabinet/alone.js';
import { badgeOf, livelyView } from '../../support/badges.js';
import { utc } from '../../support/records.js';
import { totalsOf } from '../../support/totals.js';

const AT = 1_790_000_000;

const homeOf = (name: string, more: Partial<HomeStatus> = {}): HomeStatus => ({
  name,
  sessions: 7,
  messages: 70,
  generated_at: AT,
  is_stale: false,
  error: null,
  ...more,
});

/** With a session that holds a record. */
const ALONE: HomeAlone = {
  aggregate: totalsOf(
    { session_count: 7, max_tool_calls_in_session: 640 },
    { max_tool_calls_in_session: { session_id: 'x', title: 'A title', value: 640 } },
  ),
  view: { days: {}, recent: {}, longest: null, mostTools: null },
  crossings: [{ metric: 'max_tool_calls_in_session', atLeast: 200, at: AT - 900, id: 'x' }],
  notice: 'Something to know.',
  sessions: 7,
  countedAt: AT,
};

describe('One home of several', () => {
  const { payload } = livelyView();
  const whole = { ...payload, homes: [homeOf('laptop', { generated_at: AT - 60 }), homeOf('server')] };
  const shown = (name: string, alone: HomeAlone | undefined = ALONE, from = whole) =>
    viewOfHome(name, from, alone, utc, new Set());

  it('shows its own badges, with the session that proves them and the name of the home', () => {
    const { evidence, unlocked_at, state } = badgeOf(shown('laptop'), 'let_him_cook');
    expect(state).to.equal('unlocked');
    expect(unlocked_at).to.equal(AT - 900);
    expect(evidence).to.deep.equal({ session_id: 'x', title: 'A title', value: 640, home: 'laptop' });
  });

  it('is as old as the last look at it, and nobody knows how old where it was never looked at', () => {
    expect(shown('laptop').payload.generated_at).to.equal(AT - 60);
    const never = { ...whole, homes: [homeOf('laptop', { generated_at: null }), homeOf('server')] };
    expect(shown('laptop', ALONE, never).payload.generated_at).to.equal(0);
  });

  it('has the numbers of its own sessions, all of which were known before', () => {
    const { scan_meta, home, homes, notice } = shown('server').payload;
    expect(scan_meta).to.include({
      sessions_total: 7,
      sessions_rescanned: 0,
      sessions_reused: 7,
      sessions_scanned_so_far: 7,
      sessions_expected_total: 7,
      messages_scanned: 0,
    });
    expect({ home, homes, notice }).to.deep.equal({
      home: 'server',
      homes: whole.homes,
      notice: ALONE.notice,
    });
  });

  it('tells what is wrong with it, not what is wrong with others', () => {
    const troubled = {
      ...whole,
      homes: [homeOf('laptop', { error: 'Locked.', is_stale: true }), homeOf('server')],
    };
    expect(shown('laptop', ALONE, troubled).payload).to.include({ error: 'Locked.', is_stale: true });
    expect(shown('server', ALONE, troubled).payload).to.include({ error: payload.error, is_stale: false });
  });

  it('shows nothing where nothing is known of it, and says why', () => {
    const { payload: empty, uncounted } = viewOfHome('laptop', whole, undefined, utc, new Set());
    expect(empty.unlocked_count).to.equal(0);
    expect(uncounted).to.be.an('error');
    expect(shown('laptop').uncounted).to.equal(undefined);
  });
});
