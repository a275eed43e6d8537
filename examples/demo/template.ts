import type { Random } from './random.js';

/** Word → what it may stand for; those may hold further slots. */
export type Vocabulary = Readonly<Record<string, readonly string[]>>;

/** Text as it stands, a word, or the ends of a range. */
type Piece = string | { readonly word: string } | { readonly least: number; readonly most: number };

const SLOT = /(\{\d+-\d+\}|\{\w+\})/;
/** The same few templates are filled many thousand times. */
const parsed = new Map<string, readonly Piece[]>();

/** Fills the slots of a template: `{3-40}` with a number, `{word}` with one of the words, a new draw for each slot. */
export function fill(template: string, vocabulary: Vocabulary, random: Random): string {
  let filled = '';
  for (const piece of piecesOf(template)) {
    if (typeof piece === 'string') filled += piece;
    else if ('word' in piece)
      filled += fill(random.pick(wordsFor(piece.word, vocabulary)), vocabulary, random);
    else filled += random.between(piece.least, piece.most);
  }
  return filled;
}

function piecesOf(template: string): readonly Piece[] {
  const pieces = parsed.get(template) ?? template.split(SLOT).map(toPiece);
  parsed.set(template, pieces);
  return pieces;
}

function toPiece(text: string): Piece {
  if (!SLOT.test(text)) return text;
  const [word = '', most] = text.slice(1, -1).split('-');
  return most === undefined ? { word } : { least: Number(word), most: Number(most) };
}

function wordsFor(word: string, vocabulary: Vocabulary): readonly string[] {
  const choices = Object.hasOwn(vocabulary, word) ? vocabulary[word] : undefined;
  if (choices === undefined) throw new Error(`The demo has no word for {${word}}.`);
  return choices;
}

/** The first letter in upper case. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** These words, each decided once and for all. */
export function settle(names: readonly string[], vocabulary: Vocabulary, random: Random): Vocabulary {
  return Object.fromEntries(names.map((name) => [name, [fill(`{${name}}`, vocabulary, random)]]));
}
