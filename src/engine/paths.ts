import { type Json, JsonNumber, writeJson } from './canonical-json.js';
import { addOwn } from './own-copy.js';

/**
 * File paths in a text. A path begins with one of these (what stands alone before an ASCII character that no path has is
 * passed over right here, where it costs least) …
 */
const HEAD = /(?:\/home\/|~|\.\/|\/mnt\/)(?![\0-,:-@[-^`{-\x7f])/g;
const ANY_HEAD = new RegExp(HEAD.source);
/**
 * … goes on with word characters, `.`, `/` and `-`, up to the first that is none of them (looked for in this way round
 * since `[…]*` puts every character on the expression's own stack, which some megabytes of letters overflow) …
 */
const BEYOND_BODY = /[^\p{L}\p{N}_./-]/gu;
/** … and ends at the last of these in there; of two that fit at one place the first in the list is taken. */
const ENDING = /\.(?:py|js|ts|tsx|jsx|css|html|md|json|yaml|yml|svg|sql|sh)/g;

/**
 * Adds the file paths of a text to `paths`. Case-sensitive, non-overlapping, from the left.
 * One stretch of path characters holds at most one path, since that reaches to the last ending in there; so each stretch
 * is looked at once, and the time stays linear where `./././…` would send a backtracking search back and forth.
 */
export function collectPaths(text: string, paths: Set<string>): void {
  HEAD.lastIndex = 0;
  for (let head = HEAD.exec(text); head !== null; head = HEAD.exec(text)) {
    const start = head.index;
    const bodyStart = start + head[0].length;
    BEYOND_BODY.lastIndex = bodyStart;
    const body = text.slice(bodyStart, BEYOND_BODY.exec(text)?.index);
    // At least one character goes before the ending.
    const ending = lastEnding(body, 1);
    if (ending > 0) addOwn(paths, text.slice(start, bodyStart + ending));
    // Further heads of this stretch would need an ending beyond the last one.
    HEAD.lastIndex = bodyStart + body.length;
  }
}

/**
 * Adds the file paths of a value's canonical text to `paths`. None of them reaches beyond a string, since quotes are no path
 * characters; so only the strings are written in which one may begin.
 */
export function collectPathsOfJson(value: Json, paths: Set<string>): void {
  if (value === null || typeof value === 'boolean' || value instanceof JsonNumber) return;
  if (typeof value === 'string') {
    if (ANY_HEAD.test(value)) collectPaths(writeJson(value), paths);
    return;
  }
  if (value instanceof Map) for (const key of value.keys()) collectPathsOfJson(key, paths);
  for (const item of value.values()) collectPathsOfJson(item, paths);
}

/** Where the last ending that starts at `from` or later ends; 0 when there is none. */
function lastEnding(body: string, from: number): number {
  let end = 0;
  ENDING.lastIndex = from;
  for (let match = ENDING.exec(body); match !== null; match = ENDING.exec(body)) {
    end = match.index + match[0].length;
  }
  return end;
}
