import { setTimeout as delay } from 'node:timers/promises';
import type { Progress, ProgressBar } from '../progress-bar.js';

/** The part of `/scan-status` that matters here. */
interface ScanStatus {
  readonly state: 'idle' | 'running' | 'failed';
  readonly cache: string;
  readonly run_count: number;
  readonly last_duration_ms: number | null;
  readonly progress: Progress | null;
}

/** The part of `/achievements` that matters here. */
interface Achievements {
  readonly unlocked_count: number;
  readonly total_count: number;
  readonly error: string | null;
}

const POLL_MS = 100;

/**
 * Has the history counted, and shows how far it is until that is done. Resolves with what there is to say about it; with
 * nothing when it is asked to stop. Never rejects: the server goes on without it.
 * @param base where the router is mounted
 */
export async function followFirstScan(
  base: string,
  bar: ProgressBar,
  stopping: AbortSignal,
): Promise<string | undefined> {
  try {
    return await follow(base, bar, stopping);
  } catch (error) {
    return stopping.aborted ? undefined : `The first count cannot be followed: ${error}`;
  } finally {
    bar.hide();
  }
}

async function follow(base: string, bar: ProgressBar, stopping: AbortSignal): Promise<string> {
  const read = async <T>(path: string): Promise<T> => {
    const response = await fetch(base + path, { signal: stopping });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answers ${text}`);
    return JSON.parse(text);
  };
  // The first read begins the scan. It may be answered before the scan ends, so it is asked once more below.
  const begun = read<Achievements>('/achievements');
  begun.catch(() => {});
  let status = await read<ScanStatus>('/scan-status');
  while (!isThrough(status)) {
    bar.show(status.progress);
    await delay(POLL_MS, undefined, { signal: stopping });
    status = await read<ScanStatus>('/scan-status');
  }
  await begun;
  return summary(await read<Achievements>('/achievements'), status);
}

/** A snapshot that is still fresh from the last start needs no scan. */
function isThrough({ state, cache, run_count }: ScanStatus): boolean {
  return state !== 'running' && (run_count > 0 || cache === 'fresh');
}

function summary(
  { unlocked_count, total_count, error }: Achievements,
  { last_duration_ms }: ScanStatus,
): string {
  const counts = `${unlocked_count} of ${total_count} achievements unlocked`;
  // What is wrong, the logger has said.
  if (error !== null) return `${counts}, as far as is known.`;
  return last_duration_ms === null
    ? `${counts}.`
    : `${counts}, counted in ${(last_duration_ms / 1000).toFixed(1)} s.`;
}
