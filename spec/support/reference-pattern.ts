/** The notation of patterns as ordered regular expressions: what it means, without any idea of how to match it fast. */

import { EDGE, eitherCase, LINE, NAME, SPACE } from './reference-characters.js';

/** Matches what a rule with these patterns counts. */
export function expressionOf(patterns: readonly string[]): RegExp {
  return new RegExp(patterns.map(sourceOf).join('|'), 'gu');
}

function sourceOf(pattern: string): string {
  const run = pattern.startsWith('‹W+');
  const rest = run ? pattern.slice('‹W+'.length) : pattern;
  const parts = rest.split(' … ').map(sourceOfPart);
  return (run ? `${EDGE}${NAME}` : '') + parts.join(LINE);
}

function sourceOfPart(part: string): string {
  return part.replace(
    /\{([^}]*)\}|(␣[*+])|([‹›])|(.)\?|(.)/gsu,
    (_, choices?: string, spaces?: string, edge?: string, optional?: string, literal?: string) => {
      if (choices !== undefined) return `(?:${choices.split(',').map(sourceOfPart).join('|')})`;
      if (spaces !== undefined) return spaces.replace('␣', SPACE);
      if (edge !== undefined) return EDGE;
      if (optional !== undefined) return `(?:${sourceOfCharacter(optional)})?`;
      return sourceOfCharacter(literal ?? '');
    },
  );
}

function sourceOfCharacter(character: string): string {
  if (character === '␠') return ' ';
  if (/[a-z]/i.test(character)) return eitherCase(character.toLowerCase());
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
