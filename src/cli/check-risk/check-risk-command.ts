// `cutman check-risk < risk.json`: every figure of /risk computed again by `cutman calc`, beside what the desk says.
// With --inputs each model's input is written to a file, for whoever would rather run the models one by one.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { runCalc } from '../calc/run-calc.ts';
import type { Output } from '../config-command.ts';
import { EXIT } from '../exit-codes.ts';
import type { RiskCheck } from './check-inputs.ts';
import { checksOf } from './risk-checks.ts';
import { type AssessedAccount, riskDocument } from './risk-document.ts';

/** Between two ways of computing the same float64 figure. */
const TOLERANCE = 1e-9;

interface Checked {
  readonly account: string;
  readonly figure: string;
  readonly shown: number | null;
  readonly model: string;
  /** Null where the model has no answer or refuses; `refused` says which. */
  readonly answer: number | null;
  readonly refused?: string;
  readonly agrees: boolean;
}

export interface CheckRiskOptions {
  readonly json?: boolean;
  readonly inputs?: string;
}

const WHERE_FROM =
  'Give what the admin port answers: curl -s -H "Authorization: Bearer $CUTMAN_HTTP_TOKEN" http://127.0.0.1:8000/api/risk | npx cutman check-risk';

/** Exit 0 when every figure agrees, 5 when one does not, 2 when the document is none of ours. */
export async function checkRiskCommand(
  stdinText: () => Promise<string>,
  options: CheckRiskOptions,
  out: Output,
): Promise<number> {
  const document = riskDocument.safeParse(parseJson(await stdinText()));
  if (!document.success) {
    const problem = z.prettifyError(document.error).split('\n').slice(0, 2).join(' ').trim();
    out.stderr(`That is not the answer of /api/risk: ${problem}. ${WHERE_FROM}\n`);
    return EXIT.usage;
  }
  const checked: Checked[] = [];
  const notLookedAt: string[] = [];
  for (const account of document.data.accounts) {
    if (!account.assessed) {
      notLookedAt.push(account.name);
      continue;
    }
    const assessed = account as AssessedAccount;
    const checks = checksOf(assessed);
    if (options.inputs !== undefined) writeInputs(options.inputs, assessed.name, checks);
    checked.push(...(await checkAll(assessed.name, checks)));
  }
  if (options.json === true) out.stdout(`${JSON.stringify({ checked, notLookedAt })}\n`);
  else out.stdout(tableOf(checked, notLookedAt));
  return checked.every(({ agrees }) => agrees) ? EXIT.fine : EXIT.found;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Runs each model once for each of its inputs. */
async function checkAll(account: string, checks: readonly RiskCheck[]): Promise<Checked[]> {
  const printed = new Map<string, Awaited<ReturnType<typeof runCalc>>>();
  const rows: Checked[] = [];
  for (const { figure, shown, model, input, answerOf } of checks) {
    const text = JSON.stringify(input);
    const key = `${model} ${text}`;
    const ran = printed.get(key) ?? (await runCalc([model], async () => text));
    printed.set(key, ran);
    const output = JSON.parse(ran.stdout);
    const refused: string | undefined = ran.exitCode === 0 ? undefined : output.error.message;
    const answer = refused === undefined ? answerOf(output) : null;
    rows.push({
      account,
      figure,
      shown,
      model,
      answer,
      ...(refused === undefined ? {} : { refused }),
      // A figure that the desk does not know is never wrong; a figure that it shows has to have an answer.
      agrees: shown === null || (answer !== null && isSame(shown, answer)),
    });
  }
  return rows;
}

const isSame = (one: number, other: number): boolean =>
  Math.abs(one - other) <= TOLERANCE * Math.max(1, Math.abs(one), Math.abs(other));

/** `main-portfolio-var-1.json` and so on: one file a model and input, whatever figures it answers. */
function writeInputs(folder: string, account: string, checks: readonly RiskCheck[]): void {
  mkdirSync(folder, { recursive: true });
  const written = new Map<string, Set<string>>();
  for (const { model, input } of checks) {
    const text = `${JSON.stringify(input, null, 1)}\n`;
    const before = written.get(model) ?? new Set();
    written.set(model, before);
    if (before.has(text)) continue;
    before.add(text);
    writeFileSync(join(folder, `${account}-${model}-${before.size}.json`), text);
  }
}

function tableOf(checked: readonly Checked[], notLookedAt: readonly string[]): string {
  const rows = checked.map(({ account, figure, shown, model, answer, agrees }) => [
    account,
    figure,
    shown === null ? 'UNKNOWN' : figureText(shown),
    answer === null ? '-' : figureText(answer),
    model,
    agrees ? '' : 'DIFFERS',
  ]);
  const head = ['account', 'figure', 'desk', 'calc', 'model', ''];
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)));
  const lines = [head, ...rows].map((row) =>
    row
      .map((cell, i) => (i === 2 || i === 3 ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
      .join('  ')
      .trimEnd(),
  );
  const wrong = checked.filter(({ agrees }) => !agrees).length;
  const unknown = checked.filter(({ shown }) => shown === null).length;
  return [
    ...lines,
    ...notLookedAt.map((name) => `${name}: not looked at yet`),
    `${checked.length} figures, ${checked.length - wrong - unknown} agree, ${unknown} unknown to the desk, ${wrong} differ`,
    '',
  ].join('\n');
}

/** Eight significant digits: more than any chat shows. */
const figureText = (value: number): string => String(Number(value.toPrecision(8)));
