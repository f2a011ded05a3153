// Presses at the desk: one transition however often and by whom, everyone told the truth, nothing without the latch's leave.
import { describe, expect, it } from 'vitest';
import { pause } from '../../src/desk/modes/pausing.ts';
import { approve, reject } from '../../src/desk/proposals/approving.ts';
import type { Result } from '../../src/domain/result.ts';
import type { Declined } from '../../src/ports/desk.ts';
import { STORE_FULL } from '../support/fake-ledger.ts';
import { LiveWorld } from '../support/live-world.ts';

const codes = (result: Result<unknown, Declined> | undefined): string[] => {
  if (result === undefined) return ['no answer'];
  if (result.ok) return [];
  return result.error.kind === 'fault'
    ? [result.error.fault.code]
    : result.error.refusals.map(({ code }) => code);
};

describe('approving', () => {
  it('answers ten presses at once with one approval and nine truths, and executes once', async () => {
    const world = new LiveWorld();
    const card = await world.card();
    const people = ['Kim', 'Ann', 'Kim', 'Bob', 'Ann', 'Kim', 'Kim', 'Eve', 'Bob', 'Kim'];
    const pressed = await Promise.all(
      people.map((name) =>
        approve(world.context, world.ask(name), card.code.toLowerCase(), card.contentHash),
      ),
    );
    expect(pressed.filter((each) => each.ok).length).toBe(1);
    expect(new Set(pressed.flatMap(codes))).toEqual(new Set(['PROPOSAL_DECIDED']));
    await world.live(5_000);
    expect(world.exchange.sim.oracle.length).toBe(1);
    const late = await approve(world.context, world.ask('Eve'), card.content.id);
    expect(late.ok ? [] : late.error).toMatchObject({
      refusals: [{ code: 'PROPOSAL_DECIDED', words: 'executed', by: 'Kim', filled: '0.25', price: '59988' }],
    });
  });

  it('commits the row, the journal line with the hash and the message, and the card together', async () => {
    const world = new LiveWorld();
    const card = await world.card({ policy: { quorum: 2 } });
    const first = await approve(world.context, world.ask('Kim'), card.code);
    expect(first.ok && first.value.missing).toBe(1);
    const line = world.ledger.content.journal.findLast((each) => each.entry.type === 'approval');
    expect(line?.entry).toMatchObject({
      by: 'Kim',
      data: {
        platform: 'telegram',
        platformId: 'Kim',
        messageId: 'm1',
        contentHash: card.contentHash,
        missing: 1,
      },
    });
    expect(world.exchange.submitsSeen).toBe(0);
    const second = await approve(world.context, world.ask('Ann'), card.code);
    expect(second.ok && second.value.missing).toBe(0);
    await world.live(5_000);
    expect(world.stored(card).state.kind).toBe('executed');
  });

  it('refuses another content than the presser saw, and a row whose content was changed in the store', async () => {
    const world = new LiveWorld();
    const card = await world.card();
    expect(codes(await approve(world.context, world.ask(), card.code, 'another'))).toEqual([
      'CONTENT_CHANGED',
    ]);
    const forged = { ...card, content: { ...card.content, account: 'other' } };
    world.context.memory.proposals.set(card.content.id, forged);
    expect(codes(await approve(world.context, world.ask(), card.code, card.contentHash))).toEqual([
      'CONTENT_CHANGED',
    ]);
  });

  it('refuses while trading is paused, in SAFE, in another mode, and names an unknown card', async () => {
    const world = new LiveWorld();
    const card = await world.card();
    await pause(world.context, world.ask());
    world.context.memory.safeMode = 'the ledger was missing';
    expect(codes(await approve(world.context, world.ask(), card.code))).toEqual([
      'SAFE_MODE',
      'TRADING_HALTED',
    ]);
    delete world.context.memory.safeMode;
    world.context.memory.trading = { kind: 'active' };
    world.context.memory.mode = 'real';
    expect(codes(await approve(world.context, world.ask(), card.code))).toEqual(['CONTENT_CHANGED']);
    expect(codes(await approve(world.context, world.ask(), 'ZZZZ'))).toEqual(['PROPOSAL_UNKNOWN']);
    expect(world.stored(card).state.kind).toBe('proposed');
  });

  it('closes the card of a late press, unless the watch still has somebody to call', async () => {
    const world = new LiveWorld();
    const asked = await world.card({ policy: { unanswered: 'hold' } });
    await world.clock.advance(300_001);
    expect(codes(await approve(world.context, world.ask(), asked.code))).toEqual(['PROPOSAL_EXPIRED']);
    expect(world.stored(asked).state.kind).toBe('expired');
    expect(codes(await reject(world.context, world.ask(), asked.code))).toEqual(['PROPOSAL_DECIDED']);
  });

  it('is a fault and starts nothing when the store is full, and works again afterwards', async () => {
    const world = new LiveWorld();
    const card = await world.card();
    world.ledger.failCommits(STORE_FULL);
    expect(codes(await approve(world.context, world.ask(), card.code))).toEqual(['STORE_FULL']);
    await world.live(3_000);
    expect(world.exchange.submitsSeen).toBe(0);
    world.ledger.heal();
    expect(codes(await approve(world.context, world.ask(), card.code))).toEqual([]);
    await world.live(5_000);
    expect(world.stored(card).state.kind).toBe('executed');
  });

  it('reads a row again that moved under its hands', async () => {
    const world = new LiveWorld();
    const card = await world.card();
    const elsewhere = { ...card, escalationStep: 1, version: 2 };
    await world.ledger.commit([{ kind: 'proposal', row: elsewhere }]);
    const pressed = await approve(world.context, world.ask(), card.code);
    expect(pressed.ok && pressed.value.proposal).toMatchObject({ version: 3, escalationStep: 1 });
  });
});

describe('rejecting', () => {
  it('ends the card for everybody, by name', async () => {
    const world = new LiveWorld();
    const card = await world.card();
    const rejected = await reject(world.context, world.ask('Ann'), card.code);
    expect(rejected.ok && rejected.value.state).toMatchObject({ kind: 'rejected', by: 'Ann' });
    const late = await approve(world.context, world.ask('Kim'), card.code);
    expect(late.ok ? [] : late.error).toMatchObject({ refusals: [{ words: 'rejected', by: 'Ann' }] });
    await world.live(3_000);
    expect(world.exchange.submitsSeen).toBe(0);
  });

  it('after a restart finds a card that memory has forgotten', async () => {
    const world = new LiveWorld();
    const card = await world.card();
    await reject(world.context, world.ask('Ann'), card.code);
    world.context.memory.proposals.clear();
    expect(codes(await reject(world.context, world.ask('Kim'), card.code))).toEqual(['PROPOSAL_DECIDED']);
    expect(codes(await reject(world.context, world.ask('Kim'), card.content.id))).toEqual([
      'PROPOSAL_DECIDED',
    ]);
    world.ledger.failReads(STORE_FULL);
    expect(codes(await reject(world.context, world.ask('Kim'), card.code))).toEqual(['STORE_FULL']);
  });
});
