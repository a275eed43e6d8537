/**
 * One deterministic automaton for many sequences: it reads each character once, whatever the number of sequences, and
 * reports every place where one of them ends. States are sets of places in a trie of all sequences (the classic subset
 * construction), so a character costs one table look-up, and where a chunk of text ends does not matter. A state is worked out
 * when a text first leads to it: texts come to half of them, and to a tenth of their rows.
 */

/** One step of a sequence: a symbol out of a set, or (`repeat`) any number of them, none included. */
export interface Step {
  readonly symbols: readonly number[];
  readonly repeat: boolean;
}

export interface Sequence<Output> {
  readonly steps: readonly Step[];
  readonly output: Output;
}

/** A place in the trie: what may come next, and what ends here. */
interface Place<Output> {
  readonly id: number;
  readonly children: Map<string, Place<Output>>;
  /** Where each symbol leads, children and a repeated step alike. */
  readonly moves: Map<number, Place<Output>[]>;
  /** Children behind a repeated step: "any number" includes none, so who is here is there too. */
  readonly skipped: Place<Output>[];
  readonly outputs: Output[];
}

/** Rows of the table to begin with; it grows. */
const ROWS = 1_024;

/** Where the states are kept: `[state | symbol]` is the state after the symbol, negative when sequences end there. */
export interface StateTable {
  /** What stands there until it was asked for: less than any state. */
  readonly unknown: number;
  /** The table, with room for so many entries at least. */
  makeRoom(entries: number): Int32Array;
}

export class Automaton<Output> {
  readonly #table: StateTable;
  #next: Int32Array;
  /** State before any text. */
  readonly start: number;
  readonly #shift: number;
  readonly #places: readonly Place<Output>[];
  readonly #order: (a: Output, b: Output) => number;
  /** The places of each state, and what ends there, by row. No state has row 0. */
  readonly #states: (readonly Place<Output>[])[] = [[]];
  readonly #outputs: (readonly Output[])[] = [[]];
  readonly #known = new Map<string, number>();
  /** Which look a place was seen in last: a place is in a state once. */
  readonly #seen: Uint32Array;
  #look = 0;

  /**
   * @param size number of symbols; @param before the symbol that is taken to stand before the text
   * @param order sorts the outputs of one state
   * @param table is filled by this automaton alone
   */
  constructor(
    sequences: readonly Sequence<Output>[],
    size: number,
    before: number,
    order: (a: Output, b: Output) => number,
    table: StateTable,
  ) {
    this.#shift = Math.ceil(Math.log2(size));
    this.#places = plant(sequences);
    this.#order = order;
    this.#seen = new Uint32Array(this.#places.length);
    this.#table = table;
    this.#next = table.makeRoom(ROWS << this.#shift);
    this.start = Math.abs(this.after(this.#stateOf([]), before));
  }

  /** The state after a symbol, which is in the table from then on. @param state not negative */
  after(state: number, symbol: number): number {
    const known = this.#next[state | symbol] ?? 0;
    if (known !== this.#table.unknown) return known;
    const found = this.#stateOf(this.#placesAfter(this.#states[state >> this.#shift] ?? [], symbol));
    this.#next[state | symbol] = found;
    return found;
  }

  /** What ends where a state is negative, in the order in which it must be looked at. */
  outputs(state: number): readonly Output[] {
    return this.#outputs[-state >> this.#shift] ?? [];
  }

  /** Where a symbol leads to from here, and from the root, as every sequence may begin anywhere: numbers, ascending. */
  #placesAfter(here: readonly Place<Output>[], symbol: number): readonly number[] {
    this.#look++;
    const ids: number[] = [];
    for (let i = -1; i < here.length; i++) {
      for (const { id } of this.#places[i < 0 ? 0 : (here[i]?.id ?? 0)]?.moves.get(symbol) ?? NOWHERE) {
        if (this.#seen[id] === this.#look) continue;
        this.#seen[id] = this.#look;
        insert(ids, id);
      }
    }
    return ids;
  }

  #stateOf(ids: readonly number[]): number {
    const key = String.fromCharCode(...ids);
    const existing = this.#known.get(key);
    if (existing !== undefined) return existing;
    const places = ids.flatMap((id) => this.#places[id] ?? []);
    const outputs = places.flatMap((place) => place.outputs).sort(this.#order);
    const row = this.#states.push(places) - 1;
    this.#outputs.push(outputs);
    const state = outputs.length > 0 ? -(row << this.#shift) : row << this.#shift;
    this.#known.set(key, state);
    this.#next = this.#table.makeRoom(this.#states.length << this.#shift);
    return state;
  }
}

const NOWHERE: readonly never[] = [];

/** Keeps a short list in ascending order. */
function insert(ids: number[], id: number): void {
  let place = ids.length;
  for (; place > 0 && (ids[place - 1] ?? 0) > id; place--) ids[place] = ids[place - 1] ?? 0;
  ids[place] = id;
}

/** All places, the root first. Sequences that begin alike share their beginning, which keeps the sets of places small. */
function plant<Output>(sequences: readonly Sequence<Output>[]): readonly Place<Output>[] {
  const places: Place<Output>[] = [];
  const place = (): Place<Output> => {
    const id = places.length;
    const planted = { id, children: new Map(), moves: new Map(), skipped: [], outputs: [] };
    places.push(planted);
    return planted;
  };
  const root = place();
  for (const { steps, output } of sequences) {
    let here = root;
    for (const step of steps) {
      const key = `${step.repeat}:${step.symbols.join()}`;
      const child = here.children.get(key) ?? place();
      if (!here.children.has(key)) grow(here, step, child);
      here.children.set(key, child);
      here = child;
    }
    here.outputs.push(output);
  }
  // Whoever comes to a place comes to those behind it that may be skipped to.
  for (const { moves } of places) {
    for (const [symbol, targets] of moves) moves.set(symbol, targets.flatMap(closure));
  }
  return places;
}

function grow<Output>(parent: Place<Output>, { symbols, repeat }: Step, child: Place<Output>): void {
  if (repeat) parent.skipped.push(child);
  // A repeated step begins by being skipped; from then on its symbols lead back to where they were read.
  const from = repeat ? child : parent;
  for (const symbol of symbols) {
    const targets = from.moves.get(symbol);
    if (targets === undefined) from.moves.set(symbol, [child]);
    else targets.push(child);
  }
}

function closure<Output>(place: Place<Output>): Place<Output>[] {
  return place.skipped.length === 0 ? [place] : [place, ...place.skipped.flatMap(closure)];
}
