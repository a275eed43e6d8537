import { arcsOf } from '../../medal/ring.js';
import { rankOf, TIER_NAMES } from '../badges/tiers.js';
import type { DateOf } from '../folding/local-time.js';
import type { ExportedAchievement, Report } from './report.js';
import { METAL_DEFINITIONS, tierMedal } from './svg-medal.js';
import { colourOf, STYLE } from './svg-style.js';
import {
  SECRETS_HEIGHT,
  secretsTile,
  TILE_WIDTH,
  type Tile,
  unlockedTile,
  WAITING_TILE,
} from './svg-tile.js';
import { tenths, text } from './xml.js';

const MARGIN = 24;
const GAP = 12;
const COLUMNS = 3;
const WIDTH = 2 * MARGIN + COLUMNS * TILE_WIDTH + (COLUMNS - 1) * GAP;
const HEADER_BOTTOM = 112;
const HEADING = 34;
const BETWEEN_WALLS = 10;

/** A part of the drawing, and where it ends. */
interface Drawn {
  readonly markup: string;
  readonly bottom: number;
}

/**
 * A wall of badges for a README, light or dark as its reader has it. It holds no script and loads nothing, so that it also
 * works where only images are shown.
 */
export function exportSvg(report: Report, dateOf: DateOf): string {
  const { markup, bottom } = walls(report.achievements, HEADER_BOTTOM, dateOf);
  const { unlocked_count, total_count } = report;
  const height = bottom + MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title">`,
    `<title id="title">Hermes Achievements: ${unlocked_count} of ${total_count} unlocked</title>`,
    `<style>${STYLE}</style>`,
    METAL_DEFINITIONS,
    `<rect x=".5" y=".5" width="${WIDTH - 1}" height="${height - 1}" rx="16" class="f-ground s-line"/>`,
    header(report, dateOf),
    markup,
    '</svg>',
    '',
  ].join('\n');
}

/** How many of all, and how many of each tier. */
function header(report: Report, dateOf: DateOf): string {
  const { discovered_count, secret_count, generated_at } = report;
  const when = report.is_complete ? dateOf(generated_at) : 'still counting';
  const facts = [`${discovered_count} on the way`, `${secret_count} still secret`, when];
  return [
    ring(report),
    text(MARGIN + 86, 56, 'Hermes Achievements', { look: 'h1 f-ink' }),
    text(MARGIN + 86, 78, facts.join('  ·  '), { look: 'f-quiet' }),
    ...TIER_NAMES.map((tier, step) => {
      const x = WIDTH - MARGIN - 30 - (TIER_NAMES.length - 1 - step) * 66;
      return [
        tierMedal(tier, report.tiers[tier] > 0, { x, y: 38, radius: 18 }),
        text(x, 73, String(report.tiers[tier]), { look: 'h2 f-ink', anchor: 'middle' }),
        text(x, 88, tier, { look: `small label f-${colourOf(tier)}`, anchor: 'middle' }),
      ].join('');
    }),
  ].join('');
}

/** The unlocked badges as arcs in the colours of their tiers, the highest first. */
function ring({ unlocked_count, total_count, tiers }: Report): string {
  const [x, y, r] = [MARGIN + 34, 58, 30];
  const circle = `<circle cx="${x}" cy="${y}" r="${r}" class="none`;
  const ranks = TIER_NAMES.toReversed();
  const counts = ranks.map((tier) => tiers[tier]);
  const feats = counts.reduce((left, count) => left - count, unlocked_count);
  const arcs = arcsOf([...counts, feats], total_count).map(({ from, length }, place) => {
    if (length === 0) return '';
    const around = 2 * Math.PI * r;
    const dash = `stroke-dasharray="${tenths(length * around)} ${tenths(around)}"`;
    const turn = `transform="rotate(${tenths(from * 360 - 90)} ${x} ${y})"`;
    return `${circle} s-${colourOf(ranks[place] ?? null)}" stroke-width="7" ${dash} ${turn}/>`;
  });
  return [
    `${circle} s-track" stroke-width="4"/>`,
    ...arcs,
    text(x, y + 5, String(unlocked_count), { look: 'big f-ink', anchor: 'middle' }),
    text(x, y + 19, `of ${total_count}`, { look: 'small f-quiet', anchor: 'middle' }),
  ].join('');
}

/** Highest tier first, then what is nearest; secrets last. Alike ones stay in their order. */
function walls(achievements: readonly ExportedAchievement[], top: number, dateOf: DateOf): Drawn {
  const inState = (state: ExportedAchievement['state']) =>
    achievements.filter((badge) => badge.state === state);
  const unlocked = inState('unlocked').sort((a, b) => rankOf(b.tier) - rankOf(a.tier));
  const waiting = inState('discovered').sort((a, b) => b.progress_pct - a.progress_pct);
  const secrets = inState('secret');
  const parts = [
    unlocked.length === 0 ? [] : [wall('Unlocked', unlocked, unlockedTile(dateOf))],
    waiting.length === 0 ? [] : [wall('On the way', waiting, WAITING_TILE)],
    secrets.length === 0 ? [] : [hidden(secrets)],
  ].flat();
  if (parts.length === 0) return nothing(top);
  let bottom = top;
  const markup = parts.map((draw) => {
    const drawn = draw(bottom);
    bottom = drawn.bottom + BETWEEN_WALLS;
    return drawn.markup;
  });
  return { markup: markup.join('\n'), bottom: bottom - BETWEEN_WALLS };
}

function wall(heading: string, badges: readonly ExportedAchievement[], tile: Tile): (top: number) => Drawn {
  return (top) => {
    const tiles: string[] = [];
    let y = top + HEADING;
    for (let first = 0; first < badges.length; first += COLUMNS) {
      const row = badges.slice(first, first + COLUMNS);
      const height = Math.max(...row.map(tile.heightOf));
      tiles.push(
        ...row.map((badge, column) =>
          tile.draw(badge, { x: MARGIN + column * (TILE_WIDTH + GAP), y }, height),
        ),
      );
      y += height + GAP;
    }
    return {
      markup: [text(MARGIN, top + 20, heading, { look: 'h2 f-quiet' }), ...tiles].join('\n'),
      bottom: y - GAP,
    };
  };
}

function hidden(secrets: readonly ExportedAchievement[]): (top: number) => Drawn {
  return (top) => ({
    markup: secretsTile(secrets, { x: MARGIN, y: top + GAP }, WIDTH - 2 * MARGIN),
    bottom: top + GAP + SECRETS_HEIGHT,
  });
}

function nothing(top: number): Drawn {
  const note = 'Nothing to hang up yet. Give it a session or two.';
  return { markup: text(MARGIN, top + 24, note, { look: 'f-quiet' }), bottom: top + 30 };
}
