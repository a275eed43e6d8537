import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { CATALOG, type Definition, metricsOf } from '#src/engine/badges/catalog.js';
import { criteriaOf } from '#src/engine/badges/criteria.js';
import { METRIC_IDS, METRICS } from '#src/engine/folding/metrics.js';
import { FIXTURES } from '../../support/golden.js';
import { definitionOf } from '../../support/totals.js';

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
  it('keeps every id, in its order, and every name, category, kind, icon, metric and threshold as published', () => {
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
    expect(new Set(descriptions).size).to.equal(CATALOG.length);
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
    expect(new Set(CATALOG.map(criteriaOf)).size).to.equal(CATALOG.length);
  });
});
