// The whole product, killed with SIGKILL at every numbered step and started again. Whatever it was in the middle of: nothing
// is done twice, nothing that was approved or pulled is lost, and people are told. Printed as a table, so that a reader sees what was walked.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXECUTION_STEPS, KILL_STEPS, RECOVERY_STEPS } from '../../src/desk/state/crash-points.ts';
import { cutOffences, evidenceIn, killOffences } from './sigkill-evidence.ts';
import { type Course, ROWS, type Row, TAKEN_AT } from './sigkill-rows.ts';
import { SigkillWorld, suiteFolder, type Venue } from './sigkill-world.ts';

/** The machine has few cores, and a desk uses one. */
const AT_ONCE = 2;
const HELD = { BTCUSDT: '0.5', ETHUSDT: '-2', ADAUSDT: '15000' };

interface Plan {
  readonly begin: readonly string[];
  /** How much market time the later lives need, in seconds. */
  readonly goOn: readonly string[];
}
const CUT: Plan = { begin: ['/cut btc 50', 'press Approve', 'wait 60'], goOn: ['wait 60'] };
const PLANS: Readonly<Record<Course, Plan>> = {
  cut: CUT,
  'cut, answer lost': CUT,
  'cut, order rests': { ...CUT, goOn: ['wait 400'] },
  kill: { begin: ['/killswitch flatten', 'wait 60'], goOn: ['wait 60'] },
};

interface Walked {
  readonly offences: readonly string[];
  readonly steps: ReadonlySet<string>;
  readonly tookMs: number;
}

const folder = suiteFolder();
const walked = new Map<string, Walked>();

/** Two entries that could add risk, a take-profit and a stop, beside the sample book. */
function restOrders(venue: Venue): void {
  const base = { symbol: 'BTCUSDT', positionSide: 'long', timeInForce: 'gtc', createdAt: 0, updatedAt: 0 };
  const more = { state: 'open', quantity: '0.1', filled: '0', spent: '0' };
  const entry = { ...base, ...more, side: 'buy', type: 'limit', reduceOnly: false };
  const exit = { ...base, ...more, side: 'sell', reduceOnly: true };
  venue.orders.push(
    { ...entry, id: '901', clientOrderId: 'entry-1', limitPrice: '40000' },
    { ...entry, id: '902', clientOrderId: 'entry-2', limitPrice: '39000' },
    { ...exit, id: '903', clientOrderId: 'profit', type: 'limit', limitPrice: '90000' },
    { ...exit, id: '904', clientOrderId: 'stop', type: 'stop-market', stopPrice: '30000' },
  );
  venue.lastId = 904;
}

/** The venue took the order in the moment of the death, filled two fifths of it, and the rest stands. */
function takeOrder(venue: Venue, clientOrderId: string): void {
  const order = { id: '1', clientOrderId, symbol: 'BTCUSDT', side: 'sell', positionSide: 'long' };
  const rests = { type: 'limit', limitPrice: '70000', timeInForce: 'gtc', reduceOnly: true, state: 'open' };
  const amounts = { quantity: '0.25', filled: '0.1', spent: '5800' };
  const at = { createdAt: venue.advancedTo, updatedAt: venue.advancedTo };
  venue.orders.push({ ...order, ...rests, ...amounts, ...at });
  venue.lastId = 1;
  const [btc] = venue.holdings as { symbol: string; quantity: string; cost: string }[];
  Object.assign(btc ?? {}, { quantity: '0.4', cost: '23200' });
}

async function walk(row: Row, templates: { readonly plain: SigkillWorld; readonly busy: SigkillWorld }) {
  const began = performance.now();
  const isKill = row.course === 'kill';
  const world = new SigkillWorld(
    join(folder, row.name.replaceAll(/[^a-z0-9]+/g, '-')),
    isKill ? templates.busy : templates.plain,
  );
  const plan = PLANS[row.course];
  const offences: string[] = [];
  for (const [index, step] of row.deaths.entries()) {
    const death = await world.live({
      script: index === 0 ? plan.begin : plan.goOn,
      die: { step, occurrence: index === 0 ? row.occurrence : 1 },
      losesFirstAnswer: row.course === 'cut, answer lost' && index === 0,
    });
    if (death.signal !== 'SIGKILL') offences.push(`never died at "${step}": ${death.code} ${death.stderr}`);
    if (row.course === 'cut, order rests' && step === TAKEN_AT) {
      const { legs } = await evidenceIn(world);
      world.editVenue((venue) => takeOrder(venue, legs[0]?.clientOrderId ?? 'no leg was durable'));
    }
  }
  const last = await world.live({ script: plan.goOn });
  if (last.code !== 0) offences.push(`the last life ended with ${last.code ?? last.signal}: ${last.stderr}`);
  const evidence = await evidenceIn(world);
  const deaths = row.deaths.length;
  if (isKill) offences.push(...killOffences(evidence, HELD, deaths));
  else {
    const ends =
      row.course === 'cut, order rests' ? (['partial', 'executed'] as const) : (['executed'] as const);
    offences.push(...cutOffences(evidence, { held: HELD.BTCUSDT, approved: '0.25', ends }, deaths));
  }
  const steps = new Set(row.deaths);
  walked.set(row.name, { offences, steps, tookMs: performance.now() - began });
}

beforeAll(async () => {
  const plain = new SigkillWorld(join(folder, 'plain'));
  const busy = new SigkillWorld(join(folder, 'busy'));
  await Promise.all([plain, busy].map((world) => world.live({ script: [] })));
  busy.editVenue(restOrders);
  const queue = [...ROWS];
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift())
      await walk(next, { plain, busy });
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}, 400_000);

afterAll(() => {
  const lines = ROWS.map(({ name }) => {
    const { offences, tookMs } = walked.get(name) ?? { offences: ['not walked'], tookMs: 0 };
    return `${offences.length === 0 ? 'sound' : 'BROKEN'}  ${(tookMs / 1_000).toFixed(1).padStart(4)} s  ${name}`;
  });
  console.log(`\n${ROWS.length} deaths by SIGKILL, each started again\n${lines.join('\n')}\n`);
  new SigkillWorld(folder).remove();
});

describe('a desk that is killed with SIGKILL and started again', () => {
  it.each(ROWS)('$name', ({ name }) => {
    expect(walked.get(name)?.offences).toEqual([]);
  });

  it('dies at every numbered step, and at no fewer than twenty', () => {
    const diedAt = new Set(ROWS.flatMap(({ deaths }) => deaths));
    const all = [...EXECUTION_STEPS, ...KILL_STEPS, ...RECOVERY_STEPS];
    expect(all.filter((step) => !diedAt.has(step))).toEqual([]);
    expect(diedAt.size).toBeGreaterThanOrEqual(20);
  });
});
