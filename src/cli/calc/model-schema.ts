// The JSON Schema (draft 2020-12) of a calc model, every field with its meaning: what --schema prints and what
// docs/models.md tabulates.
import { z } from 'zod';
import type { CalcModel } from './define-calc.ts';
import { meaningOf } from './field-meanings.ts';

export type JsonSchema = z.core.JSONSchema.JSONSchema;

/** Copies `schema`, giving each property without a description the meaning of its name in `model`. */
function described(schema: JsonSchema, model: string): JsonSchema {
  const inside = <T>(value: T): T => {
    if (Array.isArray(value)) return value.map(inside) as T;
    if (typeof value !== 'object' || value === null) return value;
    return described(value as JsonSchema, model) as T;
  };
  const copy = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, key === 'properties' ? value : inside(value)]),
  ) as JsonSchema;
  if (schema.properties === undefined) return copy;
  const fields = Object.entries(schema.properties).map(([field, value]) => {
    const own = inside(value) as JsonSchema;
    const meaning = own.description ?? meaningOf(model, field);
    return [field, meaning === undefined ? own : { ...own, description: meaning }] as const;
  });
  return { ...copy, properties: Object.fromEntries(fields) };
}

/** Input or output of `model`. */
export function schemaOf(model: CalcModel, io: 'input' | 'output'): JsonSchema {
  return described(z.toJSONSchema(model[io], { io }), model.name);
}
