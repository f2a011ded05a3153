// What a proposal would do, in lines: the change of each position, how, and what it is thought to cost.
import { Decimal, ZERO } from '../../domain/decimal.ts';
import type { PlannedLeg, Proposal, StopAction } from '../../domain/proposal.ts';
import { shortName, sizeFigure, type Wording } from './wording.ts';

const MOST_LEGS = 6;

/** `BTC cut`, `3 positions close`, `ETH margin`: the card's name once it is decided. */
export function subjectOf(proposal: Proposal, { words, view }: Wording): string {
  const { action } = proposal.content;
  if (action.kind === 'add-margin') return words.proposal.marginOf(shortName(action.symbol, view));
  if (action.kind === 'set-leverage') return words.proposal.leverageOf(shortName(action.symbol, view));
  if (action.kind === 'place-stop') return words.proposal.stopOf(shortName(action.symbol, view));
  const [only, second] = action.legs;
  const what =
    only !== undefined && second === undefined
      ? shortName(only.symbol, view)
      : words.proposal.positions(action.legs.length);
  return action.kind === 'close' ? words.proposal.closeOf(what) : words.proposal.cutOf(what);
}

export function actionLines(proposal: Proposal, wording: Wording): string[] {
  const { words, format, view } = wording;
  const { action } = proposal.content;
  if (action.kind === 'add-margin') {
    return [
      words.proposal.marginLine(
        shortName(action.symbol, view),
        words.side[action.positionSide],
        `${format.money(action.amount)} ${action.currency}`,
      ),
    ];
  }
  if (action.kind === 'set-leverage') {
    const symbol = shortName(action.symbol, view);
    return [words.proposal.leverageLine(symbol, `${action.before}x`, `${action.leverage}x`)];
  }
  if (action.kind === 'place-stop') return stopLines(action, wording);
  const lines = action.legs.slice(0, MOST_LEGS).map((leg) => legLine(leg, wording));
  const hidden = action.legs.length - MOST_LEGS;
  const [only, second] = action.legs;
  return [
    ...lines,
    ...(hidden > 0 ? [`… +${hidden}`] : []),
    second === undefined && only !== undefined
      ? words.proposal.market(format.price(only.referencePrice))
      : words.proposal.marketOnly,
    ...costLine(action.legs, proposal, wording),
  ];
}

function stopLines(action: StopAction, wording: Wording): string[] {
  const { words, format, view } = wording;
  const { symbol, positionSide, stopPrice, trail, replaces, quantity, loss, currency } = action;
  const name = shortName(symbol, view);
  const side = words.side[positionSide];
  const price = format.price(stopPrice);
  const from = new Decimal(stopPrice).plus(
    new Decimal(loss).div(quantity).times(positionSide === 'long' ? 1 : -1),
  );
  const away = format.percent(new Decimal(stopPrice).minus(from).div(from).abs().toNumber());
  return [
    trail === undefined
      ? words.proposal.stopLine(name, side, price, away)
      : words.proposal.trailLine(name, side, format.share(trail), price),
    ...(replaces === undefined ? [] : [words.proposal.stopReplaces(format.price(replaces))]),
    words.proposal.stopLoss(`${format.cash(loss)} ${currency}`, sizeFigure(symbol, quantity, wording)),
  ];
}

function legLine(leg: PlannedLeg, wording: Wording): string {
  const { words, view } = wording;
  const symbol = shortName(leg.symbol, view);
  const side = words.side[leg.positionSide];
  const from = sizeFigure(leg.symbol, leg.positionBefore, wording);
  if (new Decimal(leg.targetAfter).isZero()) return words.proposal.closeLine(symbol, side, from);
  return words.proposal.reduceLine(symbol, side, from, sizeFigure(leg.symbol, leg.targetAfter, wording));
}

/** Estimated slippage and fee of all legs in quote currency. */
export function costOf(legs: readonly PlannedLeg[]): Decimal {
  return legs.reduce(
    (sum, leg) =>
      sum.plus(new Decimal(leg.quantity).times(leg.referencePrice).times(leg.slippage + leg.feeRate)),
    ZERO,
  );
}

function costLine(
  legs: readonly PlannedLeg[],
  proposal: Proposal,
  { words, format, view }: Wording,
): string[] {
  const first = legs[0];
  if (first === undefined) return [];
  const account = view?.accounts.find((each) => each.name === proposal.content.account);
  const currency =
    account?.assessment?.currency ??
    account?.snapshot?.instruments.get(first.symbol)?.quote ??
    quoteOf(first.symbol);
  const worst = legs.reduce((most, leg) => Math.max(most, leg.slippage), 0);
  return [
    words.proposal.cost(
      `${format.cash(costOf(legs))} ${currency}`,
      format.percent(worst),
      format.percent(first.feeRate),
    ),
  ];
}

const quoteOf = (symbol: string): string => /(USDT|USDC|FDUSD|BUSD|USD)$/.exec(symbol)?.[1] ?? '';
