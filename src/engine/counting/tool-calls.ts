import { ownCopy } from '../../short-text.js';
import type { TextOrBytes } from '../../types.js';
import type { KnownTexts } from '../matching/known-texts.js';
import { takeAsciiPath } from '../matching/paths.js';
import { asString, encodeWhole } from '../matching/utf8.js';
import { type Json, JsonNumber, parseJson } from './canonical-json.js';
import { ToolCallReader, type ToolCalls } from './tool-call-reader.js';

/** Undefined for what is no JSON in the sense of the counting rules: it counts for nothing. */
export type ParseToolCalls = (json: TextOrBytes) => ToolCalls | undefined;

export function toolCallParser(known: KnownTexts): ParseToolCalls {
  const reader = new ToolCallReader(known);
  return (json) => {
    const read = reader.read(typeof json === 'string' ? encodeWhole(json) : json);
    if (read !== undefined) return read;
    const value = parseJson(asString(json));
    if (value === undefined) return undefined;
    const paths: string[] = [];
    collectPathsOf(value, known, paths);
    return { tools: calledTools(value), paths };
  };
}

/**
 * Order and repeated keys do not matter to paths, and numbers hold none. In the canonical text everything beyond ASCII is
 * escaped, and a path ends before it; and none reaches beyond its string, since quotes are no path characters.
 */
function collectPathsOf(value: Json, known: KnownTexts, paths: string[]): void {
  if (typeof value === 'string') collectPathsIn(encodeWhole(value), known, paths);
  else if (Array.isArray(value)) for (const item of value) collectPathsOf(item, known, paths);
  else if (value instanceof Map) {
    for (const [key, item] of value) {
      collectPathsOf(key, known, paths);
      collectPathsOf(item, known, paths);
    }
  }
}

function collectPathsIn(text: Uint8Array, known: KnownTexts, paths: string[]): void {
  for (let i = 0; i < text.length; i++) {
    const until = takeAsciiPath(text, i, known, paths);
    if (until > i) i = until - 1;
  }
}

function calledTools(calls: Json): string[] {
  const names: string[] = [];
  const list: readonly Json[] = Array.isArray(calls) ? calls : [];
  for (const call of list) {
    const own = member(call, 'name');
    const name = isEmpty(own) ? member(member(call, 'function'), 'name') : own;
    // What was cut out of the text would keep all of it.
    if (typeof name === 'string' && name !== '') names.push(ownCopy(name));
  }
  return names;
}

function member(value: Json | undefined, key: string): Json | undefined {
  return value instanceof Map ? value.get(key) : undefined;
}

/** What is as good as missing: null, false, 0, "", [] and {}. */
function isEmpty(value: Json | undefined): boolean {
  if (value instanceof JsonNumber) return Number(value.source) === 0;
  if (value instanceof Map) return value.size === 0;
  return Array.isArray(value) ? value.length === 0 : !value;
}
