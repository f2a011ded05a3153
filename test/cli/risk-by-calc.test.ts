// Every number on /risk is one that `cutman calc` answers from what the admin port gives: the desk asks nobody to believe it.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { loadConfig } from '../../config/load.ts';
import { riskJson } from '../../src/adapters/http/json-views.ts';
import { speech } from '../../src/chat/core/speech.ts';
import { wordPositionRisk } from '../../src/chat/words/word-position-risk.ts';
import { wordRisk } from '../../src/chat/words/word-risk.ts';
import { checkRiskCommand } from '../../src/cli/check-risk/check-risk-command.ts';
import { openProduct, type Product } from '../../src/compose.ts';
import type { AccountSnapshot } from '../../src/domain/snapshot.ts';
import { DEFAULT_THRESHOLDS } from '../../src/domain/thresholds.ts';
import type { DeskView } from '../../src/ports/desk.ts';
import { assess } from '../../src/risk/assessment/assess.ts';
import { drawPlain } from '../support/draw-plain.ts';
import { snapshot } from '../support/snapshot-builder.ts';

const folder = mkdtempSync(join(tmpdir(), 'cutman-risk-by-calc-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const TOKEN = 'a-token-of-the-admin-port';

interface Row {
  readonly figure: string;
  readonly model: string;
  readonly shown: number | null;
  readonly answer: number | null;
  readonly agrees: boolean;
}

async function check(document: unknown, options: { json?: boolean; inputs?: string } = {}) {
  const seen = { stdout: '', stderr: '' };
  const exitCode = await checkRiskCommand(
    async () => (typeof document === 'string' ? document : JSON.stringify(document)),
    options,
    {
      stdout: (text) => {
        seen.stdout += text;
      },
      stderr: (text) => {
        seen.stderr += text;
      },
    },
  );
  return { exitCode, ...seen };
}

async function rowsOf(view: DeskView): Promise<ReadonlyMap<string, Row>> {
  const { stdout } = await check(riskJson(view), { json: true });
  const { checked } = JSON.parse(stdout) as { checked: readonly Row[] };
  return new Map(checked.map((row) => [row.figure, row]));
}

describe('a desk in a falling market', () => {
  let product: Product;
  let view: DeskView;
  let rows: ReadonlyMap<string, Row>;

  beforeAll(async () => {
    const loaded = loadConfig([
      {
        name: 'default.yaml',
        text: readFileSync(new URL('../../config/default.yaml', import.meta.url), 'utf8'),
      },
      { name: 'test', text: JSON.stringify({ http: { port: 0 } }) },
    ]);
    if (!loaded.ok) throw new Error('the configuration of the test is wrong');
    const opened = await openProduct({
      config: loaded.value.config,
      dataDir: folder,
      env: { CUTMAN_HTTP_TOKEN: TOKEN },
      version: '0.0.0',
      repeatable: true,
      logLevel: 'silent',
      onFatal: () => undefined,
      scenario: { name: 'crash', phases: [{ afterMs: 20_000, durationMs: 30_000, move: -0.08 }] },
    });
    if (!opened.ok) throw new Error(opened.error.message);
    product = opened.value;
    await product.pacer.advance(60_000);
    await product.settled();
    view = product.desk.desk.view();
    rows = await rowsOf(view);
  });
  afterAll(() => product.stop());

  /** What calc answers for a figure, to be worded as the desk words it. */
  const calc = (figure: string): number => {
    const row = rows.get(figure);
    if (row?.answer == null) throw new Error(`calc has no answer for ${figure}`);
    return row.answer;
  };

  it('shows nothing that calc answers otherwise, and nothing that it does not answer', () => {
    expect([...rows.values()].filter(({ agrees }) => !agrees)).toEqual([]);
    expect([...rows.values()].filter(({ shown }) => shown === null).map(({ figure }) => figure)).toEqual([
      'common move up',
    ]);
    expect(rows.size).toBe(40);
  });

  it('is /risk to the letter when it is written from the answers of calc', () => {
    const { words, format } = speech('en', 'UTC');
    const percent = (figure: string) => format.percent(calc(figure));
    const cash = (figure: string) => format.cash(calc(figure));
    const shown = drawPlain(wordRisk(view, undefined, { words, format, view })).split('\n');
    const bars = shown
      .slice(2, 7)
      .map((line) => line.replace(/\s*[█▁]+\s*/, ' ').replace(/\s+[A-Za-z]+$/, ''));
    expect(bars).toEqual([
      `margin ${percent('margin')}`,
      `liq dist ${percent('liq dist')}`,
      `VaR 95 ${percent('VaR 95 of equity')}`,
      `drawdown ${percent('drawdown')}`,
      `correl. ${calc('correl.').toFixed(2)}`,
    ]);
    const step = view.accounts[0]!.assessment!.bestStep!;
    const bare = (text: string) => text.replace(/ %$/, '');
    const [largest] = [...rows.keys()].filter((figure) => figure.startsWith('share '));
    expect(shown.slice(8, 16)).toEqual([
      `VaR 1 day 95 % ${cash('VaR 95')} · 99 % ${cash('VaR 99')} USDT`,
      `CVaR 95 % ${cash('CVaR 95')} · 99 % ${cash('CVaR 99')} USDT`,
      `Leverage ${format.times(calc('leverage'))} · largest ${largest!.slice(6, -4)} ${format.share(Math.round(calc(largest!) * 100) / 100)}`,
      // No path of a thousand is told as less than what the week has.
      `P(liquidation) 24 h ${calc('P(liq) 24 h') === 0 ? `<${percent('P(liq) 7 d')}` : percent('P(liq) 24 h')} · 7 d ${percent('P(liq) 7 d')}`,
      `All falling with BTC by ${format.percent(-calc('common move down'))} liquidates`,
      `Best single step: cut ${step.symbol.slice(0, -4)} ${format.share(step.share)}`,
      ` margin ${bare(percent('best step margin now'))} → ${percent('best step margin after')} · liq ${bare(percent('best step liq dist now'))} → ${percent('best step liq dist after')}`,
      expect.stringMatching(/^prices /),
    ]);
  });

  it('is /risk btc to the letter in the same way', () => {
    const { words, format } = speech('en', 'UTC');
    const { symbol, side } = view.accounts[0]!.assessment!.positions[0]!;
    const of = `${symbol} ${side}`;
    const named = { account: 'main', symbol, side } as never;
    const shown = drawPlain(wordPositionRisk(named, view, { words, format, view }));
    const facts = new Map(
      shown.split('\n').flatMap((line) => {
        const [, label, value] = /^(\S+(?: \S+)*)\s{2,}(\S.*)$/.exec(line) ?? [];
        return label === undefined ? [] : [[label, value!] as const];
      }),
    );
    expect(shown.split('\n')[0]).toContain(format.percent(calc(`distance ${of}`)));
    expect(facts.get('liquidation')).toBe(format.price(calc(`liquidation ${of}`)));
    expect(facts.get('notional')).toBe(format.cash(calc(`notional ${of}`)));
    expect(facts.get('day vol.')).toBe(format.percent(calc(`volatility ${of}`)));
    expect(facts.get('VaR 95')).toBe(format.cash(calc(`VaR part ${of}`)));
  });

  it('is told as a table, with the inputs for whoever would rather run the models alone', async () => {
    const inputs = join(folder, 'inputs');
    const { exitCode, stdout } = await check(riskJson(view), { inputs });
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')[0]).toMatch(/^account +figure +desk +calc +model$/);
    expect(stdout).toMatch(/\n40 figures, 39 agree, 1 unknown to the desk, 0 differ\n$/);
    const { calc: run } = await import('./calc/calc-support.ts');
    const read = (name: string) => JSON.parse(readFileSync(join(inputs, name), 'utf8'));
    expect(readdirSync(inputs)).toContain('main-portfolio-var-2.json');
    const tail = await run('portfolio-var', read('main-portfolio-var-2.json'));
    expect(Number(tail.valueAtRisk)).toBeCloseTo(calc('VaR 99'), 9);
    const margin = await run('liquidation-price', read('main-liquidation-price-1.json'));
    expect(margin.positions).toHaveLength(view.accounts[0]!.assessment!.positions.length);
  });

  it('is checked by the commands of docs/checking-risk.md as they stand there', async () => {
    const text = readFileSync(new URL('../../docs/checking-risk.md', import.meta.url), 'utf8');
    const [together, alone] = [...text.matchAll(/```sh\n(.*?)```/gs)].map(([, lines]) =>
      lines!.trimEnd().split('\n'),
    );
    const [, header, address, file] = /^curl -s -H "(.*)" (\S+) > (\S+)$/.exec(together![0]!) ?? [];
    expect([header, file]).toEqual(['Authorization: Bearer $CUTMAN_HTTP_TOKEN', 'risk.json']);
    const answer = await fetch(address!.replace(':8000', `:${product.admin!.port}`), {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    writeFileSync(join(folder, file!), await answer.text());
    const cutman = fileURLToPath(new URL('../../src/cli/cutman.ts', import.meta.url));
    const run = (line: string) =>
      execFileSync('sh', ['-c', line.replace('npx cutman', `"${process.execPath}" "${cutman}"`)], {
        cwd: folder,
        encoding: 'utf8',
        timeout: 20_000,
      });
    expect(run(together![1]!)).toMatch(/ 0 differ\n$/);
    const [margin, tail] = alone!.map((line) => JSON.parse(run(line)));
    expect(margin.account.marginRatio).toBeCloseTo(calc('margin'), 12);
    expect(Number(tail.valueAtRisk)).toBeCloseTo(calc('VaR 95'), 9);
    for (const model of new Set([...rows.values()].map((row) => row.model))) expect(text).toContain(model);
  });

  it('says which figure differs, and ends with 5', async () => {
    const document = JSON.parse(JSON.stringify(riskJson(view)));
    document.accounts[0].valueAtRisk99 *= 1.000001;
    const { exitCode, stdout } = await check(document);
    expect(exitCode).toBe(5);
    expect(stdout.split('\n').filter((line) => line.endsWith('DIFFERS'))).toHaveLength(1);
    expect(stdout).toMatch(/main +VaR 99 .*portfolio-var +DIFFERS/);
  });
});

/** Returns that swing by a rule: every run has the same history. */
function history(days: number, seed: number): Float64Array {
  let state = seed * 2_654_435_761;
  return Float64Array.from({ length: days }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state / 4_294_967_296 - 0.5) * 0.07;
  });
}

const RETURNS = new Map([
  ['BTCUSDT', history(200, 1)],
  ['ETHUSDT', history(150, 2)],
  ['SOLUSDT', history(365, 3)],
  ['ADAUSDT', history(300, 4)],
]);

function viewOf(picture: AccountSnapshot, peak = 12_000): DeskView {
  const assessment = assess({
    snapshot: picture,
    now: 0,
    returns: RETURNS,
    thresholds: DEFAULT_THRESHOLDS,
    heldLevels: new Map(),
    peak: { equity: peak, at: 0 },
  });
  return {
    at: 0,
    level: assessment.level,
    thresholds: DEFAULT_THRESHOLDS,
    accounts: [{ name: 'main', venue: 'paper', snapshot: picture, assessment, returns: RETURNS }],
  } as unknown as DeskView;
}

describe('any other book', () => {
  const btc = { symbol: 'BTCUSDT', quantity: '0.5', entry: 60_000, mark: 58_000 };
  const eth = { symbol: 'ETHUSDT', side: 'short', quantity: '2', entry: 3_000, mark: 3_100 } as const;
  const own = { symbol: 'SOLUSDT', quantity: '30', entry: 150, mark: 140, isolatedMargin: 900 };

  test.each([
    ['one long', snapshot(10_000, [btc])],
    ['a short with own margin', snapshot(4_000, [{ ...own, side: 'short', mark: 161 }])],
    ['long and short, cross and isolated', snapshot(10_000, [btc, eth, own])],
    [
      'both sides of one symbol in hedge mode',
      snapshot(10_000, [btc, { ...btc, side: 'short', quantity: '0.2' }, eth], { positionMode: 'hedge' }),
    ],
    ['a book under water', snapshot(1_500, [{ ...btc, mark: 57_500 }, eth])],
    ['one whose own margin is used up', snapshot(10_000, [eth, { ...own, mark: 120 }])],
    ['without any position', snapshot(10_000, [])],
    [
      'one that counts for more than its account is worth',
      snapshot(100_000, [{ ...btc, quantity: '60' }, eth]),
    ],
  ])('%s', async (_, picture) => {
    const rows = [...(await rowsOf(viewOf(picture))).values()];
    expect(rows.filter(({ agrees }) => !agrees)).toEqual([]);
    const isSimulated = ({ figure }: Row) => figure.startsWith('P(liq)');
    // What the desk does not know, calc does not know either: nothing is hidden.
    expect(
      rows.filter(({ shown, answer }) => shown === null && answer !== null).map(({ figure }) => figure),
    ).toEqual([]);
    expect(rows.filter((row) => row.shown !== null && !isSimulated(row)).length).toBeGreaterThan(
      picture.positions.length * 4,
    );
  });
});

describe('what is no answer of /api/risk', () => {
  test.each(['', 'hello', '[]', '{}', '{"accounts":[{"name":"main","assessed":true}]}'])(
    '%j is refused with where to get one',
    async (text) => {
      const { exitCode, stdout, stderr } = await check(text);
      expect([exitCode, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/^That is not the answer of \/api\/risk: .*curl -s .*\n$/s);
    },
  );

  test('an account that was not looked at yet is named', async () => {
    const { exitCode, stdout } = await check({ accounts: [{ name: 'second', assessed: false }] });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('second: not looked at yet');
  });
});
