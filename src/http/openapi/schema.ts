/** Words to write schemas with. */

import type { Schema } from './types.js';

type Properties = Readonly<Record<string, Schema>>;

export const TEXT: Schema = { type: 'string' };
export const FLAG: Schema = { type: 'boolean' };
export const COUNT: Schema = { type: 'integer', minimum: 0 };
export const NUMBER: Schema = { type: 'number', minimum: 0 };
export const PERCENT: Schema = { type: 'integer', minimum: 0, maximum: 100 };
export const INSTANT: Schema = { type: 'number', minimum: 0, description: 'Unix seconds' };

/** An object with these properties, and optional ones. Clients should expect more to come. */
export function object(properties: Properties, optional: Properties = {}): Schema {
  return {
    type: 'object',
    properties: { ...properties, ...optional },
    required: Object.keys(properties),
  };
}

export function list(
  items: Schema,
  limits: { readonly minItems?: number; readonly maxItems?: number } = {},
): Schema {
  return { type: 'array', items, ...limits };
}

export function oneOf(...schemas: readonly Schema[]): Schema {
  return { oneOf: schemas };
}

export function orNull(schema: Schema): Schema {
  return { anyOf: [schema, { type: 'null' }] };
}

export function choice(values: readonly string[]): Schema {
  return { type: 'string', enum: values };
}

export function only(value: string | number | boolean | null): Schema {
  return { const: value };
}

/** The same for all keys. */
export function mapOf(value: Schema, keys: Schema = TEXT): Schema {
  return { type: 'object', propertyNames: keys, additionalProperties: value };
}

export function described(schema: Schema, description: string): Schema {
  return { ...schema, description };
}

/** A schema of the document's components. */
export function ref(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}
