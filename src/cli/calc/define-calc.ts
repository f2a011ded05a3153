// What one model of `cutman calc` is: a name, two schemas, and a function from checked input to plain output.
import type { z } from 'zod';

/** A model as the runner sees it, its types erased. */
export interface CalcModel {
  readonly name: string;
  /** One line for people. */
  readonly summary: string;
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  /** Takes what `input` parsed; throws ModelInputError on what only the model can judge. */
  readonly run: (input: unknown) => unknown;
}

interface CalcDefinition<I extends z.ZodType, O extends z.ZodType> {
  readonly name: string;
  readonly summary: string;
  readonly input: I;
  readonly output: O;
  readonly run: (input: z.output<I>) => z.input<O> | Promise<z.input<O>>;
}

/** Checks a definition's types against its schemas. Money leaves `run` as text: use `money` of shapes.ts. */
export function defineCalc<I extends z.ZodType, O extends z.ZodType>(
  definition: CalcDefinition<I, O>,
): CalcModel {
  return { ...definition, run: (input) => definition.run(input as z.output<I>) };
}
