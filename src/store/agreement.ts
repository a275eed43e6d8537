import type { AchievementsError } from '../errors.js';
import { type Database, newerCounting } from './database.js';
import type { Look } from './publication.js';
import { agree, type Terms, type Wishes } from './terms.js';

export interface AgreementOptions {
  readonly database: Database;
  readonly wishes: Wishes;
  /** The way of counting, as an ordered number. */
  readonly analysis: number;
  /** Hears, once, that a newer one has counted. */
  readonly say: (message: string) => void;
}

/** By what one process and all the others go: found out once, and again when somebody else has decided. */
export class Agreement {
  readonly #options: AgreementOptions;
  readonly #hear: (terms: Terms) => Promise<void>;
  #agreeing: Promise<Terms> | undefined;
  #terms: Terms | undefined;
  #isOutdated = false;

  /** @param hear hears of what was agreed upon, each time */
  constructor(options: AgreementOptions, hear: (terms: Terms) => Promise<void>) {
    this.#options = options;
    this.#hear = hear;
  }

  /** Why nothing may be counted here. */
  get refusal(): AchievementsError | undefined {
    return this.#terms?.refusal;
  }

  /** Whether a newer version has counted: this one then shows that, and counts nothing. */
  get isOutdated(): boolean {
    return this.#isOutdated;
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

  /** As those, for who is about to write: what could not be written before may be now. */
  async termsToWrite(): Promise<Terms> {
    if (this.#terms?.isOpen === true) this.#agreeing = undefined;
    return await this.terms();
  }

  /** Somebody else may have decided meanwhile, or it is to be decided anew. */
  async follow({ timeZone, analysis }: Pick<Look, 'timeZone' | 'analysis'>): Promise<void> {
    const wasOutdated = this.#isOutdated;
    this.#isOutdated = analysis > this.#options.analysis;
    if (this.#isOutdated && !wasOutdated) this.#options.say(newerCounting(this.#options.database.label));
    if (timeZone === this.#terms?.timeZone) return;
    this.#agreeing = undefined;
    await this.terms();
  }

  async #agree(): Promise<Terms> {
    const terms = await agree(this.#options.database, this.#options.wishes);
    this.#terms = terms;
    await this.#hear(terms);
    return terms;
  }
}
