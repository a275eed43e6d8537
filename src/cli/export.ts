import { access, writeFile } from 'node:fs/promises';
import type { StateFilter } from '../engine/badges/selection.js';
import { EXPORT_FORMAT_NAMES, EXPORT_FORMATS, type ExportFormat } from '../engine/export/formats.js';
import { makeReport } from '../engine/export/report.js';
import type { Console } from './console.js';
import { EXIT, type ExitCode, Hint } from './exit.js';
import type { HomeFlags } from './home.js';
import { refreshed, withSession } from './session.js';
import { isEmpty, peeked, sayTrouble } from './trouble.js';

export interface ExportFlags extends HomeFlags {
  /** Left out: by the ending of the file, else JSON. */
  readonly format?: ExportFormat;
  readonly state?: StateFilter;
  readonly titles?: boolean;
  /** `-` is standard output. */
  readonly output: string;
  readonly force?: boolean;
  readonly cached?: boolean;
}

/** Writes a report to a file or to standard output. Nothing is written when there is nothing to report. */
export function exportReport(flags: ExportFlags, console: Console): Promise<ExitCode> {
  return withSession(flags, console, async (session) => {
    const { state, titles, output, force = false, format = formatOf(output) } = flags;
    if (output !== '-' && !force) await refuseExisting(output);
    const view = flags.cached ? await peeked(session) : await refreshed(session);
    if (isEmpty(view)) return sayTrouble(view, session);
    const report = makeReport(view.payload, { state, titles });
    const text = EXPORT_FORMATS[format].write(report, view.dateOf);
    if (output === '-') console.out.write(text);
    else {
      await save(output, text, force);
      console.err.say(`Wrote ${report.filtered_count} badges to ${output}.`);
    }
    return sayTrouble(view, session);
  });
}

function formatOf(path: string): ExportFormat {
  return EXPORT_FORMAT_NAMES.find((name) => path.endsWith(EXPORT_FORMATS[name].extension)) ?? 'json';
}

/** Before anything is counted, so that nobody waits for that in vain. */
async function refuseExisting(path: string): Promise<void> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere) throw existing(path);
}

async function save(path: string, text: string, force: boolean): Promise<void> {
  try {
    await writeFile(path, text, { flag: force ? 'w' : 'wx' });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST') throw existing(path);
    throw new Hint(`The report cannot be written: ${error instanceof Error ? error.message : error}`);
  }
}

function existing(path: string): Hint {
  return new Hint(
    `${path} is there already. Add --force to replace it, or choose another --output.`,
    EXIT.failed,
  );
}
