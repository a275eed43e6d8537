import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What write-file-atomic calls a file of ours while it is being written. */
const TEMPORARY =
  /^(?:state|scan_snapshot|scan_checkpoint|homes|home_share|home_keys|home_alone)\.json\.\d+$/;

/** A write takes milliseconds: a file of this age is nobody's any more. */
const ABANDONED_MS = 60_000;

/** Removes temporary files that a killed process left behind. Never rejects: they do no harm but take room. */
export async function sweepTemporaryFiles(directory: string, nowMs: number): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names.filter((candidate) => TEMPORARY.test(candidate))) {
    const path = join(directory, name);
    const facts = await stat(path).catch(() => undefined);
    if (facts?.isFile() && nowMs - facts.mtimeMs > ABANDONED_MS) await rm(path).catch(() => {});
  }
}
