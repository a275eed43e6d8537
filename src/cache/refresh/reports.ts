import type { Diagnostics, DiagnosticsMessages } from '../../diagnostics.js';
import type { AchievementsError } from '../../errors.js';
import type { Events } from '../../events.js';
import type { Telemetry } from '../../telemetry.js';
import type { UnlockEvent } from '../../types.js';
import type { Keeper } from '../keep/keeper.js';
import type { Kept } from '../keep/outcome.js';
import type { Journal } from './journal.js';

/** Who hears of the refreshes, besides the log. */
export interface Outlets {
  readonly telemetry: Telemetry;
  readonly diagnostics: Diagnostics;
  readonly events: Events;
}

type Mode = DiagnosticsMessages['hermes-achievements:scan:end']['mode'];

/** Tells all of them. */
export interface Reports {
  started(run: { readonly full: boolean; readonly startedAt: number }): void;
  succeeded(kept: Kept, durationMs: number, keeper: Keeper): void;
  /** What another process saved was taken over: it tells of the scan. */
  followed(keeper: Keeper): void;
  failed(error: AchievementsError, calledOff: boolean, durationMs: number): void;
}

export function createReports({ telemetry, diagnostics, events }: Outlets, journal: Journal): Reports {
  function announce(news: readonly UnlockEvent[], imported: boolean): void {
    if (!imported) {
      for (const event of news) {
        diagnostics.publish('hermes-achievements:unlock', () => event);
        events.emit('unlock', event);
      }
    } else if (news.length > 0) {
      const event = { count: news.length, achievements: news.map(({ achievement }) => achievement) };
      diagnostics.publish('hermes-achievements:import', () => event);
      events.emit('import', event);
    }
  }

  return {
    started({ full, startedAt }) {
      diagnostics.publish('hermes-achievements:scan:start', () => ({ full, startedAt }));
    },
    succeeded({ news, imported }, durationMs, { snapshot, problem, notice }) {
      const mode: Mode = snapshot?.numbers.mode === 'full' ? 'full' : 'incremental';
      const rescanned = snapshot?.numbers.sessions_rescanned ?? 0;
      const reused = snapshot?.numbers.sessions_reused ?? 0;
      telemetry.scanned({ durationMs, rescanned, reused });
      journal.trouble(problem);
      journal.notice(notice);
      journal.remark(snapshot?.notice ?? null);
      journal.scanned({ full: mode === 'full', durationMs, rescanned, reused, news, imported });
      diagnostics.publish('hermes-achievements:scan:end', () => ({
        mode,
        durationMs,
        sessionsTotal: rescanned + reused,
        sessionsRescanned: rescanned,
        sessionsReused: reused,
        unlocked: news.length,
      }));
      announce(news, imported);
    },
    followed({ notice }) {
      journal.trouble(undefined);
      journal.notice(notice);
      journal.followed();
    },
    failed(error, calledOff, durationMs) {
      if (!calledOff) {
        telemetry.failed();
        journal.trouble(error);
      }
      diagnostics.publish('hermes-achievements:scan:failure', () => ({ error, calledOff, durationMs }));
    },
  };
}
