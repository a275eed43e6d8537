/** Which zone decides days, nights and weekends, and how its clocks are set. */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { localTimeBy, type OffsetAt, type ToLocalTime } from '../engine/folding/local-time.js';
import { ianaName, namedOffsets } from './named-zone.js';
import { posixOffsets } from './posix-zone.js';

const UTC = 'UTC';
const OF_MACHINE = '/etc/localtime';
/** The largest in use has 4 KB. */
const MOST_BYTES = 100_000;

/**
 * Local time in the zone of this name: of IANA, or a text as POSIX describes it. A name that is none is UTC, as for the C
 * library. To be made once for many instants; nothing is loaded before the first of them, which takes milliseconds.
 */
export function localTimeIn(name: string): ToLocalTime {
  let localTime: ToLocalTime | undefined;
  return (unixSeconds) => {
    localTime ??= localTimeBy(offsetsIn(name));
    return localTime(unixSeconds);
  };
}

function offsetsIn(name: string): OffsetAt {
  // Where machines serve, it is the usual one; to load what the platform knows of zones takes a tenth of a scan's start.
  if (name === UTC) return () => 0;
  const known = ianaName(name);
  return known === undefined ? (posixOffsets(name) ?? offsetsIn(UTC)) : namedOffsets(known);
}

/** The name of the zone that a C program of this environment lives in, which is what Hermes counts by. Never throws. */
export function machineZone({ TZ }: { readonly TZ?: string | undefined }): string {
  if (TZ === undefined) return platformZone() ?? zoneOfFile(OF_MACHINE) ?? UTC;
  const given = TZ.replace(/^:/, '');
  if (isAbsolute(given)) return zoneOfFile(given) ?? UTC;
  return ianaName(withoutVariant(given)) ?? (posixOffsets(given) === undefined ? UTC : given);
}

/** Undefined when the platform cannot tell, whatever its types say. */
function platformZone(): string | undefined {
  const { timeZone }: { timeZone?: string } = new Intl.DateTimeFormat().resolvedOptions();
  return timeZone === undefined ? undefined : ianaName(timeZone);
}

/** A compiled file of the zone database: named by its place there, or by the rules for the time to come at its end. */
function zoneOfFile(path: string): string | undefined {
  try {
    const place = /\/zoneinfo\/(.+)$/.exec(realpathSync(path))?.[1];
    const name = place === undefined ? undefined : ianaName(withoutVariant(place));
    if (name !== undefined) return name;
    const stats = statSync(path);
    if (!stats.isFile() || stats.size > MOST_BYTES) return undefined;
    const rules = /^TZif[\s\S]*\n(.+)\n$/.exec(readFileSync(path, 'latin1'))?.[1];
    return rules === undefined || posixOffsets(rules) === undefined ? undefined : rules;
  } catch {
    return undefined;
  }
}

/** The database has each zone in two more folders: as it is, and with leap seconds. */
function withoutVariant(name: string): string {
  return name.replace(/^(?:posix|right)\//, '');
}
