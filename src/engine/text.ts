import { type Json, parseJson, writeJson } from './canonical-json.js';
import { indexOfText, isSpace } from './characters.js';

const STRUCTURED = '\0json:';

/** The text of a message: structured content counts as its canonical JSON, what does not parse as it stands. */
export function messageText(content: string | null): string {
  if (content === null) return '';
  if (!content.startsWith(STRUCTURED)) return content;
  const value = parseJson(content.slice(STRUCTURED.length));
  if (value === undefined) return content;
  if (typeof value === 'string') return value;
  return value === null ? '' : writeJson(value);
}

const PREVIEW_LENGTH = 60;

/** The start of a message as a title: one line, up to the first NUL, at most 60 code points. */
export function preview(content: string): string {
  const nul = content.indexOf('\0');
  const text = nul < 0 ? content : content.slice(0, nul);
  const start = indexOfText(text, 0);
  if (start < 0) return '';
  // Nothing beyond this can show: a code point is one or two units.
  const end = start + 2 * PREVIEW_LENGTH + 2;
  const shown = text.slice(start, end);
  const line = indexOfText(text, end) < 0 ? withoutSpaceAtEnd(shown) : shown;
  const points = Array.from(line.replace(/[\r\n]/g, ' '));
  // Joined anew, for a slice would keep the whole message in memory.
  return points.slice(0, PREVIEW_LENGTH).join('') + (points.length > PREVIEW_LENGTH ? '...' : '');
}

function withoutSpaceAtEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isSpace(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** The tools that a message's `tool_calls` name, in order. */
export function calledTools(calls: Json | undefined): string[] {
  if (!Array.isArray(calls)) return [];
  return calls.flatMap((call) => {
    const name = nameOf(call) ?? nameOf(member(call, 'function'));
    return name === undefined ? [] : [name];
  });
}

function nameOf(value: Json | undefined): string | undefined {
  const name = member(value, 'name');
  return typeof name === 'string' && name !== '' ? name : undefined;
}

function member(value: Json | undefined, key: string): Json | undefined {
  return value instanceof Map ? value.get(key) : undefined;
}
