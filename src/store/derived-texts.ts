import { decodeShare, type HomeShare } from '../state/cabinet/share.js';
import { decodeChecked } from '../state/check.js';
import type { Database } from './database.js';
import type { RegisteredHome } from './registry.js';

/** The shares of all homes, of which those alone are fetched that have changed: in one question, however many there are. */
export class DerivedTexts {
  readonly #database: Database;
  #shares = new Map<string, { readonly mark: string; readonly share: HomeShare | undefined }>();

  constructor(database: Database) {
    this.#database = database;
  }

  async fetch(homes: readonly Pick<RegisteredHome, 'id' | 'shareMark'>[]): Promise<void> {
    const wanted = homes.filter(
      ({ id, shareMark }) => shareMark !== undefined && this.#shares.get(id)?.mark !== shareMark,
    );
    const known = new Set(homes.map(({ id }) => id));
    for (const id of this.#shares.keys()) if (!known.has(id)) this.#shares.delete(id);
    if (wanted.length === 0) return;
    const rows = await this.#database.ask(
      `SELECT home, mark, content FROM $schema.derived WHERE name = 'share'
       AND home IN (SELECT json_array_elements_text($1::text::json))`,
      JSON.stringify(wanted.map(({ id }) => id)),
    );
    for (const [home, mark, content] of rows)
      if (home && mark) this.#shares.set(home, { mark, share: decoded(content ?? '') });
  }

  async share(home: string): Promise<HomeShare | undefined> {
    return this.#shares.get(home)?.share;
  }
}

function decoded(text: string): HomeShare | undefined {
  const stored = decodeChecked(text);
  return stored && decodeShare(stored);
}
