// Writes docs/models.md: for each calc model the words of its document, its fields from its schemas, and its example,
// which is run while the page is written and must come out as the document says.
import { CATALOGUE } from '../../src/cli/calc/catalogue.ts';
import type { CalcModel } from '../../src/cli/calc/define-calc.ts';
import { type JsonSchema, schemaOf } from '../../src/cli/calc/model-schema.ts';
import { runCalc } from '../../src/cli/calc/run-calc.ts';
import { ALARM_DOCUMENTS } from './alarm.ts';
import { MARGIN_DOCUMENTS } from './margin.ts';
import { MARKET_DOCUMENTS } from './market.ts';
import type { Json, ModelDocument } from './model-document.ts';
import { PORTFOLIO_DOCUMENTS } from './portfolio.ts';
import { fieldRows, sharedShapes } from './schema-table.ts';
import { SIMULATION_DOCUMENTS } from './simulation.ts';
import { SIZING_DOCUMENTS } from './sizing.ts';
import { TAIL_DOCUMENTS } from './tail.ts';
import { VOLATILITY_DOCUMENTS } from './volatility.ts';

const CHAPTERS: readonly (readonly [string, readonly ModelDocument[]])[] = [
  ['Leverage, margin and liquidation', MARGIN_DOCUMENTS],
  ['Alarm levels, cuts and stops', ALARM_DOCUMENTS],
  ['Position size', SIZING_DOCUMENTS],
  ['Tail risk and performance', TAIL_DOCUMENTS],
  ['Volatility and leverage', VOLATILITY_DOCUMENTS],
  ['Portfolio', PORTFOLIO_DOCUMENTS],
  ['Stress and simulation', SIMULATION_DOCUMENTS],
  ['Regimes, books, orders and fills', MARKET_DOCUMENTS],
];

export const MODEL_DOCUMENTS: readonly ModelDocument[] = CHAPTERS.flatMap(([, documents]) => documents);

/** The value at `positions[0].distance` of a parsed answer; undefined where the path leads nowhere. */
function valueAt(answer: unknown, path: string): unknown {
  const steps = path.match(/[^.[\]]+/g) as string[];
  return steps.reduce<unknown>(
    (inside, step) => (typeof inside === 'object' && inside !== null ? Reflect.get(inside, step) : undefined),
    answer,
  );
}

function agrees(found: unknown, expected: Json, tolerance: number): boolean {
  const numbers = [Number(found), Number(expected)] as const;
  const numeric = typeof found === typeof expected && numbers.every(Number.isFinite);
  if (!numeric || typeof expected === 'boolean') return found === expected;
  return Math.abs(numbers[0] - numbers[1]) <= tolerance * Math.max(Math.abs(numbers[1]), 1e-12);
}

/** Runs the example of a document and gives the figures that it speaks of. Throws when one is not as it says. */
export async function exampleOutput({ name, example }: ModelDocument): Promise<ReadonlyMap<string, Json>> {
  const { exitCode, stdout } = await runCalc([name], async () => JSON.stringify(example.input));
  if (exitCode !== 0) throw new Error(`the example of ${name} is refused: ${stdout}`);
  const answer: unknown = JSON.parse(stdout);
  const shown = new Map<string, Json>();
  for (const [path, expected] of Object.entries(example.expect)) {
    const found = valueAt(answer, path) as Json;
    if (!agrees(found, expected, example.tolerance ?? 1e-6)) {
      throw new Error(`the example of ${name} has ${path} = ${found}, not ${expected}`);
    }
    shown.set(path, found);
  }
  return shown;
}

/** Ten digits are enough to compare by. */
function figure(value: Json): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(10)));
  if (typeof value !== 'string' || !/^-?\d+\.\d{9,}$/.test(value)) return JSON.stringify(value);
  return JSON.stringify(String(Number(Number(value).toPrecision(12))));
}

function fieldTable(title: string, schema: JsonSchema): string[] {
  const rows = fieldRows(schema).map(
    ({ field, type, meaning }) => `| ${field} | ${type} | ${meaning.replaceAll('|', '\\|')} |`,
  );
  return ['', `| ${title} | type | meaning |`, '| --- | --- | --- |', ...rows];
}

async function section(model: CalcModel, document: ModelDocument): Promise<string> {
  const { example } = document;
  const shown = [...(await exampleOutput(document))].map(([path, value]) => `${path} = ${figure(value)}`);
  return [
    `### ${model.name}`,
    '',
    document.answers,
    '',
    '```',
    ...document.formula,
    '```',
    ...fieldTable('input', schemaOf(model, 'input')),
    ...fieldTable('output', schemaOf(model, 'output')),
    '',
    `**Source.** ${document.source}`,
    ...(document.departs === undefined ? [] : ['', `**Departs.** ${document.departs.join(' ')}`]),
    '',
    '**Example.**',
    '',
    '```',
    `$ cutman calc ${model.name}`,
    example.given ?? JSON.stringify(example.input),
    ...shown,
    '```',
    '',
    example.check,
    '',
  ].join('\n');
}

const HEAD = `# Models

What the risk engine computes, model by model: every one answers on the command line, and \`cutman calc MODEL --schema\`
prints its JSON Schemas (draft 2020-12). Generated from the code by \`npm run docs\`; the examples were run while it was written.

Conventions: returns are simple, oldest first; standard deviations divide by n − 1; percentiles interpolate (type 7);
skewness and kurtosis are bias-corrected, kurtosis is excess; losses are positive where the name says loss; ratios are
numbers (0.05 = 5 %); money, prices and quantities come in as number or text and go out as decimal text, in the quote
currency unless said; a figure without an answer is null with its reason beside it. Bad input ends in exit code 2 and
one error that names the field. In the tables a ? marks what may be left out.
`;

/** The whole page. Throws when a model has no document, a document has no model, or an example is wrong. */
export async function modelsPage(): Promise<string> {
  const undocumented = CATALOGUE.filter(({ name }) => MODEL_DOCUMENTS.every((one) => one.name !== name));
  if (undocumented.length > 0)
    throw new Error(`no document of ${undocumented.map(({ name }) => name).join(', ')}`);
  const parts: string[] = [HEAD, ...sharedShapes(CATALOGUE)];
  for (const [title, documents] of CHAPTERS) {
    const links = documents.map(({ name }) => `[${name}](#${name})`).join(' · ');
    parts.push(`## ${title}\n\n${links}\n`);
    for (const document of documents) {
      const model = CATALOGUE.find(({ name }) => name === document.name);
      if (model === undefined) throw new Error(`${document.name} is documented and not in the catalogue`);
      parts.push(await section(model, document));
    }
  }
  return parts.join('\n');
}
