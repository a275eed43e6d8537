import { FILE_PATHS } from '../matching/file-paths.js';
import type { RuleSource } from '../matching/rules.js';
import { ADDED_HITS, ADDED_LOWERED_HITS, TEXT_COUNTERS, TEXT_FLAGS, type TextRule } from './counters.js';

/** All rows of the counters table that are matched in the text, as one list. */
export const TEXT_RULES: readonly RuleSource[] = [
  ...rows(TEXT_COUNTERS, 'count', false),
  ...rows(ADDED_HITS, 'count', false),
  ...rows(ADDED_LOWERED_HITS, 'count', true),
  ...rows(TEXT_FLAGS, 'has', false),
  ...rows({ path_head: FILE_PATHS.heads }, 'find', false),
];

const NUMBERS = new Map(TEXT_RULES.map(({ name }, number) => [name, number]));

/** Place of a row in `TEXT_RULES`. */
export function ruleNumber(name: TextRule): number {
  return NUMBERS.get(name) ?? -1;
}

function rows(
  table: Readonly<Record<string, readonly string[]>>,
  mode: RuleSource['mode'],
  lowered: boolean,
): RuleSource[] {
  return Object.entries(table).map(([name, patterns]) => ({ name, patterns, mode, lowered }));
}
