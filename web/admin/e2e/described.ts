/**
 * Whether an answer is one that the API gives: the description made of the server's code (`web/api/openapi.json`) is the
 * measure, for refusals too. A field that it does not declare is a fault as well as one that is missing.
 */

import { readFileSync } from 'node:fs';
import Ajv2020, { type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';

type Schema = Record<string, unknown>;
interface Response {
  readonly $ref?: string;
  readonly content?: Record<string, { readonly schema: Schema }>;
}
interface Operation {
  readonly responses: Record<string, Response>;
}
interface Description {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: {
    readonly schemas: Record<string, Schema>;
    readonly responses: Record<string, Response>;
  };
}

const DESCRIPTION: Description = JSON.parse(
  readFileSync(`${import.meta.dirname}/../../api/openapi.json`, 'utf8'),
);
const ROOT = 'openapi.json';
const JSON_TYPES = ['application/json', 'application/problem+json'];

const isObject = (value: unknown): value is Schema => typeof value === 'object' && value !== null;
const named = (reference: unknown): Schema | undefined =>
  typeof reference === 'string'
    ? DESCRIPTION.components.schemas[reference.split('/').pop() ?? '']
    : undefined;
const lists = (schema: Schema): Schema[] =>
  ['allOf', 'oneOf', 'anyOf'].flatMap((word) => (schema[word] as Schema[] | undefined) ?? []);

/** Whether it names the fields of an object. */
const isClosed = (schema: Schema): boolean => {
  const target = named(schema.$ref);
  return 'properties' in schema || (target !== undefined && isClosed(target)) || lists(schema).some(isClosed);
};

/** The same schema, in which every object has the declared fields only; `whole` where nothing is added around it. */
function strict(schema: Schema, whole: boolean): Schema {
  const made: Schema = { ...schema };
  for (const word of ['allOf', 'oneOf', 'anyOf'])
    if (word in made) made[word] = (made[word] as Schema[]).map((one) => strict(one, false));
  for (const word of ['items', 'additionalProperties'])
    if (isObject(made[word])) made[word] = strict(made[word], true);
  if (isObject(made.properties))
    made.properties = Object.fromEntries(
      Object.entries(made.properties).map(([name, one]) => [name, strict(one as Schema, true)]),
    );
  return whole && isClosed(schema) ? { ...made, unevaluatedProperties: false } : made;
}

const ajv = new Ajv2020({
  strict: false,
  allErrors: true,
  verbose: true,
  formats: { int32: true, int64: true, double: true },
});
const schemas = Object.entries(DESCRIPTION.components.schemas);
ajv.addSchema(
  { components: { schemas: Object.fromEntries(schemas.map(([name, one]) => [name, strict(one, false)])) } },
  ROOT,
);

/** References in a schema that stands alone. */
const outside = (schema: Schema): Schema =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', `"${ROOT}#/components/`));

const compiled = new Map<string, ValidateFunction>();

function validator(key: string, schema: Schema): ValidateFunction {
  const known = compiled.get(key) ?? ajv.compile(outside(strict(schema, true)));
  compiled.set(key, known);
  return known;
}

/** `drafts/{id}`, of which the one with the fewest braces fits best. */
function template(path: string): string | undefined {
  const parts = path.split('/');
  const fits = Object.keys(DESCRIPTION.paths).filter((one) => {
    const wanted = one.slice('/api/'.length).split('/');
    return (
      wanted.length === parts.length && wanted.every((part, at) => part[0] === '{' || part === parts[at])
    );
  });
  return fits.sort((one, other) => one.split('{').length - other.split('{').length)[0];
}

const told = ({ instancePath, message, params, data }: ErrorObject): string => {
  const more = Object.values(params).find((value) => typeof value === 'string' || Array.isArray(value));
  return `${instancePath || '/'} ${message} (${more ?? ''}) in ${JSON.stringify(data)?.slice(0, 120)}`;
};

/** What is wrong with this answer to `METHOD path`, a line each: path, status, JSON pointer and reason. */
export function unfit(what: string, status: number, body: object | undefined): string[] {
  const [method = '', path = ''] = what.split(' ');
  const known = template(path);
  const operation = known === undefined ? undefined : DESCRIPTION.paths[known]?.[method.toLowerCase()];
  if (operation === undefined) return [`${what}: the API has no such route`];
  const place = `${what} → ${status}`;
  const found = operation.responses[status];
  if (found === undefined)
    return [`${place}: this status is not declared (${Object.keys(operation.responses)})`];
  const response = found.$ref ? DESCRIPTION.components.responses[String(status)] : found;
  const schema = JSON_TYPES.map((type) => response?.content?.[type]?.schema).find(isObject);
  if (schema === undefined)
    return body === undefined || response?.content ? [] : [`${place}: no body is declared`];
  if (body === undefined) return [`${place}: a body is declared`];
  const validate = validator(`${method} ${known} ${status}`, schema);
  // As it goes over the line: what is undefined is not there.
  return validate(JSON.parse(JSON.stringify(body)))
    ? []
    : (validate.errors ?? []).map((one) => `${place}: ${told(one)}`);
}
