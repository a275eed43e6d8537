import type { AchievementsError } from '../errors.js';
import type { Database } from './database.js';
import type { Look } from './publication.js';
import { agree, type Terms, type Wishes } from './terms.js';

/** By what one process and all the others go: found out once, and again when somebody else has decided. */
export class Agreement {
  readonly #database: Database;
  readonly #wishes: Wishes;
  readonly #hear: (terms: Terms) => Promise<void>;
  #agreeing: Promise<Terms> | undefined;
  #terms: Terms | undefined;

  /** @param hear hears of what was agreed upon, each time */
  constructor(database: Database, wishes: Wishes, hear: (terms: Terms) => Promise<void>) {
    this.#database = database;
    this.#wishes = wishes;
    this.#hear = hear;
  }

  /** Why nothing may be counted here. */
  get refusal(): AchievementsError | undefined {
    return this.#terms?.refusal;
  }

  async terms(): Promise<Terms> {
    this.#agreeing ??= this.#agree();
    try {
      return await this.#agreeing;
    } catch (error) {
      this.#agreeing = undefined;
      throw error;
    }
  }

  /** Somebody else may have decided meanwhile, or it is to be decided anew. */
  async follow({ timeZone }: Pick<Look, 'timeZone'>): Promise<void> {
    if (timeZone === this.#terms?.timeZone) return;
    this.#agreeing = undefined;
    await this.terms();
  }

  async #agree(): Promise<Terms> {
    const terms = await agree(this.#database, this.#wishes);
    this.#terms = terms;
    await this.#hear(terms);
    return terms;
  }
}
