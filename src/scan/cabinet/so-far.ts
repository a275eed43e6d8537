import { aggregateOf } from '../../engine/folding/aggregate.js';
import { foldSoFar, type Share } from '../../engine/folding/cabinet.js';
import type { MetricId } from '../../engine/folding/metrics.js';
import { sessionsIn } from '../../state/cabinet/keys.js';
import type { Fold } from '../../types.js';
import type { FoldWatch, Watch } from '../progress.js';
import { sharesOf } from './cabinet-report.js';
import type { HomePart } from './home-part.js';

/** How far the looks at all homes are together. */
export class SoFar {
  readonly #watch: Watch;
  readonly #parts: readonly HomePart[];
  readonly #counts = new Map<HomePart, readonly [scanned: number, total: number]>();
  readonly #running = new Map<HomePart, Fold<MetricId>>();
  /** Of homes that were read: whether none of its sessions lies in another one of these that came before. */
  readonly #read = new Map<HomePart, boolean>();
  readonly #keys = new Set<string>();

  constructor(watch: Watch, parts: readonly HomePart[]) {
    this.#watch = watch;
    this.#parts = parts;
  }

  of(part: HomePart): FoldWatch {
    return {
      progress: (scanned, total) => {
        this.#counts.set(part, [scanned, total]);
        let [allScanned, all] = [0, 0];
        for (const [one, of] of this.#counts.values()) [allScanned, all] = [allScanned + one, all + of];
        this.#watch.progress(allScanned, all);
      },
      partial: (_, fold) => {
        this.#running.set(part, fold);
        this.#watch.partial(aggregateOf(this.#fold()));
      },
    };
  }

  /** A session that lies in two homes counts once already now: nobody shall see a badge that goes away again. */
  #fold(): Fold<MetricId> {
    const apart: Share[] = [];
    const others: Share[] = [];
    for (const part of this.#parts) {
      const { name: home, found } = part;
      const fold = found?.fold ?? this.#running.get(part);
      if (fold === undefined) others.push(...sharesOf([part]));
      else if (found !== undefined && this.#isApart(part, found)) apart.push({ home, fold });
      else others.push({ home, fold });
    }
    return foldSoFar(apart, others);
  }

  #isApart(part: HomePart, { blocks }: NonNullable<HomePart['found']>): boolean {
    const known = this.#read.get(part);
    if (known !== undefined) return known;
    const keys = [...blocks.values()].flatMap((text) => Array.from(sessionsIn(text), ({ key }) => key));
    const isApart = !keys.some((key) => this.#keys.has(key));
    if (isApart) for (const key of keys) this.#keys.add(key);
    this.#read.set(part, isApart);
    return isApart;
  }
}
