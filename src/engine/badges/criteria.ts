import { METRICS } from '../folding/metrics.js';
import type { Definition } from './catalog.js';
import { grouped } from './plain-text.js';
import { ladder } from './tiers.js';

/** What counts for a badge, with the exact numbers, in words. */
export function criteriaOf(definition: Definition): string {
  if (definition.kind === 'multi_condition') {
    const parts = definition.requirements.map(
      ({ metric, gte }) => `${grouped(gte)} ${METRICS[metric].label}`,
    );
    return `All of: ${parts.join(', ')}.`;
  }
  const steps = ladder(definition.thresholds).map(
    ({ name, threshold }) => `${name} at ${grouped(threshold)}`,
  );
  return `${capitalised(METRICS[definition.metric].label)}: ${steps.join(', ')}.`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
