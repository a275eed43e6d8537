/** Text to match in: what people and models wrote, and what tools showed of code. */
import { fixtureSessions } from './histories.js';

export interface Texts {
  readonly english: string;
  readonly code: string;
}

export async function recordedTexts(): Promise<Texts> {
  const messages = (await fixtureSessions()).flatMap((session) => session.messages);
  const contents = messages.flatMap(({ content }) => (typeof content === 'string' ? [content] : []));
  return {
    english: contents.filter((content) => !isCode(content)).join('\n'),
    code: contents.filter(isCode).join('\n'),
  };
}

function isCode(content: string): boolean {
  return /^ *(?:def|import|from|class|return|self\.) /m.test(content);
}

/** A text of that many bytes, made of repetitions; laid out as the driver hands texts out. */
export function filled(bytes: number, pattern: string): string {
  return Buffer.alloc(bytes, pattern).toString('utf8');
}
