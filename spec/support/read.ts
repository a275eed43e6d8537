/** Short ways to read from a source in specs. */

import type { ListedSession, Message, SessionReader, SessionSource, TextOrBytes } from '#src/types.js';
import type { TextMessage } from './messages.js';

/** All messages of all listed sessions, in the order in which they come. */
export async function readAll(source: SessionSource): Promise<readonly TextMessage[]> {
  return await withReader(source, async (reader) => await collect(reader, await listed(reader)));
}

export async function listAll(source: SessionSource): Promise<readonly ListedSession[]> {
  return await withReader(source, listed);
}

/** The sessions of an open history. */
export async function listed(reader: SessionReader): Promise<readonly ListedSession[]> {
  return [...(await reader.list()).sessions];
}

/** Session id → fingerprint. */
export async function fingerprints(source: SessionSource): Promise<ReadonlyMap<string, string>> {
  return new Map((await listAll(source)).map(({ id, fingerprint }) => [id, fingerprint]));
}

export async function identityOf(source: SessionSource): Promise<string> {
  return await withReader(source, async (reader) => (await reader.list()).identity);
}

export async function collect(
  reader: SessionReader,
  sessions: readonly ListedSession[],
): Promise<TextMessage[]> {
  const messages: TextMessage[] = [];
  for await (const page of reader.messages(sessions)) {
    for (const message of page) messages.push(await withTexts(message));
  }
  return messages;
}

/** The message with strings, in whatever way its texts come. */
export async function withTexts(message: Message): Promise<TextMessage> {
  const { content, toolCalls } = message;
  return {
    ...message,
    content: content === null ? null : await joined(content),
    toolCalls: toolCalls === null ? null : textOf(toolCalls),
  };
}

async function joined(content: TextOrBytes | AsyncIterable<TextOrBytes>): Promise<string> {
  if (typeof content === 'string' || content instanceof Uint8Array) return textOf(content);
  let text = '';
  for await (const slice of content) text += textOf(slice);
  return text;
}

function textOf(text: TextOrBytes): string {
  return typeof text === 'string' ? text : new TextDecoder('utf-8', { ignoreBOM: true }).decode(text);
}

/** Opens, uses and closes. */
export async function withReader<T>(
  source: SessionSource,
  use: (reader: SessionReader) => Promise<T>,
): Promise<T> {
  const reader = await source.open();
  try {
    return await use(reader);
  } finally {
    await reader.close();
  }
}
