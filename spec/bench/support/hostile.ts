/** Ten megabytes that bring a careless matcher or parser to its knees. */
import { createHash } from 'node:crypto';
import { messageOf, type TextMessage } from '../../support/messages.js';
import { filled } from './texts.js';

export function plainMessage(bytes: number, text: string): TextMessage {
  return messageOf({ content: filled(bytes, text) });
}

/** A list of calls as agents make them, of that many bytes. */
export function plainCalls(bytes: number): TextMessage {
  const call = {
    id: 'call_1',
    type: 'function',
    function: {
      name: 'patch',
      arguments: JSON.stringify({ path: './src/a.ts', text: 'some text,\nand a bit more' }),
    },
  };
  const one = `${JSON.stringify(call)},`;
  return messageOf({ toolCalls: `[${one.repeat(bytes / one.length).slice(0, -1)}]` });
}

/** By what is wrong with them; each of about that many bytes. */
export function hostileMessages(bytes: number): ReadonlyMap<string, TextMessage> {
  const repeated = (pattern: string) => messageOf({ content: filled(bytes, pattern) });
  const calls = (text: string) => messageOf({ toolCalls: text });
  // In whole patterns: half an escape at the end would not parse.
  const whole = (pattern: string) => filled(bytes - (bytes % Buffer.byteLength(pattern)), pattern);
  const inString = (pattern: string) => calls(`["${whole(pattern)}"]`);
  return new Map([
    ['base64', messageOf({ content: base64(bytes) })],
    ['docker name …', repeated('docker name ')],
    ['./././…', repeated('./')],
    ['/home//home/…', repeated('/home/')],
    ['~~~…', repeated('~')],
    ['hyphens', repeated('-')],
    ['missing …', repeated('missing ')],
    ['a-a-…', repeated('a-')],
    ['git and spaces', messageOf({ content: `git${filled(bytes, ' ')}` })],
    ['config.…', repeated('config.')],
    ['opencode open-weight …', repeated('open-weight ollama ')],
    ['line breaks', repeated('\n')],
    ['letters beyond Latin', repeated('żó')],
    ['emoji', repeated('😀')],
    ['npm 8080 …', repeated('npm 8080 ')],
    ['calls: a plain string', inString('plain text, ')],
    ['calls: escaped quotes', inString('\\"')],
    ['calls: backslashes', inString('\\\\')],
    ['calls: \\u escapes', inString('\\u0142')],
    ['calls: unfinished string', calls(`["${filled(bytes, '\\\\')}`)],
    ['calls: brackets', calls(filled(bytes, '['))],
    ['calls: lists in lists', calls(`[${whole('[[]],')}0]`)],
    ['calls: empty strings', calls(`[${whole('"",')}0]`)],
    ['calls: short strings', calls(`[${whole('"ab",')}0]`)],
    ['calls: objects', calls(`[${whole('{"a":0},')}0]`)],
    ['calls: numbers', calls(`[${whole('0.1,')}0]`)],
    ['calls: one long number', calls(`[${filled(bytes, '7')}]`)],
    ['calls: white space', calls(`[${filled(bytes, ' ')}]`)],
    ['structured content', messageOf({ content: `\0json:["${whole('text \\n')}"]` })],
  ]);
}

function base64(bytes: number): string {
  const blocks = Math.ceil(bytes / 64);
  const text = Array.from({ length: blocks }, (_, i) =>
    createHash('sha384').update(String(i)).digest('base64'),
  );
  return filled(bytes, text.join(''));
}
