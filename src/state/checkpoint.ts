/**
 * The checkpoint file: what finished sessions added, so that they are not read again. Pure; used in a worker
 * thread.
 */
import { crc32 } from 'node:zlib';
import type { SessionRecord } from '../types.js';
import { checkOf, isChecked } from './check.js';
import { isCount, isRecord, isTextOrNull, isTime, isTimeOrNull, parseJson } from './guards.js';

const SCHEMA_VERSION = 1;

export interface Checkpoint {
  /** Of the rules by which was counted. */
  readonly analysisVersion: string;
  /** Of the history that was read. */
  readonly identity: string;
  /** Unix seconds. */
  readonly generatedAt: number;
  /** By session id. */
  readonly records: ReadonlyMap<string, SessionRecord>;
}

/** Characters that are made into bytes at once. */
const BLOCK_UNITS = 64 * 1024;
/** Most sessions take less. What is reserved beyond that is never touched, hence takes no memory. */
const BYTES_A_SESSION = 1_024;

/** What stands before the sessions, and how many of these there will be about. */
export interface CheckpointHead extends Omit<Checkpoint, 'records'> {
  readonly sessions: number;
}

/** Makes the file, session by session: of tens of thousands only the bytes are in memory, once. Counters that are 0 are left out. */
export class CheckpointEncoder {
  readonly #encoder = new TextEncoder();
  readonly #quoted = new Map<string, string>();
  #bytes: Uint8Array;
  #length = 0;
  #text: string;
  #separator = '';

  constructor({ analysisVersion, identity, generatedAt, sessions }: CheckpointHead) {
    const head = JSON.stringify({
      schema_version: SCHEMA_VERSION,
      analysis_version: analysisVersion,
      database: identity,
      generated_at: generatedAt,
    });
    this.#bytes = new Uint8Array(BLOCK_UNITS + sessions * BYTES_A_SESSION);
    this.#text = `${head.slice(0, -1)},"sessions":{`;
  }

  add(record: SessionRecord): void {
    this.#text += `${this.#separator}${JSON.stringify(record.id)}:${encodeRecord(record, this.#quoted)}`;
    this.#separator = ',';
    if (this.#text.length > BLOCK_UNITS) this.#flush();
  }

  /** The bytes to store. */
  finish(): Uint8Array {
    this.#text += '}';
    this.#flush();
    this.#text = checkOf(this.#bytes.subarray(0, this.#length));
    this.#flush();
    return this.#bytes.subarray(0, this.#length);
  }

  #flush(): void {
    const block = this.#encoder.encode(this.#text);
    this.#text = '';
    const length = this.#length + block.length;
    if (length > this.#bytes.length) {
      const larger = new Uint8Array(2 * length);
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(block, this.#length);
    this.#length = length;
  }
}

/**
 * The checkpoint in a text; undefined when it is none of this schema, hence to be rebuilt. A damaged session
 * is left out, hence read again. Never throws.
 */
export function decodeCheckpoint(text: string): Checkpoint | undefined {
  const file = parseJson(text);
  if (!isRecord(file)) return undefined;
  const { schema_version: schema, analysis_version: analysisVersion, database: identity } = file;
  const { generated_at: generatedAt, sessions } = file;
  if (schema !== SCHEMA_VERSION) return undefined;
  if (typeof analysisVersion !== 'string' || typeof identity !== 'string') return undefined;
  if (!isTime(generatedAt) || !isRecord(sessions)) return undefined;

  const isWhole = isChecked(text);
  const quoted = new Map<string, string>();
  const records = new Map<string, SessionRecord>();
  for (const id of Object.keys(sessions)) {
    const stored = sessions[id];
    const record = decodeRecord(id, stored);
    // To check each takes as long as to read it, so that is done only where something is wrong.
    if (record !== undefined && (isWhole || isIntact(record, stored, quoted))) records.set(id, record);
  }
  return { analysisVersion, identity, generatedAt, records };
}

/**
 * By hand, because `JSON.stringify` takes twice as long: counters are most of it, and their names always the
 * same.
 */
function encodeRecord(record: SessionRecord, quoted: Map<string, string>): string {
  const { counters, toolNames, activity } = record.contribution;
  const contribution: string[] = [];
  for (const name of Object.keys(counters)) {
    const count = counters[name];
    if (count === 0) continue;
    let key = quoted.get(name);
    if (key === undefined) {
      key = `${JSON.stringify(name)}:`;
      quoted.set(name, key);
    }
    // null, which no reader takes: what is no count damages its own session only.
    contribution.push(key + (isCount(count) ? count : null));
  }
  contribution.push(`"tool_names":${JSON.stringify(toolNames)}`);
  const head = JSON.stringify({
    fingerprint: record.fingerprint,
    title: record.title,
    model: record.model,
    long: record.long,
    started_at: record.startedAt,
    stored_start: encodeStart(record.storedStart),
    last_active: record.lastActive,
    activity,
  });
  const text = `${head.slice(0, -1)},"contribution":{${contribution.join(',')}}`;
  return text + checkOf(text, crc32(record.id));
}

function isIntact(record: SessionRecord, stored: unknown, quoted: Map<string, string>): boolean {
  if (!isRecord(stored)) return false;
  const { check } = stored;
  return encodeRecord(record, quoted).endsWith(`,"check":"${check}"}`);
}

function decodeRecord(id: string, value: unknown): SessionRecord | undefined {
  if (!isRecord(value)) return undefined;
  const { fingerprint, title, model, started_at: startedAt, last_active: lastActive, contribution } = value;
  if (typeof fingerprint !== 'string' || typeof title !== 'string' || !isTextOrNull(model)) return undefined;
  if (!isTimeOrNull(startedAt) || !isTimeOrNull(lastActive) || !isRecord(contribution)) return undefined;
  const { tool_names: toolNames, ...counters } = contribution;
  if (!isTexts(toolNames) || !areCounts(counters)) return undefined;
  const { long, stored_start: stored, activity } = value;
  if (long !== undefined && !isLong(long)) return undefined;
  if (activity !== undefined && !isActivity(activity)) return undefined;
  const storedStart = decodeStart(stored);
  return {
    id,
    fingerprint,
    title,
    model,
    ...(long === undefined ? {} : { long }),
    startedAt,
    ...(storedStart === undefined ? {} : { storedStart }),
    lastActive,
    contribution: activity === undefined ? { counters, toolNames } : { counters, toolNames, activity },
  };
}

/** JSON has no word for a number without end. */
function encodeStart(start: SessionRecord['storedStart']): unknown {
  return typeof start === 'number' && !Number.isFinite(start) ? [start > 0] : start;
}

function decodeStart(stored: unknown): SessionRecord['storedStart'] {
  if (Array.isArray(stored)) return stored[0] === true ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  return typeof stored === 'number' || typeof stored === 'string' || stored === null ? stored : undefined;
}

function isLong(value: unknown): value is NonNullable<SessionRecord['long']> {
  if (!isRecord(value)) return false;
  const { model, provider, local } = value;
  return typeof model === 'string' && isTextOrNull(provider) && typeof local === 'boolean';
}

/** Four numbers for each quarter of an hour. */
function isActivity(value: unknown): value is number[] {
  return Array.isArray(value) && value.length % 4 === 0 && value.every(isCount);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function areCounts(counters: Record<string, unknown>): counters is Record<string, number> {
  for (const name in counters) if (!isCount(counters[name])) return false;
  return true;
}
