// Turns the JSON Schema of a model into the rows of a table: field, type, meaning. Shapes that many models share are
// told once, at the top of the page, and named in the rows.
import type { CalcModel } from '../../src/cli/calc/define-calc.ts';
import { type JsonSchema, schemaOf } from '../../src/cli/calc/model-schema.ts';

export interface FieldRow {
  readonly field: string;
  readonly type: string;
  readonly meaning: string;
}

/** Titles of shapes that have their own table. */
const SHARED = ['position', 'tier'];

const parts = (schema: JsonSchema): readonly JsonSchema[] => (schema.anyOf ?? []) as JsonSchema[];
const without = (schema: JsonSchema) => parts(schema).filter((part) => part.type !== 'null');

/** The schema behind a null: `number or null` is a number with a mark. */
function bare(schema: JsonSchema): JsonSchema {
  const rest = without(schema);
  return schema.title === undefined && rest.length === 1 ? (rest[0] as JsonSchema) : schema;
}

function typeOf(schema: JsonSchema): string {
  if (schema.title !== undefined)
    return SHARED.includes(schema.title) ? `[${schema.title}](#${schema.title})` : schema.title;
  if (schema.enum !== undefined) {
    const words = schema.enum.map(String);
    const plain = words.filter((word) => !words.includes(word.toLowerCase()) || word === word.toLowerCase());
    return plain.join(', ');
  }
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const rest = without(schema);
  if (rest.length > 0) {
    const nullable = rest.length < parts(schema).length ? ' or null' : '';
    return `${[...new Set(rest.map(typeOf))].join(' or ')}${nullable}`;
  }
  if (schema.type === 'array') {
    const items = schema.items as JsonSchema | undefined;
    return items === undefined ? 'list' : `list of ${typeOf(items)}`;
  }
  if (schema.type === 'object') {
    const values = schema.additionalProperties;
    return typeof values === 'object' && schema.properties === undefined
      ? `by name: ${typeOf(values)}`
      : 'object';
  }
  return [schema.type ?? 'anything'].flat().join(' or ');
}

/** The object whose fields are told below a field: itself, the item of a list, or the value of a record. */
function inner(schema: JsonSchema): readonly [string, JsonSchema] | undefined {
  const own = bare(schema);
  if (own.title !== undefined) return undefined;
  if (own.properties !== undefined) return ['.', own];
  if (own.type === 'array' && typeof own.items === 'object') {
    const below = inner(own.items as JsonSchema);
    return below === undefined ? undefined : [`[]${below[0]}`, below[1]];
  }
  if (typeof own.additionalProperties === 'object') {
    const below = inner(own.additionalProperties);
    return below === undefined ? undefined : [`.NAME${below[0]}`, below[1]];
  }
  const object = without(own).find((part) => part.properties !== undefined);
  return object === undefined ? undefined : ['.', object];
}

/** Every field of an object schema, nested ones by their path. */
export function fieldRows(schema: JsonSchema, prefix = ''): FieldRow[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, value]) => {
    const field = value as JsonSchema;
    const optional = schema.required?.includes(name) === true ? '' : '?';
    const fallback =
      field.default === undefined || typeof field.default === 'object'
        ? ''
        : `default ${JSON.stringify(field.default)}`;
    const meaning = [field.description, fallback]
      .filter((text) => text !== undefined && text !== '')
      .join('; ');
    const row = { field: `${prefix}${name}${optional}`, type: typeOf(field), meaning };
    const below = inner(field);
    return below === undefined ? [row] : [row, ...fieldRows(below[1], `${prefix}${name}${below[0]}`)];
  });
}

function find(schema: unknown, title: string): JsonSchema | undefined {
  if (typeof schema !== 'object' || schema === null) return undefined;
  if (Reflect.get(schema, 'title') === title) return schema as JsonSchema;
  for (const value of Object.values(schema)) {
    const found = find(value, title);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** One table a shared shape, from the first model that takes it. */
export function sharedShapes(models: readonly CalcModel[]): string[] {
  return SHARED.map((title) => {
    for (const model of models) {
      const schema = find(schemaOf(model, 'input'), title);
      if (schema === undefined) continue;
      const rows = fieldRows(schema).map(({ field, type, meaning }) => `| ${field} | ${type} | ${meaning} |`);
      return [`## ${title}`, '', '| field | type | meaning |', '| --- | --- | --- |', ...rows, ''].join('\n');
    }
    throw new Error(`no model takes a ${title}`);
  });
}
