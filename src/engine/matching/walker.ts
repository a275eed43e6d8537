import { LANES_AT_ONCE, LONE_TEXT, MESSAGE_ENDS, MOST_LONE_BYTES } from '../kernel/scan.js';
import { Ahead } from './ahead.js';
import type { Kernel } from './kernel.js';
import { Lane } from './lane.js';
import type { CompiledRules } from './rules.js';
import { wholeBefore } from './utf8.js';

/**
 * Is told of a state in which words end: how many characters of the chunk went by, how many bytes, and how many bytes wide the
 * last of these characters is.
 */
export type Report = (state: number, characters: number, bytes: number, width: number) => void;

/** Walks texts through the automaton, in chunks that end nowhere inside a character. */
export class Walker {
  readonly #rules: CompiledRules;
  readonly #kernel: Kernel;
  readonly #report: Report;
  readonly #ahead: Ahead;
  readonly #lone: Lane;
  #state: number;

  constructor(rules: CompiledRules, report: Report) {
    this.#rules = rules;
    this.#kernel = rules.kernel;
    this.#report = report;
    this.#state = rules.automaton.start;
    this.#ahead = new Ahead(rules.kernel, this.#state);
    this.#lone = new Lane(rules.kernel, LANES_AT_ONCE);
  }

  /** As before any text. */
  reset(): void {
    this.#state = this.#rules.automaton.start;
  }

  /** Says which messages come next: see `Matcher.expect`. */
  expect(texts: readonly Uint8Array[], lasts: readonly boolean[]): void {
    this.#ahead.expect(texts, lasts);
  }

  /** A message that comes as one chunk, and the line break behind it. Returns how many characters that was. */
  message(text: Uint8Array): number {
    const ahead = this.#ahead;
    const begin = ahead.take(text, this.#state);
    if (begin === undefined) {
      const characters = this.chunk(text);
      this.lineBreak(characters, text.length);
      return characters + 1;
    }
    let surplus = -ahead.extra;
    for (let { lane } = ahead; lane !== undefined; lane = ahead.lane) {
      const last = this.#replay(lane, begin, surplus);
      if (last !== undefined) {
        const { words } = this.#kernel;
        ahead.passed(last);
        this.#state = Math.abs(words[last + 1] ?? 0);
        return text.length + 1 - surplus - (words[last + 2] ?? 0);
      }
      // Another lane goes on inside the text.
      surplus += lane.extra;
      ahead.goOn(lane.state);
    }
    throw new Error('A text ended in no lane.');
  }

  /** Returns how many characters it has. */
  chunk(chunk: Uint8Array): number {
    const lane = this.#lone;
    let surplus = 0;
    for (let start = 0; start < chunk.length; ) {
      const { bytes } = this.#kernel;
      const part = chunk.subarray(start, wholeBefore(chunk, start + MOST_LONE_BYTES));
      const end = LONE_TEXT + part.length;
      bytes.set(part, LONE_TEXT);
      // No character goes on behind it.
      bytes[end] = MESSAGE_ENDS;
      // There is no end to come.
      lane.begins(LONE_TEXT, end, this.#state, 0);
      lane.walk();
      this.#replay(lane, LONE_TEXT - start, surplus);
      surplus += lane.extra;
      this.#state = lane.state;
      start += part.length;
    }
    return chunk.length - surplus;
  }

  /** The line break behind a message. @param characters, @param bytes of the last chunk */
  lineBreak(characters: number, bytes: number): void {
    const { automaton, alphabet } = this.#rules;
    const state = automaton.after(this.#state, alphabet.lineBreak);
    this.#state = Math.abs(state);
    if (state < 0) this.#report(state, characters + 1, bytes + 1, 1);
  }

  /**
   * The events of a lane up to the one that says that a text ends, which is returned; else all.
   * @param begin the address of the chunk; @param surplus of its bytes over its characters, before the lane
   */
  #replay(lane: Lane, begin: number, surplus: number): number | undefined {
    for (;;) {
      const { words } = this.#kernel;
      for (let { event } = lane; event < lane.until; event += 4) {
        const [state, kind] = [words[event + 1] ?? 0, words[event + 3] ?? 0];
        if (state < 0) {
          const bytes = (words[event] ?? 0) - begin;
          this.#report(state, bytes - surplus - (words[event + 2] ?? 0), bytes, kind & 0xff);
        }
        if (kind > 0xff) {
          lane.event = event + 4;
          return event;
        }
      }
      lane.event = lane.until;
      if (lane.isDone) return undefined;
      lane.walk();
    }
  }
}
