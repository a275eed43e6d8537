import { shortNameOf } from '../../short-text.js';
import { TOOL_COUNTERS, type ToolCounter } from './counters.js';

const COUNTERS = Object.entries(TOOL_COUNTERS);

/** Names that are remembered: a history has few, unless somebody makes them up. */
const MOST_NAMES = 1_000;

/** What is known of a tool by its name. */
interface Tool {
  /** What is kept of its name. */
  readonly name: string;
  /** Places in `COUNTERS`. */
  readonly counters: readonly number[];
}

/** Counts the calls of a session, one by one. */
export class ToolCounts {
  readonly #known = new Map<string, Tool>();
  readonly #counts = new Uint32Array(COUNTERS.length);
  #names = new Set<string>();
  #calls = 0;

  /** How long the call sequence is. */
  get calls(): number {
    return this.#calls;
  }

  /** The tools named anywhere in the session, as they are kept. */
  get names(): ReadonlySet<string> {
    return this.#names;
  }

  reset(): void {
    this.#counts.fill(0);
    this.#names = new Set();
    this.#calls = 0;
  }

  /** An entry of the call sequence. */
  call(name: string): void {
    const tool = this.#toolOf(name);
    this.#names.add(tool.name);
    this.#calls++;
    for (const counter of tool.counters) this.#counts[counter] = (this.#counts[counter] ?? 0) + 1;
  }

  /** A tool that is named, and not called. */
  mention(name: string): void {
    this.#names.add(this.#toolOf(name).name);
  }

  /** How many calls went to a tool with one of the counter's needles in its name. */
  count(counter: ToolCounter): number {
    return this.#counts[PLACES.get(counter) ?? -1] ?? 0;
  }

  #toolOf(name: string): Tool {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const kept = shortNameOf(name);
    const lowered = name.toLowerCase();
    const counters = COUNTERS.flatMap(([, needles], place) =>
      needles.some((needle) => lowered.includes(needle)) ? [place] : [],
    );
    const tool = { name: kept, counters };
    if (kept !== name) return tool;
    if (this.#known.size === MOST_NAMES) this.#known.clear();
    this.#known.set(name, tool);
    return tool;
  }
}

const PLACES = new Map<string, number>(COUNTERS.map(([name], place) => [name, place]));
