// `cutman calc` as a program outside would use it: JSON in, JSON out.

import { runCalc } from '../../src/cli/calc/run-calc.ts';
import { BRACKETS } from './snapshot-builder.ts';

/** The answer of a model, or its error; typed arrays in the input travel as plain lists. */
export async function calc(
  model: string,
  input: Readonly<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const text = JSON.stringify(input, (_key, value: unknown) =>
    value instanceof Float64Array ? [...value] : value,
  );
  const { stdout } = await runCalc([model], async () => text);
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** The brackets of the test instruments as calc takes them, for every symbol. */
export const bracketsAsTiers = BRACKETS.map((row) => ({
  minNotional: row.floor,
  maxNotional: row.cap,
  maintenanceMarginRate: row.maintenanceMarginRate,
  maxLeverage: row.maxLeverage,
  cum: row.cum,
}));
