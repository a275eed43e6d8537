/**
 * One deterministic automaton for many sequences: it reads each character once, whatever the number of sequences, and
 * reports every place where one of them ends. States are sets of places in a trie of all sequences (the classic subset
 * construction), so a character costs one table look-up, and where a chunk of text ends does not matter.
 */
export interface Automaton<Output> {
  /** State before any text. */
  readonly start: number;
  /** `next[(state << shift) | symbol]` is the state after the symbol. */
  readonly next: Uint16Array;
  readonly shift: number;
  /** States from this one on have outputs: one comparison tells the many silent states from the few others. */
  readonly firstReporting: number;
  /** Outputs of state `firstReporting + i`, in the order in which they must be looked at. */
  readonly outputs: readonly (readonly Output[])[];
}

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

interface State<Output> {
  readonly places: readonly Place<Output>[];
  readonly row: number[];
}

/**
 * @param size number of symbols; @param before the symbol that is taken to stand before the text
 * @param order sorts the outputs of one state
 */
export function buildAutomaton<Output>(
  sequences: readonly Sequence<Output>[],
  size: number,
  before: number,
  order: (a: Output, b: Output) => number,
): Automaton<Output> {
  const places = plant(sequences);
  const [root] = places;
  const states: State<Output>[] = [];
  const known = new Map<string, number>();
  /** Which look a place was seen in last: a place is in a state once. */
  const seen = new Uint32Array(places.length);
  let look = 0;

  /** The state behind a symbol: of all places that it leads to from here, and from the root, as every sequence may begin anywhere. */
  const stateAfter = (here: readonly Place<Output>[], symbol: number): number => {
    look++;
    const ids: number[] = [];
    for (let i = -1; i < here.length; i++) {
      for (const { id } of (i < 0 ? root : here[i])?.moves.get(symbol) ?? NOWHERE) {
        if (seen[id] === look) continue;
        seen[id] = look;
        insert(ids, id);
      }
    }
    const key = String.fromCharCode(...ids);
    const existing = known.get(key);
    if (existing !== undefined) return existing;
    known.set(key, states.length);
    return states.push({ places: ids.flatMap((id) => places[id] ?? []), row: [] }) - 1;
  };

  // Only what differs from the root's moves is worked out.
  const rootRow = Array.from({ length: size }, (_, symbol) => stateAfter([], symbol));
  for (let i = 0; i < states.length; i++) {
    const { places: here, row } = states[i] ?? { places: [], row: [] };
    row.push(...rootRow);
    const symbols = new Set<number>();
    for (const { moves } of here) for (const symbol of moves.keys()) symbols.add(symbol);
    for (const symbol of symbols) row[symbol] = stateAfter(here, symbol);
  }
  return pack(states, rootRow[before] ?? 0, size, order);
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

/** Numbers the states anew, silent ones first, and lays the rows side by side. */
function pack<Output>(
  states: readonly State<Output>[],
  start: number,
  size: number,
  order: (a: Output, b: Output) => number,
): Automaton<Output> {
  if (states.length > 0x10000)
    throw new Error(`The patterns need ${states.length} states; 65,536 fit the table.`);
  const outputsOf = states.map(({ places }) => places.flatMap((place) => place.outputs).sort(order));
  const silent = outputsOf.filter((outputs) => outputs.length === 0).length;
  let [quiet, loud] = [0, silent];
  const renamed = outputsOf.map((outputs) => (outputs.length === 0 ? quiet++ : loud++));
  const shift = Math.ceil(Math.log2(size));
  const next = new Uint16Array(states.length << shift);
  states.forEach(({ row }, old) => {
    const base = (renamed[old] ?? 0) << shift;
    row.forEach((to, symbol) => {
      next[base | symbol] = renamed[to] ?? 0;
    });
  });
  const outputs = outputsOf.filter((list) => list.length > 0);
  return { start: renamed[start] ?? 0, next, shift, firstReporting: silent, outputs };
}
