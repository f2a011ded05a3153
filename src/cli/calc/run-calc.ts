// `cutman calc`: reads one JSON document, runs one model, answers with one JSON document.
// Every bad input ends in exit code 2 and a named error, never in a stack trace.
import { closestMatch } from 'leven';
import { z } from 'zod';
import { ModelInputError } from '../../risk/model-input-error.ts';
import { CATALOGUE } from './catalogue.ts';
import type { CalcModel } from './define-calc.ts';
import { schemaOf } from './model-schema.ts';

export interface CalcAnswer {
  readonly stdout: string;
  readonly exitCode: 0 | 2;
}

interface Problem {
  readonly code: string;
  /** `positions[1].markPrice`; empty for the document as a whole. */
  readonly path: string;
  readonly message: string;
}

const USAGE = 'cutman calc MODEL < input.json | cutman calc --list [--json] | cutman calc MODEL --schema';

const answer = (value: unknown): CalcAnswer => ({ stdout: `${JSON.stringify(value)}\n`, exitCode: 0 });
const refuse = (problem: Problem, issues: readonly Problem[] = []): CalcAnswer => ({
  stdout: `${JSON.stringify({ error: issues.length > 1 ? { ...problem, issues } : problem })}\n`,
  exitCode: 2,
});

const pathText = (path: readonly PropertyKey[]): string =>
  path
    .map((key, i) => (typeof key === 'number' ? `[${key}]` : i === 0 ? String(key) : `.${String(key)}`))
    .join('');

function nearest(word: string, names: readonly string[]): string {
  const maxDistance = Math.min(3, Math.floor(word.length / 2));
  const match = closestMatch(word, [...names], { maxDistance });
  return match === undefined ? '' : `; did you mean "${match}"?`;
}

function fieldsOf(model: CalcModel): string[] {
  return model.input instanceof z.ZodObject ? Object.keys(model.input.shape) : [];
}

/**
 * The issue inside a union that says where the trouble is: of the shapes tried, the one that went furthest into the
 * input. A union of plain values has no inside, and keeps its own words.
 */
function innermost(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const deepest = issue.errors
    .flatMap((branch) => branch.slice(0, 1))
    .map(innermost)
    .sort((a, b) => b.path.length - a.path.length)[0];
  if (deepest === undefined || deepest.path.length === 0) return issue;
  return { ...deepest, path: [...issue.path, ...deepest.path] };
}

/** One zod issue in the words of this interface. */
function problemOf(outer: z.core.$ZodIssue, model: CalcModel): Problem {
  const issue = innermost(outer);
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const path = pathText([...issue.path, key]);
    const near = issue.path.length === 0 ? nearest(key, fieldsOf(model)) : '';
    return { code: 'UNKNOWN_FIELD', path, message: `${path} is not a field of ${model.name}${near}` };
  }
  const path = pathText(issue.path);
  const missing = issue.input === undefined;
  const message = `${path || 'the input'} ${missing ? 'is missing' : 'is not right'}: ${issue.message}`;
  return { code: missing ? 'MISSING' : issue.code.toUpperCase(), path, message };
}

async function runModel(model: CalcModel, text: string): Promise<CalcAnswer> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    const found = text.trim() === '' ? 'standard input is empty' : (error as Error).message;
    return refuse({
      code: 'BAD_JSON',
      path: '',
      message: `${found}; give one JSON object on standard input`,
    });
  }
  const input = model.input.safeParse(document, { reportInput: true });
  if (!input.success) {
    const problems = input.error.issues.map((issue) => problemOf(issue, model));
    return refuse(problems[0]!, problems);
  }
  try {
    return answer(model.output.parse(await model.run(input.data)));
  } catch (error) {
    if (!(error instanceof ModelInputError)) throw error;
    return refuse({ code: error.code, path: error.path, message: error.message });
  }
}

/**
 * Runs one `calc` command line. `stdinText` is asked only when a model needs its input. Resolves with what belongs on
 * standard output and the exit code (0 answered, 2 bad input); rejects only when a model itself is wrong.
 */
export async function runCalc(
  argv: readonly string[],
  stdinText: () => Promise<string>,
): Promise<CalcAnswer> {
  const names = CATALOGUE.map((model) => model.name);
  if (argv.includes('--list')) {
    return argv.includes('--json') ? answer(names) : { stdout: `${names.join('\n')}\n`, exitCode: 0 };
  }
  const [name, ...extra] = argv.filter((word) => !word.startsWith('--'));
  const unknown = argv.find((word) => word.startsWith('--') && word !== '--schema') ?? extra[0];
  if (name === undefined || unknown !== undefined) {
    const found = name === undefined ? 'no model is named' : `"${unknown}" is not understood`;
    return refuse({ code: 'USAGE', path: '', message: `${found}; use: ${USAGE}` });
  }
  const model = CATALOGUE.find((candidate) => candidate.name === name);
  if (model === undefined) {
    const message = `there is no model "${name}"${nearest(name, names)} (cutman calc --list names all)`;
    return refuse({ code: 'UNKNOWN_MODEL', path: '', message });
  }
  if (argv.includes('--schema')) {
    return answer({
      input: schemaOf(model, 'input'),
      output: schemaOf(model, 'output'),
    });
  }
  return runModel(model, await stdinText());
}
