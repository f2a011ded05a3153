// The account after something that nobody has done yet, assessed like the account of now: the same figures, the same code as a card.
import { Decimal, floorToStep } from '../../domain/decimal.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { type MarginMode, type Position, type PositionSide, positionKey } from '../../domain/position.ts';
import type { Price } from '../../domain/price.ts';
import { type Result, success } from '../../domain/result.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';
import type { BookChange, LongRun, WhatIfAnswer, WhatIfQuestion } from '../../ports/book-questions.ts';
import type { Answer, Declined } from '../../ports/desk.ts';
import { assess } from '../../risk/assessment/assess.ts';
import type { AssessInput } from '../../risk/assessment/assess-input.ts';
import {
  bookAfterClose,
  bookAfterOrder,
  bookAfterTransfer,
  bookWithLeverage,
  type Hypothetical,
} from '../../risk/assessment/hypothetical.ts';
import { oddsOfBook } from '../assessment/liquidation-odds.ts';
import { shareProgress } from '../assessment/long-run.ts';
import { assessInputOf } from '../assessment/watch-account.ts';
import type { Book } from '../picture/asked-picture.ts';
import { refused } from '../picture/asked-position.ts';
import { wholeBook } from '../picture/open-book.ts';
import { dailyReturns } from '../picture/returns.ts';
import { memoryOf, watchOf } from '../state/account-memory.ts';
import type { DeskAccount, DeskContext } from '../state/context.ts';

/** A change worked out: the book after it and what would be traded for it. */
interface Planned extends Pick<WhatIfAnswer, 'order' | 'subject'> {
  readonly book: Hypothetical;
}

export async function whatIf(
  context: DeskContext,
  question: WhatIfQuestion,
  run: LongRun = {},
): Answer<WhatIfAnswer> {
  const asked = wholeBook(context, question.account);
  if (!asked.ok) return asked;
  const { account, snapshot, about } = asked.value;
  const planned = plan(asked.value, question.change);
  if (!planned.ok) return planned;
  const { book, order, subject } = planned.value;
  const input = await inputFor(context, account, snapshot, book.snapshot);
  const odds = watchOf(context, memoryOf(context, account.name)).odds?.hourly;
  const hourly = odds === undefined ? {} : { hourly: odds };
  const part = shareProgress(run, 2);
  const follow = (index: number): LongRun => ({
    ...part(index),
    ...(run.signal === undefined ? {} : { signal: run.signal }),
  });
  const oddsNow = await oddsOfBook(context, account, snapshot, hourly, follow(0));
  if (!oddsNow.ok) return oddsNow;
  const oddsAfter = await oddsOfBook(context, account, book.snapshot, hourly, follow(1));
  if (!oddsAfter.ok) return oddsAfter;
  const paths = [oddsNow.value.sims, oddsAfter.value.sims].filter((sims) => sims !== undefined);
  const shortfall = book.bound.minus(book.freed).minus(snapshot.availableBalance.value);
  return success({
    book: about,
    change: question.change,
    ...(order === undefined ? {} : { order }),
    ...(book.bound.gt(0) && shortfall.gt(0) ? { shortfall: shortfall.toFixed(2) } : {}),
    now: assess({ ...input, liquidationProbability: oddsNow.value }),
    after: assess({ ...input, snapshot: book.snapshot, liquidationProbability: oddsAfter.value }),
    ...(paths.length === 0 ? {} : { paths: Math.min(...paths) }),
    ...(subject === undefined ? {} : { subject }),
  });
}

/** Both books are assessed from one history, which also covers a symbol that is not held yet. */
async function inputFor(
  context: DeskContext,
  { candles }: DeskAccount,
  now: AccountSnapshot,
  after: AccountSnapshot,
): Promise<AssessInput> {
  const input = assessInputOf(context, now);
  const symbols = [...new Set([...now.positions, ...after.positions].map(({ symbol }) => symbol))].sort();
  if (symbols.every((symbol) => input.returns.has(symbol))) return input;
  const series = await dailyReturns(candles, symbols, context.ports.clock.now());
  if (series === undefined) return input;
  const { returnsBasis: _, ...rest } = input;
  const basis = series.basis === undefined ? {} : { returnsBasis: series.basis };
  return { ...rest, ...basis, returns: series.returns };
}

function plan({ snapshot }: Book, change: BookChange): Result<Planned, Declined> {
  switch (change.kind) {
    case 'order':
      return planOrder(snapshot, change);
    case 'close':
      return planClose(snapshot, change);
    case 'leverage':
      return planLeverage(snapshot, change);
    case 'transfer':
      return success({ book: bookAfterTransfer(snapshot, new Decimal(change.amount)) });
    default:
      return change satisfies never;
  }
}

function planOrder(
  snapshot: AccountSnapshot,
  change: Extract<BookChange, { kind: 'order' }>,
): Result<Planned, Declined> {
  const { symbol, side } = change;
  const instrument = snapshot.instruments.get(symbol);
  if (instrument === undefined) {
    return refused({ code: 'INSTRUMENT_UNKNOWN', symbol, known: [...snapshot.instruments.keys()] });
  }
  const mark = snapshot.marks.get(symbol);
  if (mark === undefined) return refused({ code: 'UNKNOWN_PRICE', symbol });
  const quantity = floorToStep(new Decimal(change.notional).div(mark.value), instrument.quantityStep);
  const tooSmall = smallestOrder(instrument, quantity, mark);
  if (tooSmall !== undefined) return tooSmall;
  const held = snapshot.positions.filter((position) => position.symbol === symbol);
  const own = held.find((position) => position.side === side) ?? held[0];
  const leverage = change.leverage ?? own?.leverage ?? 1;
  const worth = quantity.times(mark.value).plus(own?.side === side ? worthOf(own) : 0);
  const over = overLeverage(instrument, worth, leverage);
  if (over !== undefined) return over;
  const marginMode: MarginMode = own?.marginMode ?? 'cross';
  const book = bookAfterOrder(snapshot, { symbol, side, quantity, mark, leverage, marginMode });
  return success({ book, order: orderOf(instrument, quantity, mark), subject: positionKey(symbol, side) });
}

function smallestOrder(
  { symbol, minQuantity, minNotional }: Instrument,
  quantity: Decimal,
  mark: Price,
): ReturnType<typeof refused> | undefined {
  if (quantity.lt(minQuantity) || quantity.isZero()) {
    const minimum = minQuantity.toFixed();
    return refused({ code: 'QUANTITY_TOO_SMALL', symbol, quantity: quantity.toFixed(), minimum });
  }
  const worth = quantity.times(mark.value);
  if (worth.gte(minNotional)) return undefined;
  const minimum = minNotional.toFixed();
  return refused({ code: 'NOTIONAL_TOO_SMALL', symbol, notional: worth.toFixed(), minimum });
}

/** The venue's own maximum at this size. The desk's cap refuses nothing here: the book after it shows where that would stand. */
function overLeverage(
  { brackets }: Instrument,
  worth: Decimal,
  leverage: number,
): ReturnType<typeof refused> | undefined {
  const bracket = brackets.find(({ cap }) => worth.lt(cap)) ?? brackets.at(-1);
  if (bracket === undefined || leverage <= bracket.maxLeverage) return undefined;
  return refused({ code: 'LEVERAGE_TOO_HIGH', leverage, maximum: bracket.maxLeverage });
}

function planClose(
  snapshot: AccountSnapshot,
  { symbol, side, share }: Extract<BookChange, { kind: 'close' }>,
): Result<Planned, Declined> {
  const position = heldPosition(snapshot, symbol, side);
  if (position === undefined) return notHeld(snapshot, symbol);
  const instrument = snapshot.instruments.get(symbol);
  const wanted = position.quantity.value.times(new Decimal(share));
  const quantity =
    share === 1 || instrument === undefined ? wanted : floorToStep(wanted, instrument.quantityStep);
  if (quantity.isZero() && instrument !== undefined) {
    return smallestOrder(instrument, quantity, position.markPrice) ?? notHeld(snapshot, symbol);
  }
  return success({
    book: bookAfterClose(snapshot, position, quantity),
    ...(instrument === undefined ? {} : { order: orderOf(instrument, quantity, position.markPrice) }),
    subject: positionKey(symbol, side),
  });
}

function planLeverage(
  snapshot: AccountSnapshot,
  { symbol, side, leverage }: Extract<BookChange, { kind: 'leverage' }>,
): Result<Planned, Declined> {
  const position = heldPosition(snapshot, symbol, side);
  const instrument = snapshot.instruments.get(symbol);
  if (position === undefined || instrument === undefined) return notHeld(snapshot, symbol);
  const over = overLeverage(instrument, worthOf(position), leverage);
  if (over !== undefined) return over;
  return success({
    book: bookWithLeverage(snapshot, position, leverage),
    subject: positionKey(symbol, side),
  });
}

const orderOf = (
  { takerFeeRate }: Instrument,
  quantity: Decimal,
  mark: Price,
): NonNullable<WhatIfAnswer['order']> => ({
  quantity: quantity.toFixed(),
  price: mark.toString(),
  fee: quantity.times(mark.value).times(takerFeeRate).toFixed(),
});

const worthOf = ({ quantity, markPrice }: Position): Decimal => quantity.value.times(markPrice.value);

const heldPosition = (
  { positions }: AccountSnapshot,
  symbol: string,
  side: PositionSide,
): Position | undefined => positions.find((position) => position.symbol === symbol && position.side === side);

const notHeld = ({ positions }: AccountSnapshot, symbol: string): ReturnType<typeof refused> =>
  refused({ code: 'NO_POSITION', symbol, open: positions.map((position) => position.symbol) });
