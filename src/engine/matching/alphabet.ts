import { DOTTED_CAPITAL_I, FOLDINGS, isWord, spaceUnits, wordUnits } from './characters.js';

/**
 * The characters that patterns can tell apart, as small numbers ("symbols"), so that a transition table stays small.
 * Two characters that no pattern distinguishes share a symbol.
 */
export interface Alphabet {
  readonly size: number;
  /** Byte of UTF-8 → symbol. All beyond ASCII map to `partial`: several bytes decide what the character is. */
  readonly symbolOfByte: Uint8Array;
  /** Code point below U+10000 → symbol. */
  readonly symbolOfUnit: Uint8Array;
  readonly partial: number;
  readonly lineBreak: number;
  /** The symbol of a code point; of a negative number, which stands for damage, that of a non-word character. */
  symbolOf(point: number): number;
  isWord(point: number): boolean;
  /** Whether it is in `run`. */
  isRun(point: number): boolean;
  /** Symbols that a literal character matches; `lowered` text is matched without the foldings of ſ, İ and ı. */
  literal(character: string, lowered: boolean): readonly number[];
  /** Symbols that are no word character; İ is none in lower-cased text, where it ends in a combining dot. */
  nonWord(lowered: boolean): readonly number[];
  readonly spaces: readonly number[];
  /** a-z with foldings, 0-9, `_`, `-`. */
  readonly run: readonly number[];
}

interface Symbol {
  readonly units: readonly number[];
  readonly word: boolean;
  readonly space: boolean;
  readonly run: boolean;
}

const RUN = /^[a-z0-9_-]$/;

/** @param literals every character that some pattern names */
export function createAlphabet(literals: Iterable<string>): Alphabet {
  const named = new Set(literals);
  for (const character of '\n-_') named.add(character);
  const word = wordUnits();
  const spaces = new Set(spaceUnits());
  const symbols: Symbol[] = [];
  const byCharacter = new Map<string, number>();

  const add = (units: readonly number[], flags: Partial<Omit<Symbol, 'units'>>): number =>
    symbols.push({ units, word: false, space: false, run: false, ...flags }) - 1;

  // The symbol 0 is nobody's, so that it can stand for "not known yet".
  add([], {});
  const other = add([], {});
  const otherWord = add([], { word: true });
  const otherSpace = add([...spaces], { space: true });
  const rest = [...'abcdefghijklmnopqrstuvwxyz0123456789'].filter((character) => !named.has(character));
  add(rest.flatMap(bothCases), { word: true, run: true });
  for (const character of named) {
    const unit = character.charCodeAt(0);
    const flags = { word: word[unit] === 1, space: spaces.has(unit), run: RUN.test(character) };
    byCharacter.set(character, add(bothCases(character), flags));
  }
  const folded = [...FOLDINGS].map(([character, letter]) => {
    const symbol = add([character.charCodeAt(0)], { word: true, run: true });
    return { character, letter, symbol };
  });
  const partial = add([], {});

  const symbolOfUnit = new Uint8Array(0x10000).map((_, unit) => (word[unit] === 1 ? otherWord : other));
  symbols.forEach(({ units }, symbol) => {
    for (const unit of units) symbolOfUnit[unit] = symbol;
  });
  /** Of code points beyond the BMP: 0 until somebody asks, as few of them are ever seen. */
  const symbolOfRest = new Uint8Array(0x110000 - 0x10000);
  const symbolOf = (point: number): number => {
    if (point <= 0xffff) return symbolOfUnit[point] ?? other;
    const known = symbolOfRest[point - 0x10000] ?? 0;
    if (known !== 0) return known;
    const symbol = isWord(String.fromCodePoint(point)) ? otherWord : other;
    symbolOfRest[point - 0x10000] = symbol;
    return symbol;
  };

  const words = Uint8Array.from(symbols, ({ word }) => Number(word));
  const runs = Uint8Array.from(symbols, ({ run }) => Number(run));
  const where = (holds: (symbol: Symbol, number: number) => boolean): number[] =>
    symbols.flatMap((symbol, number) => (number !== partial && holds(symbol, number) ? [number] : []));
  const lineBreak = byCharacter.get('\n') ?? otherSpace;
  const dottedI = folded.find(({ character }) => character === DOTTED_CAPITAL_I)?.symbol;

  return {
    size: symbols.length,
    symbolOfUnit,
    symbolOfByte: symbolOfUnit.slice(0, 0x100).fill(partial, 0x80),
    partial,
    lineBreak,
    symbolOf,
    isWord: (point) => words[symbolOf(point)] === 1,
    isRun: (point) => runs[symbolOf(point)] === 1,
    literal(character, lowered) {
      const own = byCharacter.get(character);
      if (own === undefined) throw new Error(`No pattern named the character "${character}".`);
      // In lower case K is k, while ſ and ı stay what they are and İ becomes two characters.
      const folds = folded.filter((f) => f.letter === character && (!lowered || f.letter === 'k'));
      return [own, ...folds.map((f) => f.symbol)];
    },
    nonWord: (lowered) => where((symbol, number) => !symbol.word || (lowered && number === dottedI)),
    spaces: where((symbol) => symbol.space),
    run: where((symbol) => symbol.run),
  };
}

/** A letter's two units; `toUpperCase` is not asked about anything but a-z, where it has no surprises. */
function bothCases(character: string): number[] {
  const unit = character.charCodeAt(0);
  return /^[a-z]$/.test(character) ? [unit, unit - 0x20] : [unit];
}
