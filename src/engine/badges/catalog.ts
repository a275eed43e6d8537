/** The table of achievements. Ids, names, categories, kinds, icons, metrics and thresholds are promises to users. */

import type { AchievementKind } from '../../types.js';
import type { MaxMetricId, MetricId } from '../folding/metrics.js';
import type { Thresholds } from './tiers.js';

/** In the order in which they are shown. */
export const CATEGORIES = [
  'Agent Autonomy',
  'Debugging Chaos',
  'Vibe Coding',
  'Hermes Native',
  'Research/Web',
  'Tool Mastery',
  'Model Lore',
  'Lifestyle',
] as const;

export type Category = (typeof CATEGORIES)[number];

interface Described {
  readonly id: string;
  readonly name: string;
  readonly category: Category;
  readonly kind: AchievementKind;
  readonly icon: string;
  /** At most 90 characters, in the voice of a friend who watched the session. The numbers live in the criteria. */
  readonly description: string;
  /** Hidden until something counts towards it. */
  readonly secret?: true;
}

/** Climbs five tiers on the record of a single session. Has evidence. */
export interface BestSessionDefinition extends Described {
  readonly kind: 'best_session';
  readonly metric: MaxMetricId;
  readonly thresholds: Thresholds;
}

/** Climbs five tiers on what all sessions add up to. */
export interface LifetimeDefinition extends Described {
  readonly kind: 'lifetime';
  readonly metric: Exclude<MetricId, MaxMetricId>;
  readonly thresholds: Thresholds;
}

/** Unlocked when all of its requirements are met; has no tiers. */
export interface MultiConditionDefinition extends Described {
  readonly kind: 'multi_condition';
  readonly requirements: readonly { readonly metric: MetricId; readonly gte: number }[];
}

export type TieredDefinition = BestSessionDefinition | LifetimeDefinition;
export type Definition = TieredDefinition | MultiConditionDefinition;

function best(
  id: string,
  name: string,
  category: Category,
  icon: string,
  metric: BestSessionDefinition['metric'],
  thresholds: Thresholds,
  description: string,
): BestSessionDefinition {
  return { id, name, category, kind: 'best_session', icon, metric, thresholds, description };
}

function lifetime(
  id: string,
  name: string,
  category: Category,
  icon: string,
  metric: LifetimeDefinition['metric'],
  thresholds: Thresholds,
  description: string,
): LifetimeDefinition {
  return { id, name, category, kind: 'lifetime', icon, metric, thresholds, description };
}

function all(
  id: string,
  name: string,
  category: Category,
  icon: string,
  requirements: readonly (readonly [metric: MetricId, gte: number])[],
  description: string,
): MultiConditionDefinition {
  const kind = 'multi_condition';
  return {
    id,
    name,
    category,
    kind,
    icon,
    requirements: requirements.map(([metric, gte]) => ({ metric, gte })),
    description,
  };
}

function secret<Hidden extends Definition>(definition: Hidden): Hidden & { readonly secret: true } {
  return { ...definition, secret: true };
}

/** The 60 achievements, in the order in which they are shown. */
// biome-ignore format: a table is read by rows
export const CATALOG: readonly Definition[] = [
  best('let_him_cook', 'Let Him Cook', 'Agent Autonomy', 'flame', 'max_tool_calls_in_session', [200, 500, 1200, 3000, 8000],
    'You stepped away from the stove. Dinner got served anyway.'),
  lifetime('autonomous_avalanche', 'Autonomous Avalanche', 'Agent Autonomy', 'avalanche', 'total_tool_calls', [1000, 3000, 8000, 20000, 50000],
    'It began with one small tool call on a quiet slope.'),
  best('toolchain_maxxer', 'Toolchain Maxxer', 'Agent Autonomy', 'nodes', 'max_distinct_tools_in_session', [18, 28, 45, 70, 100],
    'Every drawer of the toolbox is open, and none of it was for show.'),
  all('full_send', 'Full Send', 'Agent Autonomy', 'rocket', [['max_terminal_calls_in_session', 180], ['max_file_tool_calls_in_session', 120], ['max_web_browser_calls_in_session', 60]],
    'Shell, files, browser, everything at once, and nobody reached for the brakes.'),
  lifetime('subagent_commander', 'Subagent Commander', 'Agent Autonomy', 'branch', 'total_delegate_calls', [5, 40, 100, 1000, 5000],
    'Your agent has people for that now. They are also your agent.'),
  lifetime('background_process_enjoyer', 'Background Process Enjoyer', 'Agent Autonomy', 'daemon', 'total_process_calls', [300, 800, 2000, 6000, 15000],
    'Something is still humming in the back room. You like it that way.'),
  lifetime('cron_necromancer', 'Cron Necromancer', 'Agent Autonomy', 'clock', 'total_cron_calls', [1000, 3000, 8000, 20000, 50000],
    'It rises at the appointed hour, long after everyone forgot who called it.'),
  lifetime('red_text_connoisseur', 'Red Text Connoisseur', 'Debugging Chaos', 'warning', 'total_errors', [1500, 4000, 10000, 25000, 75000],
    'You have seen red in every shade, and still you scroll on down.'),
  lifetime('stack_trace_sommelier', 'Stack Trace Sommelier', 'Debugging Chaos', 'wine', 'traceback_events', [300, 1000, 3000, 8000, 20000],
    'Hints of null, forty frames deep, with a long finish in somebody else\'s library.'),
  lifetime('actually_read_the_logs', 'Actually Read The Logs', 'Debugging Chaos', 'scroll', 'log_read_events', [1000, 3000, 8000, 20000, 50000],
    'The answer had been lying in the log all along. You went and looked.'),
  secret(lifetime('port_3000_taken', 'Port 3000 Is Taken', 'Debugging Chaos', 'plug', 'port_conflict_events', [15, 40, 100, 300, 1000],
    'Someone was already sitting there. It was you, from yesterday.')),
  secret(lifetime('permission_denied_any_percent', 'Permission Denied Any%', 'Debugging Chaos', 'lock', 'permission_denied_events', [25, 75, 200, 600, 1500],
    'The door said no. You read the sign and tried the handle once more.')),
  all('dependency_hell_tourist', 'Dependency Hell Tourist', 'Debugging Chaos', 'package_skull', [['install_error_events', 25], ['install_success_events', 10]],
    'You came for one package, met its whole family, and still got home.'),
  all('the_fix_was_restarting', 'The Fix Was Restarting It', 'Debugging Chaos', 'restart', [['restart_after_error_events', 50], ['total_errors', 4000]],
    'Bold theories, deep analysis, then off and on again. It worked.'),
  secret(lifetime('forgot_the_env_var', 'Forgot The Env Var', 'Debugging Chaos', 'key', 'env_var_error_events', [5000, 15000, 40000, 100000, 250000],
    'All was well but for one little line that nobody had exported.')),
  secret(lifetime('yaml_colon_incident', 'YAML Colon Incident', 'Debugging Chaos', 'colon', 'yaml_error_events', [1000, 3000, 8000, 20000, 50000],
    'Two spaces or three? The parser had opinions. Strong ones.')),
  secret(lifetime('docker_name_collision', 'Docker Name Collision', 'Debugging Chaos', 'container', 'docker_conflict_events', [75, 200, 600, 1500, 4000],
    'There can be only one container of that name. Yours was the other one.')),
  best('supposed_to_be_quick', 'This Was Supposed To Be Quick', 'Vibe Coding', 'melting_clock', 'max_messages_in_session', [300, 600, 1200, 2500, 6000],
    'Five minutes, you said. We both remember how that went.'),
  best('one_more_small_change', 'One More Small Change', 'Vibe Coding', 'pencil', 'max_file_tool_calls_in_session', [150, 400, 1000, 3000, 8000],
    'Just this file. And the one beside it. And then it is done, promise.'),
  best('vibe_architect', 'Vibe Architect', 'Vibe Coding', 'blueprint', 'max_files_touched_in_session', [300, 700, 1500, 4000, 10000],
    'The house grew a new wing while nobody was holding the pencil.'),
  lifetime('pixel_goblin', 'Pixel Goblin', 'Vibe Coding', 'pixel', 'frontend_activity_events', [20000, 50000, 120000, 300000, 800000],
    'Two pixels to the left. No, back. There. Nobody else will ever see it.'),
  all('ship_first_ask_later', 'Ship First, Ask Later', 'Vibe Coding', 'ship', [['git_events', 50], ['max_tool_calls_in_session', 500]],
    'It was pushed before anybody had finished saying "should we".'),
  lifetime('css_exorcist', 'CSS Exorcist', 'Vibe Coding', 'spark_cursor', 'css_activity_events', [10000, 30000, 80000, 200000, 500000],
    'You spoke the old words, and the div stopped floating.'),
  secret(all('one_character_fix', 'One Character Fix', 'Vibe Coding', 'needle', [['tiny_patch_after_errors_events', 5], ['total_errors', 4000]],
    'All that smoke, and the fire was a single misplaced letter.')),
  lifetime('skillsmith', 'Skillsmith', 'Hermes Native', 'hammer_scroll', 'skill_events', [5000, 15000, 40000, 100000, 250000],
    'You hammer it out once, hang it on the wall, and never sweat over it again.'),
  lifetime('skill_issue_skill_created', 'Skill Issue? Skill Created.', 'Hermes Native', 'anvil', 'skill_manage_events', [25, 75, 200, 600, 1500],
    'Somebody called it a skill issue. You took that as a feature request.'),
  lifetime('memory_keeper', 'Memory Keeper', 'Hermes Native', 'crystal', 'memory_events', [100, 300, 1000, 3000, 8000],
    'It remembers what you said last spring. Better be nice to it.'),
  lifetime('memory_palace', 'Memory Palace', 'Hermes Native', 'palace', 'memory_write_events', [100, 300, 1000, 3000, 8000],
    'Room by room, everything worth knowing has found its shelf.'),
  lifetime('context_dragon', 'Context Dragon', 'Hermes Native', 'dragon', 'context_events', [5000, 15000, 40000, 100000, 250000],
    'It sleeps on a hoard of tokens and wakes up slightly compressed.'),
  lifetime('gateway_dweller', 'Gateway Dweller', 'Hermes Native', 'antenna', 'gateway_events', [5000, 15000, 40000, 100000, 250000],
    'Whichever chat app you open, it is already there, typing.'),
  lifetime('plugin_goblin', 'Plugin Goblin', 'Hermes Native', 'puzzle', 'plugin_events', [1000, 3000, 8000, 20000, 50000],
    'Just one more plugin. It is only small. They are all only small.'),
  secret(lifetime('rollback_wizard', 'Rollback Wizard', 'Hermes Native', 'rewind', 'rollback_events', [500, 1500, 4000, 10000, 25000],
    'You bent time a little, and the bug had never been born.')),
  lifetime('rabbit_hole_certified', 'Rabbit Hole Certified', 'Research/Web', 'spiral', 'total_web_calls', [400, 1200, 3000, 8000, 20000],
    'One quick search, nineteen tabs, and a surprising fact about eels.'),
  lifetime('citation_goblin', 'Citation Goblin', 'Research/Web', 'quote', 'total_web_extract_calls', [100, 300, 1000, 3000, 8000],
    'You never just claim it. You fetch the page and point at the line.'),
  lifetime('docs_archaeologist', 'Docs Archaeologist', 'Research/Web', 'compass', 'docs_activity_events', [5000, 15000, 40000, 100000, 250000],
    'You brushed the dust off the manual, and there it was, on page one.'),
  lifetime('browser_possession', 'Browser Possession', 'Research/Web', 'browser', 'browser_calls', [75, 200, 600, 1500, 4000],
    'The cursor moved by itself. It knew exactly where to click.'),
  lifetime('terminal_goblin', 'Terminal Goblin', 'Tool Mastery', 'terminal', 'total_terminal_calls', [750, 2000, 6000, 15000, 50000],
    'It lives under the prompt and feeds on commands, mostly after midnight.'),
  lifetime('patch_wizard', 'Patch Wizard', 'Tool Mastery', 'wand', 'total_patch_calls', [250, 750, 2000, 6000, 15000],
    'A flick here, a line there, and it looks as if it had always been so.'),
  lifetime('file_archaeologist', 'File Archaeologist', 'Tool Mastery', 'folder', 'total_file_reads_searches', [750, 2000, 6000, 15000, 50000],
    'Dig, read, dig again. Somewhere down there lies the file that matters.'),
  lifetime('image_whisperer', 'Image Whisperer', 'Tool Mastery', 'eye', 'image_vision_calls', [100, 300, 1000, 3000, 8000],
    'It stared at the picture for a while, then told you what was off.'),
  lifetime('voice_of_the_machine', 'Voice Of The Machine', 'Tool Mastery', 'wave', 'tts_calls', [10, 30, 100, 300, 800],
    'It spoke up, and for a second you answered out loud.'),
  lifetime('model_hopper', 'Model Hopper', 'Model Lore', 'swap', 'model_events', [10000, 30000, 80000, 200000, 500000],
    'Every model has come up at your table, some of them before they were out.'),
  lifetime('openrouter_enjoyer', 'OpenRouter Enjoyer', 'Model Lore', 'router', 'openrouter_events', [250, 750, 2000, 6000, 15000],
    'One door, a hundred voices behind it, and you keep on knocking.'),
  lifetime('codex_conjurer', 'Codex Conjurer', 'Model Lore', 'codex', 'codex_events', [500, 1500, 4000, 10000, 25000],
    'Say its name often enough and it appears, usually with a diff.'),
  lifetime('multi_model_mage', 'Multi-Model Mage', 'Model Lore', 'prism', 'distinct_model_count', [10, 20, 40, 80, 160],
    'A different wand for every spell, and the drawer no longer shuts.'),
  lifetime('five_model_flight', 'Five-Model Flight', 'Model Lore', 'prism', 'distinct_model_count', [5, 10, 20, 40, 80],
    'You ordered the tasting flight, and even took notes on the third.'),
  lifetime('provider_polyglot', 'Provider Polyglot', 'Model Lore', 'swap', 'distinct_provider_count', [2, 3, 5, 8, 12],
    'You speak fluent API, with the accent of every region.'),
  lifetime('model_sommelier', 'Model Sommelier', 'Model Lore', 'wine', 'model_events', [250, 750, 2000, 6000, 15000],
    'Swirl, sniff, benchmark. You do enjoy talking shop about models.'),
  lifetime('claude_confidant', 'Claude Confidant', 'Model Lore', 'quote', 'claude_events', [50, 150, 500, 1500, 4000],
    'You two talk a lot. Sometimes it is even about work.'),
  lifetime('gemini_cartographer', 'Gemini Cartographer', 'Model Lore', 'compass', 'gemini_events', [50, 150, 500, 1500, 4000],
    'You sailed off toward the twin stars and came back with a map.'),
  lifetime('open_weights_pilgrim', 'Open Weights Pilgrim', 'Model Lore', 'terminal', 'local_model_chat_sessions', [1, 3, 10, 30, 100],
    'No cloud in sight: just you, a warm fan, and a model that lives at home.'),
  lifetime('toolset_cartographer', 'Toolset Cartographer', 'Hermes Native', 'compass', 'toolset_events', [20, 60, 200, 600, 1500],
    'You know what is on every shelf, and who moved it last.'),
  lifetime('config_surgeon', 'Config Surgeon', 'Hermes Native', 'key', 'config_events', [100, 300, 1000, 3000, 10000],
    'A steady hand, one changed value, and the patient booted.'),
  lifetime('rebase_acrobat', 'Rebase Acrobat', 'Vibe Coding', 'branch', 'git_history_events', [10, 30, 100, 300, 800],
    'History was rearranged in mid-air, and you stuck the landing.'),
  lifetime('test_suite_tamer', 'Test Suite Tamer', 'Tool Mastery', 'daemon', 'test_events', [100, 300, 800, 2400, 6000],
    'They showed you their red teeth. You held the chair until they purred green.'),
  lifetime('screenshot_hunter', 'Screenshot Hunter', 'Tool Mastery', 'eye', 'screenshot_events', [50, 150, 500, 1500, 5000],
    'No picture, no proof. You have plenty of pictures.'),
  lifetime('marathon_operator', 'Marathon Operator', 'Lifestyle', 'marathon', 'session_count', [75, 200, 500, 1500, 5000],
    'You came back. And back again. The prompt knows your footsteps.'),
  lifetime('weekend_warrior', 'Weekend Warrior', 'Lifestyle', 'calendar', 'weekend_sessions', [25, 75, 200, 600, 1500],
    'Sunshine outside, a terminal inside. You made your choice.'),
  lifetime('night_shift_operator', 'Night Shift Operator', 'Lifestyle', 'moon', 'night_sessions', [25, 75, 200, 600, 1500],
    'The house was asleep. You and the blinking cursor were not.'),
  secret(lifetime('cache_hit_appreciator', 'Cache Hit Appreciator', 'Lifestyle', 'cache', 'cache_events', [100, 300, 1000, 3000, 8000],
    'The sweetest tokens are the ones you already paid for.')),
];

/** The metrics that a badge is about. */
export function metricsOf(definition: Definition): readonly MetricId[] {
  return definition.kind === 'multi_condition'
    ? definition.requirements.map(({ metric }) => metric)
    : [definition.metric];
}
