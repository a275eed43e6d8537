import type { Analyzer } from '../engine/counting/analyze.js';
import type { CompiledRules } from '../engine/matching/rules.js';

/** The patterns, made ready for the first session that is read: for two hundred homes as seldom as for one. */
export class ReadyRules {
  #rules: CompiledRules | undefined;

  async createAnalyzer(): Promise<Analyzer> {
    // Not at the top of the file: most refreshes find nothing to count, and loading this takes as long as they do.
    const { compileCounters, createAnalyzer } = await import('../engine/counting/analyze.js');
    this.#rules ??= compileCounters();
    return createAnalyzer(this.#rules);
  }
}
