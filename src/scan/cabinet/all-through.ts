import pLimit from 'p-limit';

/**
 * Has something done with each, some at once. Resolves, or rejects with what failed first, when nothing of it runs any more:
 * what comes next may be about the same.
 */
export async function allThrough<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  task: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const limit = pLimit(atOnce);
  const failures: unknown[] = [];
  const done = items.map((item) =>
    limit(async (): Promise<readonly Result[]> => {
      // The others would be in vain.
      if (failures.length > 0) return [];
      try {
        return [await task(item)];
      } catch (error) {
        failures.push(error);
        return [];
      }
    }),
  );
  const results = (await Promise.all(done)).flat();
  if (failures.length > 0) throw failures[0];
  return results;
}
