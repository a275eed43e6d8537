/**
 * Draws the table of icons, `src/medal/icons.ts`: for each badge a picture of lucide's, as one path on a grid of 24. It is kept
 * in the repository, so that lucide is needed by nobody who runs the package. `--check` writes nothing, and fails when the
 * table is not what would be written.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import * as lucide from 'lucide';

const OUT = 'src/medal/icons.ts';

/** TABLE: badge → lucide's name of its icon. Each has one of its own. */
// biome-ignore format: a table is read by rows
const ICONS = {
  let_him_cook: 'Flame', autonomous_avalanche: 'MountainSnow', toolchain_maxxer: 'Network', full_send: 'Rocket',
  subagent_commander: 'GitBranch', background_process_enjoyer: 'ServerCog', cron_necromancer: 'Timer',
  red_text_connoisseur: 'TriangleAlert', stack_trace_sommelier: 'Wine', actually_read_the_logs: 'ScrollText',
  port_3000_taken: 'Plug', permission_denied_any_percent: 'Lock', dependency_hell_tourist: 'Skull',
  the_fix_was_restarting: 'RotateCcw', forgot_the_env_var: 'KeyRound', yaml_colon_incident: 'Braces',
  docker_name_collision: 'Container', supposed_to_be_quick: 'Hourglass', one_more_small_change: 'Pencil',
  vibe_architect: 'DraftingCompass', pixel_goblin: 'Grid3x3', ship_first_ask_later: 'Ship',
  css_exorcist: 'MousePointerClick', one_character_fix: 'Syringe', skillsmith: 'Hammer',
  skill_issue_skill_created: 'Anvil', memory_keeper: 'Gem', memory_palace: 'Landmark', context_dragon: 'Worm',
  gateway_dweller: 'RadioTower', plugin_goblin: 'Puzzle', rollback_wizard: 'Rewind', rabbit_hole_certified: 'Shell',
  citation_goblin: 'Quote', docs_archaeologist: 'Shovel', browser_possession: 'AppWindow',
  terminal_goblin: 'SquareTerminal', patch_wizard: 'WandSparkles', file_archaeologist: 'FolderSearch',
  image_whisperer: 'Eye', voice_of_the_machine: 'AudioLines', model_hopper: 'Rabbit', openrouter_enjoyer: 'Router',
  codex_conjurer: 'BookOpen', multi_model_mage: 'Pyramid', five_model_flight: 'Martini',
  provider_polyglot: 'Languages', model_sommelier: 'Grape', claude_confidant: 'MessagesSquare',
  gemini_cartographer: 'Map', open_weights_pilgrim: 'House', toolset_cartographer: 'Compass',
  config_surgeon: 'Stethoscope', rebase_acrobat: 'Shuffle', test_suite_tamer: 'Cat', screenshot_hunter: 'Camera',
  marathon_operator: 'Footprints', weekend_warrior: 'CalendarDays', night_shift_operator: 'Moon',
  cache_hit_appreciator: 'Layers',
};

/** TABLE: how each kind of shape that icons are made of becomes a path. */
const PATHS = {
  // A path that begins with a relative move would begin where the one before it ends.
  path: ({ d }) => (d.startsWith('m') ? `M0 0${d}` : d),
  circle: ({ cx, cy, r }) => oval(+cx, +cy, +r, +r),
  ellipse: ({ cx, cy, rx, ry }) => oval(+cx, +cy, +rx, +ry),
  line: ({ x1, y1, x2, y2 }) => `M${x1} ${y1}L${x2} ${y2}`,
  polyline: ({ points }) => `M${points}`,
  polygon: ({ points }) => `M${points}Z`,
  rect: ({ x, y, width, height, rx = 0 }) => {
    const [r, w, h] = [+rx, width - 2 * rx, height - 2 * rx];
    const corner = (dx, dy) => (r === 0 ? '' : `a${r} ${r} 0 0 1 ${dx * r} ${dy * r}`);
    return `M${+x + r} ${y}h${w}${corner(1, 1)}v${h}${corner(-1, 1)}h${-w}${corner(-1, -1)}v${-h}${corner(1, -1)}z`;
  },
};

const rows = Object.entries(ICONS).map(([id, name]) => `  ${id}: '${pathOf(name)}',`);
const text = [
  '// biome-ignore-all format: made by scripts/write-icons.mjs, which has the table of names.',
  '/** TABLE: badge id → its icon, as one path of strokes on a grid of 24. Icons by lucide (ISC), see LICENSES.txt of the page. */',
  'export const ICONS: Readonly<Record<string, string>> = {',
  ...rows,
  '};',
  '',
].join('\n');

if (process.argv.includes('--check')) {
  if (readFileSync(OUT, 'utf8') !== text) {
    console.error(`${OUT} is not what lucide draws now. Run \`node scripts/write-icons.mjs\`.`);
    process.exitCode = 1;
  }
} else {
  writeFileSync(OUT, text);
}

/** @param {string} name */
function pathOf(name) {
  const nodes = lucide.icons[name];
  if (nodes === undefined) throw new Error(`lucide has no icon ${name}.`);
  return nodes.map(([tag, shape]) => PATHS[tag](shape)).join('');
}

/** @param {number} x @param {number} y @param {number} rx @param {number} ry */
function oval(x, y, rx, ry) {
  // Without the noise of binary fractions.
  return `M${Number((x - rx).toFixed(3))} ${y}a${rx} ${ry} 0 1 0 ${2 * rx} 0a${rx} ${ry} 0 1 0 ${-2 * rx} 0`;
}
