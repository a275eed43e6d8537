import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { CATALOG, type Definition, metricsOf } from '#src/engine/badges/catalog.js';
import { criteriaOf } from '#src/engine/badges/criteria.js';
import { METRIC_IDS, METRICS } from '#src/engine/folding/metrics.js';
import { FIXTURES } from '../../support/golden.js';
import { definitionOf } from '../../support/totals.js';

// biome-ignore format: a list
const IDS = [
  'let_him_cook', 'autonomous_avalanche', 'toolchain_maxxer', 'full_send',
  'subagent_commander', 'background_process_enjoyer', 'cron_necromancer', 'red_text_connoisseur',
  'stack_trace_sommelier', 'actually_read_the_logs', 'port_3000_taken', 'permission_denied_any_percent',
  'dependency_hell_tourist', 'the_fix_was_restarting', 'forgot_the_env_var', 'yaml_colon_incident',
  'docker_name_collision', 'supposed_to_be_quick', 'one_more_small_change', 'vibe_architect',
  'pixel_goblin', 'ship_first_ask_later', 'css_exorcist', 'one_character_fix',
  'skillsmith', 'skill_issue_skill_created', 'memory_keeper', 'memory_palace',
  'context_dragon', 'gateway_dweller', 'plugin_goblin', 'rollback_wizard',
  'rabbit_hole_certified', 'citation_goblin', 'docs_archaeologist', 'browser_possession',
  'terminal_goblin', 'patch_wizard', 'file_archaeologist', 'image_whisperer',
  'voice_of_the_machine', 'model_hopper', 'openrouter_enjoyer', 'codex_conjurer',
  'multi_model_mage', 'five_model_flight', 'provider_polyglot', 'model_sommelier',
  'claude_confidant', 'gemini_cartographer', 'open_weights_pilgrim', 'toolset_cartographer',
  'config_surgeon', 'rebase_acrobat', 'test_suite_tamer', 'screenshot_hunter',
  'marathon_operator', 'weekend_warrior', 'night_shift_operator', 'cache_hit_appreciator',
];

/** A definition without our own texts, in the shape of the published catalog. */
function contractOf(definition: Definition) {
  const { id, name, category, kind, icon, secret } = definition;
  const goal =
    definition.kind === 'multi_condition'
      ? { requirements: definition.requirements }
      : { metric: definition.metric, tiers: definition.thresholds };
  return { id, name, category, kind, icon, ...(secret && { secret }), ...goal };
}

describe('the catalog', () => {
  it('has the 60 ids in their order', () => {
    expect(CATALOG.map(({ id }) => id)).to.deep.equal(IDS);
  });

  it('keeps every name, category, kind, icon, metric and threshold as published', () => {
    const published: unknown = JSON.parse(readFileSync(`${FIXTURES}/catalog.json`, 'utf8'));
    expect(CATALOG.map(contractOf)).to.deep.equal(published);
  });

  it('has thresholds that rise', () => {
    const falling = CATALOG.filter(
      (definition) =>
        definition.kind !== 'multi_condition' &&
        definition.thresholds.some((threshold, i) => threshold <= (definition.thresholds[i - 1] ?? 0)),
    );
    expect(falling).to.deep.equal([]);
  });

  it('describes each badge in at most 90 characters, no two alike, ending like a sentence', () => {
    const descriptions = CATALOG.map(({ description }) => description);
    expect(new Set(descriptions).size).to.equal(60);
    expect(descriptions.filter((text) => text.length > 90 || !/^\S.*[.?]$/.test(text))).to.deep.equal([]);
  });

  it('leaves the numbers of a badge to its criteria', () => {
    expect(CATALOG.filter(({ description }) => /\d/.test(description))).to.deep.equal([]);
  });

  it('has a label of its own for each metric', () => {
    const labels = METRIC_IDS.map((id) => METRICS[id].label);
    expect(new Set(labels).size).to.equal(labels.length);
    expect(labels.filter((label) => label !== label.trim() || label === '')).to.deep.equal([]);
  });

  it('knows the metrics of tiered and of multi-condition badges', () => {
    expect(metricsOf(definitionOf('let_him_cook'))).to.deep.equal(['max_tool_calls_in_session']);
    expect(metricsOf(definitionOf('ship_first_ask_later'))).to.deep.equal([
      'git_events',
      'max_tool_calls_in_session',
    ]);
  });
});

describe('criteria', () => {
  it('name every tier of a tiered badge with its threshold, thousands grouped', () => {
    expect(criteriaOf(definitionOf('let_him_cook'))).to.equal(
      'Tool calls in one session: Copper at 200, Silver at 500, Gold at 1,200, Diamond at 3,000, Olympian at 8,000.',
    );
  });

  it('name every condition of a multi-condition badge', () => {
    expect(criteriaOf(definitionOf('ship_first_ask_later'))).to.equal(
      'All of: 50 everyday git commands, 500 tool calls in one session.',
    );
  });

  it('are told apart for all badges', () => {
    expect(new Set(CATALOG.map(criteriaOf)).size).to.equal(60);
  });
});
