// Runs `cutman calc` as an outside program would: arguments and text in, one JSON document and an exit code out.
import { runCalc } from '../../../src/cli/calc/run-calc.ts';

// biome-ignore lint/suspicious/noExplicitAny: the document is whatever the model printed
export type Printed = any;

export async function calcText(
  argv: readonly string[],
  stdin = '',
): Promise<{ exitCode: number; stdout: string }> {
  return runCalc(argv, async () => stdin);
}

/** The output of a model that must answer. */
export async function calc(model: string, input: unknown): Promise<Printed> {
  const { exitCode, stdout } = await calcText([model], JSON.stringify(input));
  if (exitCode !== 0) throw new Error(`calc ${model} refused: ${stdout}`);
  return JSON.parse(stdout);
}

/** The error of a model that must refuse with exit code 2. */
export async function calcError(argv: readonly string[], stdin: unknown): Promise<Printed> {
  const text = typeof stdin === 'string' ? stdin : JSON.stringify(stdin);
  const { exitCode, stdout } = await calcText(argv, text);
  if (exitCode !== 2) throw new Error(`calc ${argv.join(' ')} answered: ${stdout}`);
  return JSON.parse(stdout).error;
}
