import type { Payload } from '../../payload.js';
import type { Achievement } from '../../types.js';
import { arrange, type Filters } from './filters.js';
import { isWhole } from './scene.js';

/**
 * The order of the cards. While somebody reads they stay where they are, whatever a newer snapshot says of them: they are
 * put in order anew when the reader filters or sorts, and when a first scan has ended.
 */
export class Order {
  #filters: Filters | undefined;
  #whole = false;
  #ids: readonly string[] = [];

  of(payload: Payload, filters: Filters): readonly Achievement[] {
    const whole = isWhole(payload);
    const byId = new Map(payload.achievements.map((badge) => [badge.id, badge]));
    const kept = this.#ids.flatMap((id) => byId.get(id) ?? []);
    const isKept = filters === this.#filters && whole === this.#whole && kept.length === byId.size;
    if (isKept) return kept;
    const arranged = arrange(payload.achievements, filters.sort);
    this.#filters = filters;
    this.#whole = whole;
    this.#ids = arranged.map(({ id }) => id);
    return arranged;
  }
}
