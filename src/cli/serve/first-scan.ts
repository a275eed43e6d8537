import { setTimeout as delay } from 'node:timers/promises';
import type { Terminal } from './terminal.js';

/** The part of `/scan-status` that matters here. */
interface ScanStatus {
  readonly state: 'idle' | 'running' | 'failed';
  readonly cache: string;
  readonly run_count: number;
  readonly last_duration_ms: number | null;
  readonly progress: { readonly scanned: number; readonly total: number } | null;
}

/** The part of `/achievements` that matters here. */
interface Achievements {
  readonly unlocked_count: number;
  readonly total_count: number;
  readonly error: string | null;
}

const POLL_MS = 100;

/**
 * Has the history counted, and shows how far it is until that is done. Never rejects: the server goes on without it.
 * @param base where the router is mounted
 */
export async function followFirstScan(
  base: string,
  terminal: Terminal,
  stopping: AbortSignal,
): Promise<void> {
  try {
    terminal.say(await follow(base, terminal, stopping));
  } catch (error) {
    if (!stopping.aborted) terminal.say(`The first count cannot be followed: ${error}`);
  }
}

async function follow(base: string, terminal: Terminal, stopping: AbortSignal): Promise<string> {
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
    if (status.progress !== null) {
      terminal.progress(`Counting sessions: ${status.progress.scanned} of ${status.progress.total}`);
    }
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
