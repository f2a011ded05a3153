// The parts of the desk that the kill path borrows: the review that alone makes orders, and what is known of a venue's limits.
import { Decimal } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { Money } from '../../domain/money.ts';
import { type Position, reducingSide } from '../../domain/position.ts';
import { Quantity } from '../../domain/quantity.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { review } from '../../domain/review.ts';
import type { DeskContext } from '../state/context.ts';
import { deskState } from '../state/desk-state.ts';
import { answerInTime, CALL_MS, type KillPorts, type KillTarget } from './kill-run.ts';

const DUST: ReadonlySet<Refusal['code']> = new Set(['QUANTITY_TOO_SMALL', 'NOTIONAL_TOO_SMALL']);

/** Limits that refuse nothing, for a venue whose list cannot be read: then the venue itself says no. */
const unlimited = (symbol: string): Instrument => ({
  symbol,
  base: symbol,
  quote: '',
  priceTick: new Decimal('1e-18'),
  quantityStep: new Decimal('1e-18'),
  minQuantity: new Decimal(0),
  maxMarketQuantity: new Decimal('1e20'),
  minNotional: new Decimal(0),
  takerFeeRate: new Decimal(0),
  makerFeeRate: new Decimal(0),
  brackets: [],
});

export function closingTools(context: DeskContext): Pick<KillPorts, 'close' | 'isHedge' | 'limitsOf'> {
  const { clock } = context.ports;
  /** One request of each account, however many positions ask; one that failed is made again by the next. */
  const read = new Map<string, Promise<ReadonlyMap<string, Instrument> | undefined>>();
  const listOf = ({ name, exchange }: KillTarget): Promise<ReadonlyMap<string, Instrument> | undefined> => {
    const under = read.get(name);
    if (under !== undefined) return under;
    const reading = answerInTime(clock, CALL_MS, () => exchange.instruments()).then((answer) => {
      if (!answer.ok) read.delete(name);
      return answer.ok ? answer.value : undefined;
    });
    read.set(name, reading);
    return reading;
  };

  const instrumentOf = async (target: KillTarget, symbol: string): Promise<Instrument | undefined> => {
    const memory = context.memory.accounts.get(target.name);
    const known = (memory?.snapshot?.instruments ?? memory?.watch?.instruments)?.get(symbol);
    return known ?? (await listOf(target))?.get(symbol);
  };

  const isHedge = async (target: KillTarget): Promise<boolean | undefined> => {
    const known = context.memory.accounts.get(target.name)?.snapshot?.positionMode;
    if (known !== undefined) return known === 'hedge';
    const answer = await answerInTime(clock, CALL_MS, () => target.exchange.balances());
    return answer.ok ? answer.value.positionMode === 'hedge' : undefined;
  };

  return {
    isHedge,
    limitsOf: instrumentOf,
    close: async (target, position, all, quantity, clientOrderId) => {
      const { symbol, side } = position;
      const instrument = (await instrumentOf(target, symbol)) ?? unlimited(symbol);
      const zero = Money.zero(instrument.quote);
      const now = clock.now();
      const verdict = review(
        {
          account: target.name,
          clientOrderId,
          symbol,
          side: reducingSide(side),
          positionSide: side,
          type: 'market',
          quantity: Quantity.of(quantity),
          reduceOnly: true,
        },
        {
          account: target.name,
          at: now,
          pricesAt: now,
          walletBalance: zero,
          crossWalletBalance: zero,
          equity: zero,
          availableBalance: zero,
          positionMode: isHedgeBook(all) ? 'hedge' : 'one-way',
          positions: all,
          orders: [],
          marks: new Map(all.map((each) => [each.symbol, each.markPrice])),
          // What was listed as halted may trade again by now: trying is the only way to know.
          instruments: new Map([[symbol, { ...instrument, halted: false }]]),
          complete: true,
        },
        context.settings.limits,
        deskState(context, undefined, true),
      );
      if (verdict.kind === 'approved') return { kind: 'order', order: verdict.order };
      const codes = verdict.refusals.map(({ code }) => code);
      if (codes.every((code) => DUST.has(code))) return { kind: 'dust' };
      return { kind: 'refused', why: codes.join(', ') };
    },
  };
}

/** Both sides of one symbol open at once, which only hedge mode has. */
function isHedgeBook(positions: readonly Position[]): boolean {
  return positions.some((one) =>
    positions.some((other) => other.symbol === one.symbol && other.side !== one.side),
  );
}
