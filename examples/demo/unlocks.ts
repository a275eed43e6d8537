import { moment } from './calendar.js';

type Tier = 'Copper' | 'Silver' | 'Gold' | 'Diamond' | 'Olympian' | null;

/** Which badge, its first tier and the one it has now, and when it came: months from the start, day, hour, minute. */
type Row = readonly [
  id: string,
  first: Tier,
  now: Tier,
  month: number,
  day: number,
  hour: number,
  minute: number,
];

/**
 * When the demo's user got what: the moments at which the sessions of the demo add up to it, so that the unlocks are
 * spread over the months and not all of today. What came last is left out: it is news when the demo starts.
 */
// biome-ignore format: a table is read by rows
const UNLOCKS: readonly Row[] = [
  ['provider_polyglot', 'Copper', 'Olympian', 0, 2, 13, 9],
  ['rebase_acrobat', 'Copper', 'Diamond', 0, 5, 16, 11],
  ['test_suite_tamer', 'Copper', 'Olympian', 0, 5, 16, 11],
  ['screenshot_hunter', 'Copper', 'Diamond', 0, 6, 23, 54],
  ['config_surgeon', 'Copper', 'Gold', 0, 9, 15, 41],
  ['model_sommelier', 'Copper', 'Diamond', 0, 13, 22, 27],
  ['claude_confidant', 'Copper', 'Gold', 0, 18, 18, 39],
  ['openrouter_enjoyer', 'Copper', 'Gold', 0, 24, 23, 40],
  ['gemini_cartographer', 'Copper', 'Silver', 0, 24, 23, 40],
  ['five_model_flight', 'Copper', 'Gold', 1, 1, 14, 50],
  ['open_weights_pilgrim', 'Copper', 'Gold', 1, 5, 20, 31],
  ['subagent_commander', 'Copper', 'Silver', 1, 14, 21, 35],
  ['autonomous_avalanche', 'Copper', 'Gold', 1, 22, 21, 35],
  ['weekend_warrior', 'Copper', 'Silver', 1, 26, 1, 23],
  ['marathon_operator', 'Copper', 'Silver', 2, 6, 21, 5],
  ['voice_of_the_machine', 'Copper', 'Silver', 2, 10, 21, 12],
  ['actually_read_the_logs', 'Copper', 'Silver', 2, 15, 15, 56],
  ['browser_possession', 'Copper', 'Silver', 2, 17, 10, 14],
  ['port_3000_taken', 'Copper', 'Silver', 2, 20, 15, 48],
  ['terminal_goblin', 'Copper', 'Silver', 2, 26, 12, 4],
  ['toolchain_maxxer', 'Silver', 'Silver', 3, 7, 15, 15],
  ['multi_model_mage', 'Copper', 'Silver', 3, 15, 7, 24],
  ['permission_denied_any_percent', 'Copper', 'Copper', 4, 12, 18, 1],
  ['patch_wizard', 'Copper', 'Silver', 4, 22, 14, 26],
  ['dependency_hell_tourist', null, null, 4, 26, 22, 8],
  ['stack_trace_sommelier', 'Copper', 'Copper', 5, 9, 15, 17],
  ['let_him_cook', 'Silver', 'Silver', 5, 15, 2, 26],
  ['supposed_to_be_quick', 'Gold', 'Gold', 5, 15, 2, 26],
  ['one_more_small_change', 'Copper', 'Copper', 5, 15, 2, 26],
  ['ship_first_ask_later', null, null, 5, 15, 2, 26],
  ['memory_keeper', 'Copper', 'Copper', 5, 28, 23, 5],
  ['memory_palace', 'Copper', 'Copper', 5, 28, 23, 5],
  ['night_shift_operator', 'Copper', 'Copper', 6, 2, 3, 7],
  ['citation_goblin', 'Copper', 'Copper', 6, 25, 10, 21],
  ['toolset_cartographer', 'Copper', 'Copper', 6, 25, 21, 7],
  ['file_archaeologist', 'Copper', 'Copper', 7, 19, 16, 54],
  ['full_send', null, null, 8, 20, 19, 57],
  ['image_whisperer', 'Copper', 'Copper', 9, 2, 23, 5],
  ['docs_archaeologist', 'Copper', 'Copper', 9, 25, 22, 19],
  ['rabbit_hole_certified', 'Copper', 'Copper', 10, 11, 19, 48],
  ['background_process_enjoyer', 'Copper', 'Copper', 12, 3, 13, 40],
];

interface DemoUnlock {
  readonly unlocked_at: number;
  readonly first_tier: Tier;
  readonly highest_tier: Tier;
  readonly evidence: null;
}

/** The content of the demo's state.json. */
export function demoUnlocks(): { readonly unlocks: Readonly<Record<string, DemoUnlock>> } {
  const unlocks = UNLOCKS.map(([id, first_tier, highest_tier, ...at]): [string, DemoUnlock] => [
    id,
    { unlocked_at: moment(...at), first_tier, highest_tier, evidence: null },
  ]);
  return { unlocks: Object.fromEntries(unlocks) };
}
