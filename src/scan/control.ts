import type { HostWord } from './messages.js';

/** Places in the control words that a host and its thread share for one task. Both are set once, from 0 to 1. */
export const CONTROL = {
  /** The host asks the task to stop. */
  stop: 0,
  /** The worker will not call SQLite any more: tearing its thread down is safe. */
  quiet: 1,
  words: 2,
} as const;

/** What is posted to a thread. */
export interface ThreadWord {
  readonly word: HostWord;
  /** Of the task that begins with this word. */
  readonly control?: Int32Array;
}
