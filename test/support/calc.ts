// `cutman calc` as a program outside would use it: JSON in, JSON out.
import { runCalc } from '../../src/cli/calc/run-calc.ts';

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
