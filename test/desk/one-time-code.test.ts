// Codes are counted: five wrong ones lock the door, longer each time, through restarts; a right one opens it once.
import { describe, expect, it } from 'vitest';
import { verifyCode } from '../../src/desk/modes/one-time-code.ts';
import type { Codes } from '../../src/ports/codes.ts';
import { STORE_FULL } from '../support/fake-ledger.ts';
import { LiveWorld } from '../support/live-world.ts';

const MINUTE = 60_000;

/** The right code is the number of the current 30 s step. */
class StepCodes implements Codes {
  asked = 0;
  enrolled(name: string): boolean {
    return name !== 'Eve';
  }
  verify(_name: string, code: string, now: number, afterStep: number | undefined): number | undefined {
    this.asked += 1;
    const step = Math.floor(now / 30_000);
    return code === `${step}` && (afterStep === undefined || step > afterStep) ? step : undefined;
  }
}

function setUp(oneTimeCodes = true) {
  const codes = new StepCodes();
  const world = new LiveWorld({ settings: { oneTimeCodes }, codes });
  const right = (): string => `${Math.floor(world.clock.now() / 30_000)}`;
  const tell = async (code: string | undefined, name = 'Kim'): Promise<string> => {
    const verified = await verifyCode(world.context, world.ask(name, 'admin'), code, '/reset');
    if (verified.ok) return 'ok';
    if (verified.error.kind === 'fault') return verified.error.fault.code;
    const [refusal] = verified.error.refusals;
    if (refusal?.code === 'CODE_WRONG') return `wrong, ${refusal.triesLeft} left`;
    if (refusal?.code === 'LOCKED_OUT') return `locked ${(refusal.untilMs - world.clock.now()) / MINUTE} min`;
    return refusal?.code ?? 'nothing';
  };
  return { world, codes, right, tell };
}

describe('a one-time code', () => {
  it('is taken once, and not a second time within its step', async () => {
    const { world, right, tell } = setUp();
    expect(await tell(right())).toBe('ok');
    expect(await tell(right())).toBe('wrong, 4 left');
    await world.clock.advance(30_000);
    expect(await tell(right())).toBe('ok');
  });

  it('is needed, and the person must be enrolled', async () => {
    const { tell, right } = setUp();
    expect(await tell(undefined)).toBe('CODE_NEEDED');
    expect(await tell('')).toBe('CODE_NEEDED');
    expect(await tell(right(), 'Eve')).toBe('NOT_ENROLLED');
  });

  it('is not asked for where the settings say so', async () => {
    const { tell } = setUp(false);
    expect(await tell(undefined)).toBe('ok');
  });

  it('locks after five wrong ones for 15 min, then twice as long, and a right code does not open a locked door', async () => {
    const { world, right, tell } = setUp();
    for (const left of [4, 3, 2, 1]) expect(await tell('000')).toBe(`wrong, ${left} left`);
    expect(await tell('000')).toBe('locked 15 min');
    expect(await tell(right())).toBe('locked 15 min');
    await world.clock.advance(15 * MINUTE);
    for (const left of [4, 3, 2, 1]) expect(await tell('000')).toBe(`wrong, ${left} left`);
    expect(await tell('000')).toBe('locked 30 min');
    await world.clock.advance(30 * MINUTE);
    expect(await tell(right())).toBe('ok');
    for (const left of [4, 3, 2, 1]) expect(await tell('000')).toBe(`wrong, ${left} left`);
    expect(await tell('000')).toBe('locked 15 min');
  });

  it('stays locked through a restart, for this person alone', async () => {
    const { world, right, tell } = setUp();
    for (let each = 0; each < 5; each += 1) await tell('000');
    world.die();
    world.rebirth();
    expect(await tell(right())).toBe('locked 15 min');
    expect(await tell(right(), 'Ann')).toBe('ok');
  });

  it('is verified whatever stands against it, so that the time of the answer tells nothing', async () => {
    const { codes, tell } = setUp();
    for (let each = 0; each < 5; each += 1) await tell('000');
    const before = codes.asked;
    await tell('000');
    await tell('000', 'Eve');
    await tell(undefined);
    expect(codes.asked - before).toBe(3);
  });

  it('is refused when the try cannot be counted durably', async () => {
    const { world, right, tell } = setUp();
    world.ledger.failCommits(STORE_FULL);
    expect(await tell('000')).toBe('STORE_FULL');
    expect(await tell(right())).toBe('STORE_FULL');
    world.ledger.failReads(STORE_FULL);
    expect(await tell(right())).toBe('STORE_FULL');
    world.ledger.heal();
    expect(await tell(right())).toBe('ok');
  });

  it('holds against a million guesses: they all end at the lock', async () => {
    const { world, tell } = setUp();
    let tried = 0;
    const until = world.clock.now() + 24 * 60 * MINUTE;
    for (let guess = 0; guess < 2_000 && world.clock.now() < until; guess += 1) {
      const answer = await tell(`guess ${guess}`);
      if (answer.startsWith('wrong')) tried += 1;
      else await world.clock.advance(5 * MINUTE);
    }
    // 15 min, 30 min, 1, 2, 4, 8 and 16 h: at most eight rounds of five in the first day.
    expect(tried).toBeLessThanOrEqual(8 * 4);
  });
});
