/** Holds answers against what the OpenAPI document says about them. */

import { gunzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import { expect } from 'chai';
import type { RequestHandler } from 'express';
import { DOCUMENT } from '#src/http/routes.js';

interface Described {
  readonly headers?: Readonly<Record<string, { readonly required: boolean; readonly schema: object }>>;
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}

interface Referable extends Described {
  readonly $ref?: string;
}

interface DescribedOperation {
  readonly tags: readonly string[];
  readonly responses: Readonly<Record<string, Referable>>;
}

interface Described31 {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, object>>;
    readonly responses: Readonly<Record<string, Described>>;
  };
}

export interface Answer {
  readonly method: string;
  /** Below the mount, without a query. */
  readonly path: string;
  readonly status: number;
  /** By name, in small letters. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** What any answer may have beside what is said about it: HTTP itself, and what Express adds. */
const COMMON = ['content-type', 'content-length', 'content-encoding', 'x-powered-by'];

/** The document as a client reads it. */
export function readDocument(): Described31 {
  return JSON.parse(JSON.stringify(DOCUMENT));
}

/** Says what in an answer is not as the document says; nothing of a path that is not in it. */
export const inspect = createInspector();

function createInspector(): (answer: Answer) => readonly string[] {
  const { paths, components } = readDocument();
  // Told apart by who adds to the schema: a client takes more than what is said, a spec does not.
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
  ajv.addFormat('date', fullFormats.date);
  ajv.addSchema({ $id: 'api', $defs: closed(components.schemas) });
  const compiled = new Map<object, ReturnType<typeof ajv.compile>>();
  const faults = (schema: object, value: unknown): readonly string[] => {
    const validate = compiled.get(schema) ?? ajv.compile(Object(closed(schema)));
    compiled.set(schema, validate);
    validate(value);
    return (validate.errors ?? []).map(({ instancePath, message, params }) =>
      `${instancePath} ${message} ${JSON.stringify(params)}`.trim(),
    );
  };

  const describedFor = ({ method, path, status }: Answer): Described | undefined | 'not ours' => {
    const template = Object.keys(paths).find((candidate) => patternOf(candidate).test(path));
    const operations = template === undefined ? undefined : paths[template];
    if (operations === undefined) return 'not ours';
    const { get } = operations;
    const isPage = get?.tags.includes('Page') === true;
    const operation = operations[method === 'HEAD' ? 'get' : method.toLowerCase()];
    if (operation === undefined) {
      if (isPage) return 'not ours';
      // Whatever the method, a host name that is not allowed is refused first.
      const { Forbidden, Options, MethodNotAllowed } = components.responses;
      if (status === 403) return Forbidden;
      return method === 'OPTIONS' ? Options : MethodNotAllowed;
    }
    const found = operation.responses[status];
    if (status === 404 && isPage) return 'not ours';
    const name = found?.$ref?.replace('#/components/responses/', '');
    return name === undefined ? found : components.responses[name];
  };

  return (answer) => {
    const described = describedFor(answer);
    if (described === 'not ours') return [];
    if (described === undefined) return ['the status is not described'];
    return [
      ...headerFaults(described, answer.headers, faults),
      ...(answer.method === 'HEAD' ? [] : bodyFaults(described, answer, faults)),
    ];
  };
}

type Faults = (schema: object, value: unknown) => readonly string[];

function headerFaults(
  { headers = {} }: Described,
  given: Answer['headers'],
  faults: Faults,
): readonly string[] {
  const known = [...COMMON, ...Object.keys(headers).map((name) => name.toLowerCase())];
  const more = [...given.keys()].filter((name) => !known.includes(name));
  const wrong = Object.entries(headers).flatMap(([name, { required, schema }]) => {
    const value = given.get(name.toLowerCase());
    if (value === undefined) return required ? [`${name} is missing`] : [];
    return faults(schema, value).map((fault) => `${name}: ${fault}`);
  });
  return [...more.map((name) => `${name} is not described`), ...wrong];
}

function bodyFaults({ content }: Described, { headers, body }: Answer, faults: Faults): readonly string[] {
  if (content === undefined) return body.length === 0 ? [] : ['no body is described'];
  const [type = ''] = (headers.get('content-type') ?? '').split(';');
  const schema = content[type]?.schema;
  if (schema === undefined) return [`${type} is not described`];
  const text = (headers.get('content-encoding') === 'gzip' ? gunzipSync(body) : body).toString();
  return faults(schema, type.endsWith('json') ? JSON.parse(text) : text);
}

/** Below a mount, as Express matches by itself. */
function patternOf(template: string): RegExp {
  const escaped = template.replace(/[.$]/g, '\\$&').replace(/\{\w+\}/g, '[^/]+');
  return new RegExp(`^${escaped}/?$`, 'i');
}

/** The same schemas, but nothing more is taken than what they say; references go to the one that holds all. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const parts = Object.entries(schema).map(([key, value]) => [
    key,
    key === '$ref' ? String(value).replace('#/components/schemas/', 'api#/$defs/') : closed(value),
  ]);
  const copy = Object.fromEntries(parts);
  return 'properties' in schema && 'type' in schema ? { additionalProperties: false, ...copy } : copy;
}

/**
 * Looks at all that is answered behind it, wherever it comes from and whoever asks.
 * @param tell hears what is not as described, with the request it was for.
 */
export function inspecting(tell: (fault: string) => void): RequestHandler {
  return (request, response, next) => {
    const { method, path } = request;
    const end = response.end.bind(response);
    Reflect.set(response, 'end', (...parts: readonly unknown[]) => {
      const [body] = parts;
      const names = response.getHeaderNames();
      const headers = new Map(names.map((name) => [name, String(response.getHeader(name))]));
      const answer = { method, path, status: response.statusCode, headers };
      for (const fault of inspect({
        ...answer,
        body: Buffer.isBuffer(body) ? body : Buffer.from(String(body ?? '')),
      })) {
        tell(`${method} ${path} ${response.statusCode}: ${fault}`);
      }
      return Reflect.apply(end, response, parts);
    });
    next();
  };
}

/** Call it in a `describe`; what it gives goes before a router at the root. After each spec all was answered as described. */
export function inspectedAnswers(): RequestHandler {
  const faults: string[] = [];
  afterEach('all is answered as described', () => {
    expect(faults.splice(0)).to.deep.equal([]);
  });
  return inspecting((fault) => void faults.push(fault));
}
