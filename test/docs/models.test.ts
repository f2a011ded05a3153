// The page about the models: every model is on it, every field has a meaning, every example comes out as written, and
// what a model prints fits the schema that it prints.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { exampleOutput, MODEL_DOCUMENTS } from '../../docs/models/render.ts';
import { CATALOGUE } from '../../src/cli/calc/catalogue.ts';
import { type JsonSchema, schemaOf } from '../../src/cli/calc/model-schema.ts';
import { runCalc } from '../../src/cli/calc/run-calc.ts';

const named = MODEL_DOCUMENTS.map((document) => [document.name, document] as const);

/** Paths of fields without a word of meaning. */
function wordless(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inside]) => {
    if (key !== 'properties') return wordless(inside, path);
    return Object.entries(inside as Record<string, JsonSchema>).flatMap(([field, schema]) => {
      const here = `${path}.${field}`;
      return [...((schema.description ?? '') === '' ? [here] : []), ...wordless(schema, here)];
    });
  });
}

describe('the documents of the models', () => {
  it('tell of every model, each once', () => {
    expect(named.map(([name]) => name).toSorted()).toEqual(CATALOGUE.map(({ name }) => name).toSorted());
  });

  it.each(named)(
    '%s: the example comes out as it says, and fits the printed schemas',
    async (name, document) => {
      expect([...(await exampleOutput(document)).keys()]).toEqual(Object.keys(document.example.expect));
      const schemas = JSON.parse((await runCalc([name, '--schema'], async () => '')).stdout);
      const { stdout } = await runCalc([name], async () => JSON.stringify(document.example.input));
      expect(schemas.input.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
      expect(z.fromJSONSchema(schemas.input).safeParse(document.example.input).error?.issues).toBeUndefined();
      expect(z.fromJSONSchema(schemas.output).safeParse(JSON.parse(stdout)).error?.issues).toBeUndefined();
    },
  );

  it('refuse an example that does not come out', async () => {
    const wrong = {
      ...named[1]![1],
      name: 'brackets',
      example: { ...named[1]![1].example, expect: { bracket: 3 } },
    };
    await expect(exampleOutput(wrong)).rejects.toThrow('has bracket = 2, not 3');
    const refused = { ...wrong, example: { ...wrong.example, input: { symbol: 'BTCUSDT', notional: 0 } } };
    await expect(exampleOutput(refused)).rejects.toThrow('is refused');
  });
});

describe('the schemas', () => {
  it.each(CATALOGUE.map((model) => [model.name, model] as const))(
    '%s: give every field a meaning',
    (_, model) => {
      expect([...wordless(schemaOf(model, 'input')), ...wordless(schemaOf(model, 'output'))]).toEqual([]);
    },
  );
});
