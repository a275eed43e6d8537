import { channel } from 'node:diagnostics_channel';
import type { AchievementsError } from './errors.js';
import type { ImportEvent, UnlockEvent } from './types.js';

/** Tells routers of one process apart. */
interface Origin {
  /** Absolute path of the state directory. */
  readonly stateDir: string;
}

/**
 * What each channel of `node:diagnostics_channel` carries. Every start is followed by one end or one failure; a scan that
 * could not even start is a failure alone.
 */
export interface DiagnosticsMessages {
  'hermes-achievements:scan:start': Origin & {
    /** Everything is to be counted anew. */
    readonly full: boolean;
    /** Unix milliseconds. */
    readonly startedAt: number;
  };
  'hermes-achievements:scan:end': Origin & {
    readonly mode: 'full' | 'incremental';
    readonly durationMs: number;
    readonly sessionsTotal: number;
    /** Sessions that were read. */
    readonly sessionsRescanned: number;
    /** Sessions that needed no reading. */
    readonly sessionsReused: number;
    /** Badges unlocked or raised. */
    readonly unlocked: number;
  };
  'hermes-achievements:scan:failure': Origin & {
    readonly error: AchievementsError;
    /** By `close()` or a reset: then nothing is wrong. */
    readonly calledOff: boolean;
    readonly durationMs: number;
  };
  'hermes-achievements:unlock': Origin & UnlockEvent;
  'hermes-achievements:import': Origin & ImportEvent;
}

export interface Diagnostics {
  /** @param message is made only when somebody listens */
  publish<Name extends keyof DiagnosticsMessages>(
    name: Name,
    message: () => Omit<DiagnosticsMessages[Name], keyof Origin>,
  ): void;
}

export function createDiagnostics(stateDir: string): Diagnostics {
  const channels = {
    'hermes-achievements:scan:start': channel('hermes-achievements:scan:start'),
    'hermes-achievements:scan:end': channel('hermes-achievements:scan:end'),
    'hermes-achievements:scan:failure': channel('hermes-achievements:scan:failure'),
    'hermes-achievements:unlock': channel('hermes-achievements:unlock'),
    'hermes-achievements:import': channel('hermes-achievements:import'),
  } satisfies Record<keyof DiagnosticsMessages, unknown>;
  return {
    publish(name, message) {
      // An error of a subscriber does not come out here: Node raises it later, as one that nobody caught.
      if (channels[name].hasSubscribers) channels[name].publish({ stateDir, ...message() });
    },
  };
}
