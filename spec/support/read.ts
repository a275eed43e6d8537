/** Short ways to read from a source in specs. */

import type { ListedSession, Message, SessionReader, SessionSource } from '#src/types.js';

/** All messages of all listed sessions, in the order in which they come. */
export async function readAll(source: SessionSource): Promise<readonly Message[]> {
  return await withReader(source, async (reader) => await collect(reader, (await reader.list()).sessions));
}

export async function listAll(source: SessionSource): Promise<readonly ListedSession[]> {
  return await withReader(source, async (reader) => (await reader.list()).sessions);
}

/** Session id → fingerprint. */
export async function fingerprints(source: SessionSource): Promise<ReadonlyMap<string, string>> {
  return new Map((await listAll(source)).map(({ id, fingerprint }) => [id, fingerprint]));
}

export async function identityOf(source: SessionSource): Promise<string> {
  return await withReader(source, async (reader) => (await reader.list()).identity);
}

export async function collect(reader: SessionReader, sessions: readonly ListedSession[]): Promise<Message[]> {
  const messages: Message[] = [];
  for await (const page of reader.messages(sessions)) messages.push(...page);
  return messages;
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
