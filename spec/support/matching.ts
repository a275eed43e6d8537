/** Counts made-up rules with the matcher. */

import { Matcher } from '#src/engine/matching/matcher.js';
import { type CompiledRules, compileRules, type RuleSource } from '#src/engine/matching/rules.js';

const encoder = new TextEncoder();

/** A text as the matcher takes it. */
export function bytesOf(text: string): Uint8Array {
  return encoder.encode(text);
}

export type Tallied = Readonly<Record<string, number | boolean>>;

/** A rule that counts, under the name `rule`. */
export function ruleOf(patterns: readonly string[], part: Partial<RuleSource> = {}): RuleSource {
  return { name: 'rule', patterns, mode: 'count', lowered: false, ...part };
}

/** What each rule gives for the text that the chunks make up. */
export function tally(
  rules: CompiledRules,
  chunks: readonly string[],
  matcher = new Matcher(rules),
): Tallied {
  matcher.reset();
  for (const chunk of chunks) matcher.feed(bytesOf(chunk));
  matcher.endLine();
  return Object.fromEntries(
    rules.sources.map(({ name, mode }, rule) => [
      name,
      mode === 'count' ? matcher.count(rule) : matcher.has(rule),
    ]),
  );
}

/** How often one rule with these patterns matches. */
export function countOf(patterns: readonly string[], text: string, part: Partial<RuleSource> = {}): number {
  const rules = compileRules([ruleOf(patterns, part)]);
  return Number(tally(rules, [text])[part.name ?? 'rule']);
}
