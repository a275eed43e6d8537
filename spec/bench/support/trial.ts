import type { Figure } from './figure.js';

/** One question that is answered by measuring. Each trial runs in a process of its own. */
export interface Trial {
  readonly name: string;
  readonly about: string;
  /** Tells its figures as it finds them. */
  run(options: TrialOptions): AsyncIterable<Figure>;
}

export interface TrialOptions {
  /** Less of everything: shows that it works and roughly where it stands. */
  readonly quick: boolean;
  /** An empty directory, removed afterwards. */
  readonly directory: string;
}
