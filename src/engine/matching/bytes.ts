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
