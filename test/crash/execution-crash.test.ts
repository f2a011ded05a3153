// The process dies at every step between a press of Approve and the told outcome, with every kind of lost answer on top.
// However it happens: at most one execution, nothing lost that was approved, nothing untold.
import { describe, expect, it } from 'vitest';
import { approve } from '../../src/desk/proposals/approving.ts';
import { EXECUTION_STEPS } from '../../src/desk/state/crash-points.ts';
import { offencesAgainst, witness } from '../support/invariants.ts';
import { btcExchange, type CrashPlan, LiveWorld } from '../support/live-world.ts';
import type { SubmitBehaviour } from '../support/sim-faults.ts';

const ANSWERS: readonly { readonly name: string; readonly submits: readonly SubmitBehaviour[] }[] = [
  { name: 'every answer arrives', submits: [] },
  { name: 'the answer is lost', submits: [{ kind: 'lose-response' }] },
  { name: 'the order is lost', submits: [{ kind: 'drop' }] },
  { name: 'the order arrives late', submits: [{ kind: 'late', afterMs: 4_000 }] },
  { name: 'half is filled', submits: [{ kind: 'partial', share: '0.4' }] },
  { name: 'most is filled', submits: [{ kind: 'partial', share: '0.9' }] },
  { name: 'half is filled and the answer is lost', submits: [{ kind: 'partial-lost', share: '0.4' }] },
  { name: 'two answers are lost', submits: [{ kind: 'drop' }, { kind: 'lose-response' }] },
];

async function run(
  crashes: readonly CrashPlan[],
  submits: readonly SubmitBehaviour[],
  positionMode: 'one-way' | 'hedge' = 'one-way',
): Promise<{ world: LiveWorld; offences: string[]; isComplete: boolean }> {
  const world = new LiveWorld({ exchanges: (clock) => [btcExchange(clock, positionMode)] });
  const offences = witness(world);
  const card = await world.card({ policy: { executeWithinMs: 1_200_000 } });
  world.crashes = [...crashes];
  world.exchange.nextSubmits(...submits);
  // The press is redelivered by the chat until it was answered, as after a crash.
  for (let tries = 0; tries < 5; tries += 1) {
    const answer = await world.attempt(() => approve(world.context, world.ask(), card.code));
    if (answer !== undefined) break;
    await world.live(1_000);
  }
  // Only an order that stays partly filled needs its time-out of 300 s.
  const isSlow = submits.some(({ kind }) => kind.startsWith('partial'));
  await world.live(isSlow ? 330_000 : 60_000);
  offences.push(...offencesAgainst(world, card));
  const filled = world.exchange.sim.signed('BTCUSDT').toFixed();
  return { world, offences, isComplete: filled === '0.25' && world.crashes.length === 0 };
}

describe.each(ANSWERS)('an approved cut, when $name', ({ submits }) => {
  it.each(EXECUTION_STEPS)('survives a crash at "%s"', async (step) => {
    const { offences, world } = await run([{ step }], submits);
    expect(offences).toEqual([]);
    expect(world.exchange.sim.signed('BTCUSDT').toNumber()).toBeLessThanOrEqual(0.5);
  });

  it.each(EXECUTION_STEPS)('survives a crash at "%s" in hedge mode', async (step) => {
    const { offences } = await run([{ step }], submits, 'hedge');
    expect(offences).toEqual([]);
  });
});

describe('an approved cut', () => {
  it('is executed whole after a crash at any step that the plain course passes', async () => {
    const plain = await run([], []);
    const passed = [...new Set(plain.world.steps)];
    expect(passed.length).toBeGreaterThanOrEqual(10);
    for (const step of passed) {
      const { isComplete, offences } = await run([{ step }], []);
      expect({ step, isComplete, offences }).toEqual({ step, isComplete: true, offences: [] });
    }
  });

  it('passes every named step in one course or another', async () => {
    const passed = new Set<string>();
    for (const { submits } of ANSWERS) {
      for (const step of (await run([], submits)).world.steps) passed.add(step);
    }
    expect(EXECUTION_STEPS.filter((step) => !passed.has(step))).toEqual([]);
  });
});

describe('an approved cut whose desk dies again while it recovers', () => {
  const SECOND_AND_THIRD = [
    'recover:01 latch known',
    'recover:02 state loaded',
    'recover:04 cards refreshed',
    'recover:05 executions resumed',
    'execute:05 checked again',
    'execute:07 leg committed',
    'execute:10 unknown committed',
    'execute:11 before look-up',
    'execute:12 looked up',
    'execute:09 settled',
    'execute:17 before finish',
  ];
  const chains = EXECUTION_STEPS.flatMap((first) =>
    SECOND_AND_THIRD.map((second, index) => ({
      first,
      second,
      third: SECOND_AND_THIRD[(index * 7 + 3) % SECOND_AND_THIRD.length] ?? second,
    })),
  );

  it.each(EXECUTION_STEPS)('survives three deaths, the first at "%s"', async (first) => {
    for (const chain of chains.filter((each) => each.first === first)) {
      const plan = [chain.first, chain.second, chain.third].map((step) => ({ step }));
      const { offences } = await run(plan, [{ kind: 'lose-response' }]);
      expect({ chain, offences }).toEqual({ chain, offences: [] });
    }
  });
});
