/** What is done with bytes that come in chunks. */

export const NOTHING = new Uint8Array();
export const LINE_BREAK = 0x0a;

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The last `count` bytes of a text that ends with the chunk, in memory of their own; `before` are those before it. */
export function lastBytes(before: Uint8Array, chunk: Uint8Array, count: number): Uint8Array {
  return joined([before, chunk.subarray(-count)]).subarray(-count);
}

/** Whether a word stands at `start`, and ends at `until` or before. */
export function stands(word: Uint8Array, bytes: Uint8Array, start: number, until: number): boolean {
  if (start + word.length > until) return false;
  for (let i = 0; i < word.length; i++) if (bytes[start + i] !== word[i]) return false;
  return true;
}

/** By byte: 1 for each of these characters of ASCII, else 0. */
export function tableOf(characters: string): Uint8Array {
  return Uint8Array.from({ length: 0x100 }, (_, byte) =>
    Number(characters.includes(String.fromCharCode(byte))),
  );
}
