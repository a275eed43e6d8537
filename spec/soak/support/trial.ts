import type { Finding } from './finding.js';

/** One kind of hardship that is lived through, over and over. Each trial runs in a process of its own. */
export interface Trial {
  readonly name: string;
  readonly about: string;
  /** It is ended and counts as broken when it takes longer. */
  readonly atMostMinutes: number;
  /** Tells its findings as it makes them. */
  run(options: TrialOptions): AsyncIterable<Finding>;
}

export interface TrialOptions {
  /** Less of everything: shows that it works. */
  readonly quick: boolean;
  /** An empty directory, removed afterwards. */
  readonly directory: string;
}
