import { oneLine } from '../badges/plain-text.js';
import { rankOf, reachedAt, TIER_NAMES } from '../badges/tiers.js';
import type { DateOf } from '../folding/local-time.js';
import { bar, paceOf, standingOf } from './progress.js';
import type { ExportedAchievement, Report } from './report.js';

const SUMMARY_BAR = 30;
const BADGE_BAR = 10;

/** A page of tables, one for each category. It reads well on GitHub, and as plain text, too. */
export function exportMarkdown(report: Report, dateOf: DateOf): string {
  const { achievements } = report;
  const categories = [...new Set(achievements.map(({ category }) => category))];
  const sections = categories.map((category) =>
    section(
      category,
      achievements.filter((badge) => badge.category === category),
      dateOf,
    ),
  );
  const parts = sections.length === 0 ? ['No badge is in this selection.'] : sections;
  return `${[...head(report, dateOf), ...parts].join('\n\n')}\n`;
}

function head(report: Report, dateOf: DateOf): readonly string[] {
  const { unlocked_count, discovered_count, secret_count, total_count, generated_at, error } = report;
  const share = total_count === 0 ? 0 : (unlocked_count / total_count) * 100;
  const counts = [`**${unlocked_count} of ${total_count} unlocked**`, `${discovered_count} on the way`];
  if (secret_count > 0) counts.push(`${secret_count} still secret`);
  return [
    '# Hermes Achievements',
    `\`${bar(share, SUMMARY_BAR)}\` ${counts.join(' · ')} · as of ${dateOf(generated_at)}`,
    ...(error === null ? [] : [`> ${escapeMarkdown(error)}`]),
    ...(report.is_complete || error !== null ? [] : ['> Still counting. There may be more to it.']),
  ];
}

function section(category: string, badges: readonly ExportedAchievement[], dateOf: DateOf): string {
  const unlocked = badges.filter((badge) => badge.unlocked).length;
  return [
    `## ${escapeMarkdown(category)}`,
    '',
    `${unlocked} of ${badges.length} unlocked`,
    '',
    '| Badge | Tier | Progress | Reached |',
    '|:--|:--|:--|:--|',
    ...badges.map((badge) => row(badge, dateOf)),
  ].join('\n');
}

function row(badge: ExportedAchievement, dateOf: DateOf): string {
  const { label, detail } = standingOf(badge);
  const cells = [
    lines(`**${escapeMarkdown(badge.name)}**`, escapeMarkdown(badge.description), bestSession(badge)),
    lines(label, ladder(badge)),
    badge.state === 'secret' ? '' : progress(badge, detail),
    dates(badge, dateOf),
  ];
  return `| ${cells.join(' | ')} |`;
}

function progress(badge: ExportedAchievement, detail: string): string {
  const pace = paceOf(badge);
  const toGo = pace === '' ? '' : `<sub>${unbroken(pace)}</sub>`;
  return lines(`\`${bar(badge.progress_pct, BADGE_BAR)}\``, unbroken(detail), toGo);
}

/** When it came to where it is, and below that when it was unlocked, if that was another day. */
function dates(badge: ExportedAchievement, dateOf: DateOf): string {
  const { unlocked_at: unlocked } = badge;
  const reached = reachedAt(badge);
  if (!badge.unlocked || reached === undefined) return '';
  const date = dateOf(reached);
  const first = unlocked === undefined || dateOf(unlocked) === date ? '' : `unlocked ${dateOf(unlocked)}`;
  return lines(unbroken(date), first === '' ? '' : `<sub>${unbroken(first)}</sub>`);
}

/** The five tiers, those reached filled. */
function ladder({ tiers, tier, unlocked }: ExportedAchievement): string {
  if (tiers === undefined) return '';
  const reached = unlocked ? rankOf(tier) : 0;
  return '■'.repeat(reached) + '□'.repeat(TIER_NAMES.length - reached);
}

function bestSession({ evidence }: ExportedAchievement): string {
  const title = escapeMarkdown(evidence?.title ?? '');
  return title === '' ? '' : `<sub>in “${title}”</sub>`;
}

/** In a narrow table numbers and dates would be broken first. */
function unbroken(text: string): string {
  return text.replaceAll(' ', '\u00a0').replaceAll('-', '\u2011');
}

function lines(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('<br>');
}

/** What means something to Markdown inside a line, and to GitHub's additions: math, strikethrough. */
const ACTIVE = /[\\`*_[\]~$]/g;
/** What means something to HTML and to tables, and the signs by which addresses, mentions and references become links. */
const LINKING = /[&<>|]|:(?=\S)|[@#](?=\w)|(?<=www)\./gi;
/** What makes a list, a heading or a rule of a line that begins with it. */
const LEADING = /^(?:[-+=#]|\d(?=\d*[.)]))/;

/**
 * Any text, in one line, as nothing but text: it forms no markup in a table, in a heading or at the beginning of a line,
 * and no link, neither a written one nor one made of an address of the web.
 */
export function escapeMarkdown(text: string): string {
  return oneLine(text).replace(ACTIVE, '\\$&').replace(LINKING, entity).replace(LEADING, entity);
}

function entity(sign: string): string {
  return `&#${sign.charCodeAt(0)};`;
}
