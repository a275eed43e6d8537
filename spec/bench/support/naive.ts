/** What one writes without thinking about speed: each row of the counters table as one regular expression. */
import { TEXT_RULES } from '#src/engine/counting/text-rules.js';

export const NAIVE_PASSES: readonly RegExp[] = TEXT_RULES.map(
  ({ patterns }) => new RegExp(patterns.map(toSource).join('|'), 'gi'),
);

/** How often all of them match. */
export function countNaively(text: string): number {
  let count = 0;
  for (const pattern of NAIVE_PASSES) count += text.match(pattern)?.length ?? 0;
  return count;
}

function toSource(pattern: string): string {
  return pattern
    .replace(/[.()/]/g, '\\$&')
    .replace(/\{([^}]*)\}/g, (_, choices: string) => `(?:${choices.replaceAll(',', '|')})`)
    .replaceAll('␣', '\\s')
    .replaceAll('␠', ' ')
    .replaceAll('W+', '[a-z0-9_-]+')
    .replaceAll(' … ', '.*')
    .replace(/[‹›]/g, '\\b');
}
