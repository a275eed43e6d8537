import { create, type Scan, SYMBOLS_OF_BYTES, SYMBOLS_OF_POINTS, TABLE, UNKNOWN } from '../kernel/scan.js';
import type { Alphabet } from './alphabet.js';
import type { StateTable } from './automaton.js';

/** Bytes of memory come in pages. */
const PAGE = 0x10000;

/** The compiled hot loop and its memory, in which the table of the automaton lies. See `scan.as.ts` for what is where. */
export class Kernel implements StateTable {
  readonly unknown = UNKNOWN;
  readonly #scan: Scan;
  #bytes = new Uint8Array();
  #words = new Int32Array();
  /** Whose texts are in there: another one's that were walked before are not there any more. */
  owner: object | undefined;

  /** @param after as `Automaton.after` */
  constructor(
    { symbolOf, symbolOfByte, symbolOfUnit }: Alphabet,
    after: (state: number, symbol: number) => number,
  ) {
    this.#scan = create({ after, symbolOf });
    this.#scan.memory.grow(Math.ceil(TABLE / PAGE));
    this.#look();
    this.states.fill(UNKNOWN);
    this.bytes.set(symbolOfByte, SYMBOLS_OF_BYTES);
    this.bytes.set(symbolOfUnit, SYMBOLS_OF_POINTS);
  }

  /** All of the memory. As `words`, another one when the table has grown. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** The same by four bytes. */
  get words(): Int32Array {
    return this.#words;
  }

  get states(): Int32Array {
    return this.#words.subarray(TABLE / 4);
  }

  makeRoom(entries: number): Int32Array {
    const before = this.states.length;
    if (entries > before) {
      // Twice as many, so that to grow costs little however often it happens.
      this.#scan.memory.grow(Math.ceil((4 * Math.max(entries - before, before)) / PAGE));
      this.#look();
      this.states.fill(UNKNOWN, before);
    }
    return this.states;
  }

  /** @param start the state before any text; @param lineBreak the symbol that stands between two messages */
  begin(start: number, lineBreak: number): void {
    this.#scan.begin(start, lineBreak);
  }

  walkFour(): void {
    this.#scan.walkFour();
  }

  /** @param lane its address */
  walk(lane: number): void {
    this.#scan.walk(lane);
  }

  #look(): void {
    this.#bytes = new Uint8Array(this.#scan.memory.buffer);
    this.#words = new Int32Array(this.#scan.memory.buffer);
  }
}
