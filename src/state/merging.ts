/** Maps and values of two states in one, the same in either order. Pure. */

export function merged<V>(
  a: ReadonlyMap<string, V>,
  b: ReadonlyMap<string, V>,
  both: (a: V, b: V) => V,
): Map<string, V> {
  const result = new Map(a);
  for (const [key, theirs] of b) {
    const ours = result.get(key);
    result.set(key, ours === undefined ? theirs : both(ours, theirs));
  }
  return result;
}

/** One of two values that differ: the same one in either order. */
export function smaller(a: unknown, b: unknown): unknown {
  return compareText(JSON.stringify(a), JSON.stringify(b)) <= 0 ? a : b;
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

export function sortedEntries(map: ReadonlyMap<string, unknown>): [string, unknown][] {
  return [...map].sort(([a], [b]) => compareText(a, b));
}

/** Keys become own properties, `__proto__` as well. */
export function toObject(entries: readonly [string, unknown][]): Record<string, unknown> {
  return Object.fromEntries([...entries].sort(([a], [b]) => compareText(a, b)));
}
