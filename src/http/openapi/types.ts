/** The part of OpenAPI 3.1 that is used here: types only. */

/** JSON Schema 2020-12. */
export type Schema = { readonly [keyword: string]: unknown };

export interface Header {
  readonly description: string;
  readonly required: boolean;
  readonly schema: Schema;
}

export interface Described {
  readonly description: string;
  readonly headers?: Readonly<Record<string, Header>>;
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

export interface Reference {
  readonly $ref: string;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'path';
  readonly required?: true;
  readonly description: string;
  readonly schema: Schema;
}

/** What is said about a route. GET is described for HEAD, too. */
export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly deprecated?: true;
  readonly tags: readonly string[];
  readonly parameters?: readonly Parameter[];
  /** By status. */
  readonly responses: Readonly<Record<string, Described | Reference>>;
}
