import { formatNumber, pluralOf } from './format.js';

/** What is said in one way, or in one for each plural form that English has. */
type Text = string | { readonly one: string; readonly other: string };

/**
 * TABLE: every text of the page. `{name}` is filled in; numbers as the locale writes them, and `count` chooses the form.
 * Names, titles and descriptions of badges come from the server.
 */
const TEXTS = {
  title: 'Achievements',
  earned: {
    one: 'Earned in {count} session · checked {when}',
    other: 'Earned in {count} sessions · checked {when}',
  },
  homes: 'Home',
  'homes-all': 'Everything',
  home: { one: '{name} · {count} session', other: '{name} · {count} sessions' },
  'home-stale': {
    one: '{name} · {count} session, not readable now',
    other: '{name} · {count} sessions, not readable now',
  },
  loading: 'Opening the cabinet',
  counting: 'Reading through what you two have been up to',
  updating: 'Updating',
  'updating-more': 'in background',
  rescan: 'Rescan',
  rescanning: 'Rescanning',
  rescanned: 'Just counted, all is up to date',
  'rescan-hint': 'Counts what is new since the last look',
  'scan-label': 'Sessions counted',
  'scan-progress': { one: '{scanned} of {count} session', other: '{scanned} of {count} sessions' },

  summary: 'At a glance',
  'ring-of': 'of {total}',
  'ring-label': '{unlocked} of {total} badges unlocked',
  unlocked: 'Unlocked',
  discovered: 'On the way',
  secrets: 'Secret',
  'highest-tier': 'Highest tier',
  'latest-unlock': 'Latest unlock',
  'latest-undated': 'being dated',
  'none-yet': 'none yet',
  'tier-counts': 'Badges by tier',

  Copper: 'Copper',
  Silver: 'Silver',
  Gold: 'Gold',
  Diamond: 'Diamond',
  Olympian: 'Olympian',
  Feat: 'Feat',
  Feats: 'Feats',
  Waiting: 'On the way',
  Secret: 'Secret',

  'next-up': 'Next up',
  'next-none': 'Nothing left to climb. Take a bow.',
  'next-fresh': 'Use Hermes for a while, and the first badges will line up here.',
  'to-tier': '{count} to {tier}',
  'eta-today': 'within a day',
  'eta-days': { one: 'about {count} day', other: 'about {count} days' },
  'eta-weeks': { one: 'about {count} week', other: 'about {count} weeks' },
  'eta-months': { one: 'about {count} month', other: 'about {count} months' },
  'pace-week': '+{count} this week',

  recent: 'Recent unlocks',
  'recent-undated': 'The dates come when all is counted.',
  'recent-empty': 'The first unlock will be written down here, with its date.',

  year: 'Your year',
  'year-days': 'The last 53 weeks, day by day',
  'year-failed': 'That did not come through.',
  day: '{date}: {messages}, {sessions}, {tools}',
  'day-off': '{date}: a day off',
  'year-less': 'less',
  'year-more': 'more',
  days: { one: '{count} day', other: '{count} days' },
  messages: { one: '{count} message', other: '{count} messages' },
  sessions: { one: '{count} session begun', other: '{count} sessions begun' },
  'tool-calls': { one: '{count} tool call', other: '{count} tool calls' },
  tools: { one: '{count} tool', other: '{count} tools' },
  run: 'Together lately',
  'run-of-21': '{count} of the last 21 days',
  'run-now': '{count} days in a row, {longest} at best',
  'run-longest': { one: '{count} day in a row at best', other: '{count} days in a row at best' },
  'busiest-day': 'Busiest day',
  'longest-session': 'Longest session',
  'most-tools': 'Most tools in a session',
  'record-undated': 'date unknown',
  log: 'Written down',
  'log-unlock': 'unlocked',
  'log-climb': 'up from {tier}',
  'log-session': 'session',
  'log-session-label': 'The session of {name}',
  'log-more': 'Show earlier ones',

  cabinet: 'Cabinet',
  'filter-states': 'Show',
  'state-all': 'All',
  'state-unlocked': 'Unlocked',
  'state-discovered': 'On the way',
  'state-secret': 'Secret',
  'state-new': 'New',
  'filter-categories': 'Category',
  'category-all': 'All categories',
  search: 'Search badges',
  sort: 'Sort',
  'sort-tier': 'Best first',
  'sort-progress': 'Closest to next tier',
  'sort-unlocked_at': 'Recently unlocked',
  'sort-name': 'Name',
  results: { one: '{count} badge', other: '{count} badges' },
  'results-none': 'Nothing here by that name',
  'results-none-hint': 'Try fewer words, or clear the filters and look at everything.',
  'clear-filters': 'Clear filters',

  new: 'New',
  count: '{count}',
  'secret-progress': '? / ?',
  'what-counts': 'What counts',
  'what-counts-for': 'for {name}',
  'secret-number': 'secret badge {number}',
  progress: '{progress} of {threshold}',
  conditions: { one: '{met} of {count} condition met', other: '{met} of {count} conditions met' },
  'tier-at': 'from {count}',
  'at-top': 'As high as it goes',
  'feat-done': 'All of it, done',
  'feat-open': 'Until every condition is met',
  'secret-hint': 'Keep going, it will show itself',
  'unlocked-on': 'Unlocked {date}',
  'tier-since': '{tier} since {date}',
  'evidence-label': 'Best session',
  'evidence-value': 'with {count} {unit}',
  'share-badge': 'Share',
  'share-badge-label': 'Share {name}',

  'share-cabinet': 'Share',
  'share-cabinet-label': 'Share the whole cabinet',
  'share-title': 'Share {name}',
  'share-title-cabinet': 'Share the cabinet',
  'share-preview': 'Preview of the card',
  'share-titles': 'Show the session title on the card',
  'share-titles-cabinet': 'Show session titles on the card',
  'share-titles-hint': 'Titles can be private, so they stay off unless you say so.',
  'share-local': 'Drawn in your browser. Nothing is uploaded.',
  'share-dark': 'Dark card',
  'share-download': 'Download PNG',
  'share-copy': 'Copy image',
  'share-copied': 'Copied. Go show somebody.',
  'share-copy-failed': 'The browser would not let us copy. Download works just as well.',
  'share-failed': 'The card could not be drawn. Close this and try once more.',
  close: 'Close',

  'session-title': 'Badges of one session',
  'session-found': {
    one: 'This session alone would have earned {count} badge.',
    other: 'This session alone would have earned {count} badges.',
  },
  'session-none': 'On its own, this session would not earn a badge. It is the long run that counts.',
  'session-loading': 'Looking through the session',
  'session-failed': 'The badges of this session did not come through.',

  'news-one': 'New badge unlocked',
  'news-more': { one: '{count} new badge unlocked', other: '{count} new badges unlocked' },
  'climb-one': 'Climbed to {tier}',
  'climb-more': { one: '{count} badge climbed', other: '{count} badges climbed' },
  'news-mixed': '{unlocks} unlocked, {climbs} climbed',
  'news-and-more': { one: 'and {count} more', other: 'and {count} more' },
  'news-show': 'Show it',
  'news-show-more': 'Show them',

  'first-scan': 'First look through your history',
  'first-scan-hint':
    'This happens once. Badges light up as it goes, and get their dates when all is counted.',
  'first-scan-unknown': 'Finding out how much there is',

  'empty-title': 'An empty cabinet, ready for trophies',
  'empty-hint': 'Have a session with Hermes, then come back. The first badges come quicker than you think.',
  'error-title': 'The history could not be read just now',
  'error-hint': 'What you see is what was known before. Nothing is lost.',
  'offline-title': 'The dashboard does not answer',
  'offline-hint': 'Check that you are online and that it is running. We try again by ourselves, too.',
  'offline-stale': 'What you see is what was known before. We try again by ourselves.',
  'signed-out-title': 'You are signed out',
  'signed-out-hint': 'Sign in to the dashboard, and your badges come by themselves.',
  'signed-out-stale': 'Sign in again to see what is new. What you see is what was known before.',
  'page-title': 'A web page came in place of your badges',
  'page-hint':
    'You may be signed out. Sign in to the dashboard, and they come by themselves. Or they live elsewhere, and {address} shows what the dashboard has for addresses that it does not know.',
  'refused-title': 'That rescan was not let through',
  'refused-hint':
    'You may look, but the dashboard takes no such request from this page: most often a token is missing or too old. Load the page again; if it stays so, its host has to hand the token in.',
  'limited-title': 'A little too eager',
  'limited-hint': 'The server asked for a break. We try again by ourselves at {time}.',
  'server-title': 'The server stumbled',
  'server-hint': 'Try again in a moment. If it keeps happening, its log knows more.',
  'unreadable-title': 'That answer made no sense',
  'unreadable-hint':
    'Something between here and the server may have changed it, or one of the two is of another version. Load the page again.',
  retry: 'Try again',
  reload: 'Load the page again',
} as const satisfies Readonly<Record<string, Text>>;

export type TextId = keyof typeof TEXTS;

/** What is read from right to left, and the marks of dates that are: alone among English words they would turn them over. */
const TURNS = /[\p{Script=Arabic}\p{Script=Hebrew}\u061c\u200f]/u;

/** The text of an id, filled in. A placeholder without a value stays as it is. */
export function say(id: TextId, values: Readonly<Record<string, string | number>> = {}): string {
  const text: Text = TEXTS[id];
  const { count = 0 } = values;
  const form = typeof text === 'string' ? text : text[pluralOf(Number(count))];
  return form.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = values[name];
    const words = typeof value === 'number' ? formatNumber(value) : (value ?? placeholder);
    return TURNS.test(words) ? `\u2068${words}\u2069` : words;
  });
}
