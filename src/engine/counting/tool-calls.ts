import { ownCopy } from '../matching/own-copy.js';
import { collectPathsOfJsonString } from '../matching/paths.js';
import { type Json, JsonNumber, MAX_DEPTH, parseJson } from './canonical-json.js';
import { hasEscapedKey, MISREADS_KEYS } from './escaped-keys.js';

/** What a message's `tool_calls` hold. */
export interface ToolCalls {
  /** The tools that are called, in order. */
  readonly tools: readonly string[];
  /** Adds the file paths of the canonical text to `paths`. */
  collectPaths(paths: Set<string>): void;
}

/** Undefined for what is no JSON in the sense of the counting rules: it counts for nothing. */
export function parseToolCalls(text: string): ToolCalls | undefined {
  const value = parse(text);
  if (value === undefined) return undefined;
  return {
    tools: calledTools(value),
    collectPaths(paths) {
      if (mayHoldPath(text)) collectPathsOf(value, paths);
    },
  };
}

/** A look at the text, which may have a slash or a tilde escaped, spares most values a look into all of their strings. */
function mayHoldPath(text: string): boolean {
  return text.includes('/') || text.includes('~') || text.includes('\\u');
}

/** Order and repeated keys do not matter to paths, and numbers hold none: JavaScript's own idea of the value will do. */
function collectPathsOf(value: unknown, paths: Set<string>): void {
  if (typeof value === 'string') collectPathsOfJsonString(value, paths);
  else if (Array.isArray(value)) for (const item of value) collectPathsOf(item, paths);
  else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      collectPathsOfJsonString(key, paths);
      collectPathsOf(item, paths);
    }
  }
}

/**
 * As JavaScript parses it, which is several times as fast as our own way; it takes all that the rules take but `NaN`,
 * `Infinity` and `-Infinity`, and nothing else but what is nested too deep.
 */
function parse(text: string): unknown {
  if (mayBeDeep(text) && isDeep(text)) return undefined;
  if (MISREADS_KEYS && hasEscapedKey(text)) return parseOwnWay(text);
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return parseOwnWay(text);
  }
}

function parseOwnWay(text: string): unknown {
  const own = parseJson(text);
  return own === undefined ? undefined : toPlain(own);
}

/** Whether there are that many brackets at all. Few texts have more than some, so few are looked at for long. */
function mayBeDeep(text: string): boolean {
  return (
    text.length > 2 * MAX_DEPTH &&
    countUpTo(MAX_DEPTH, '[', text) + countUpTo(MAX_DEPTH, '{', text) > MAX_DEPTH
  );
}

/** How often a character is in a text; one more than `most` stands for anything beyond. */
function countUpTo(most: number, character: string, text: string): number {
  let count = 0;
  for (let i = text.indexOf(character); i >= 0 && count <= most; i = text.indexOf(character, i + 1)) count++;
  return count;
}

/** Whether brackets outside of strings are nested deeper than they may. What is no JSON may be taken for one or the other. */
function isDeep(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case QUOTE:
        for (i++; i < text.length && text.charCodeAt(i) !== QUOTE; i++)
          if (text.charCodeAt(i) === BACKSLASH) i++;
        break;
      case OPEN_LIST:
      case OPEN_OBJECT:
        if (++depth > MAX_DEPTH) return true;
        break;
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        depth--;
        break;
    }
  }
  return false;
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

function toPlain(json: Json): unknown {
  // What was cut out of the text would keep all of it.
  if (typeof json === 'string') return ownCopy(json);
  // NaN is not 0: see `isEmpty`.
  if (json instanceof JsonNumber) return Number(json.source) === 0 ? 0 : 1;
  if (json instanceof Map)
    return Object.fromEntries(Array.from(json, ([key, value]) => [key, toPlain(value)]));
  return Array.isArray(json) ? json.map(toPlain) : json;
}

function calledTools(calls: unknown): string[] {
  const names: string[] = [];
  if (!Array.isArray(calls)) return names;
  for (const call of calls) {
    if (!isObject(call)) continue;
    const inner = isObject(call.function) ? call.function.name : undefined;
    const name = isEmpty(call.name) ? inner : call.name;
    if (typeof name === 'string' && name !== '') names.push(name);
  }
  return names;
}

/** An object of which nobody knows what is in it: a call, or its function. */
interface Unknown {
  readonly name?: unknown;
  readonly function?: unknown;
}

/** What is as good as missing: null, false, 0, "", [] and {}. */
function isEmpty(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return !value;
  return Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0;
}

/** Of the values that come out of `JSON.parse`. */
function isObject(value: unknown): value is Unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
