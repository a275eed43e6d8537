/** Milliseconds that a task takes. */
export async function timed(task: () => unknown): Promise<number> {
  const began = performance.now();
  await task();
  return performance.now() - began;
}

/**
 * Measures two tasks in turn, round after round, so that whatever else the machine does meets both alike. A first round
 * warms up and is not counted.
 * @param measure what a task is worth; by default the milliseconds it takes
 */
export async function rounds<Task = () => unknown>(
  count: number,
  candidate: Task,
  floor: Task,
  measure: (task: Task) => Promise<number>,
): Promise<Rounds> {
  const measured: { candidate: number[]; floor: number[] } = { candidate: [], floor: [] };
  for (let round = 0; round <= count; round++) {
    const values = { candidate: await measure(candidate), floor: await measure(floor) };
    if (round === 0) continue;
    measured.candidate.push(values.candidate);
    measured.floor.push(values.floor);
  }
  return measured;
}

/** Values of both tasks, by round. */
export interface Rounds {
  readonly candidate: readonly number[];
  readonly floor: readonly number[];
}
