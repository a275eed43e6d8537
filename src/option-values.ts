/** Values of options that are objects of the user's: what is kept of them. */
import { unknownOption, wrongOptions } from './option-errors.js';
import type { Logger, SessionSource } from './types.js';

export const LOGGER_METHODS = ['debug', 'info', 'warn', 'error'] as const satisfies readonly (keyof Logger)[];

export const SILENT: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** Hears the same, but throws nothing: logging must never break what is logged about. Undefined for what is no logger. */
export function readLogger(value: unknown): Logger | undefined {
  if (!isLogger(value)) return undefined;
  const quietly = (name: keyof Logger) => {
    const log = value[name].bind(value);
    return (message: string) => {
      try {
        log(message);
      } catch {}
    };
  };
  return { debug: quietly('debug'), info: quietly('info'), warn: quietly('warn'), error: quietly('error') };
}

/** Undefined for what is no source. */
export function readSource(value: unknown): SessionSource | undefined {
  return isSource(value) ? { open: value.open.bind(value) } : undefined;
}

function isLogger(value: unknown): value is Logger {
  return LOGGER_METHODS.every((name) => hasMethod(value, name));
}

function isSource(value: unknown): value is SessionSource {
  return hasMethod(value, 'open');
}

function hasMethod(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, name) === 'function';
}

function nothing(): void {}

const ISO_DATE = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** Unix milliseconds; NaN for what is not an ISO date. A date and time without a zone is refused: whose zone? */
export function isoTime(value: unknown): number {
  const day = typeof value === 'string' ? ISO_DATE.exec(value)?.[1] : undefined;
  if (typeof value !== 'string' || day === undefined) return Number.NaN;
  // 31 February would quietly become 3 March.
  const midnight = new Date(`${day}T00:00:00Z`);
  const exists = !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
  return exists ? Date.parse(value) : Number.NaN;
}

/** The environment variables that matter. `process.env` fits. */
export interface Environment {
  readonly HERMES_HOME?: string | undefined;
  readonly TZ?: string | undefined;
}

/** The options that were given; each is read once here, so that a getter or a later change of the object has no effect. */
export function readOnce(options: unknown, known: readonly string[]): ReadonlyMap<string, unknown> {
  if (options === undefined) return new Map();
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw wrongOptions(options);
  }
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) throw unknownOption(unknown, known);
  return new Map<string, unknown>(Object.entries(options));
}
