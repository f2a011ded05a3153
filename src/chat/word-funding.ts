// Funding of the open positions: the next payment and a day of it each, what it takes of the profit, and when it is due.
import { notional } from '../domain/position.ts';
import type { AccountView } from '../ports/desk.ts';
import { fundingCost } from '../risk/funding.ts';
import type { Format } from './format.ts';
import type { Block, Reply } from './reply.ts';
import { noteBlock, textBlock, viewReply } from './short-reply.ts';
import { shortName, type Wording } from './wording.ts';

/** Funding rates are hundredths of a per cent: `+0.0100 %`. */
export const fundingFigure = (rate: number, format: Format): string =>
  `${rate < 0 ? '\u2212' : '+'}${format.quantity(Math.abs(rate * 100).toFixed(4))} %`;

/** The share of a month's profits that funding may take before it is said aloud. */
const BUDGET_SHARE = 0.3;

export interface FundingSoFar {
  /** Paid over the last month (below zero) or received, and the realised profit of that time; in the account's currency. */
  readonly funding: number;
  readonly realizedPnl: number;
}

export function wordFunding(
  account: string | undefined,
  month: FundingSoFar | undefined,
  wording: Wording,
): Reply {
  const { words, format, view } = wording;
  const say = words.funding;
  const accounts = (view?.accounts ?? []).filter((each) => account === undefined || each.name === account);
  const lines = accounts.flatMap((each) => linesOf(each, wording));
  const held = accounts.reduce((sum, each) => sum + (each.snapshot?.positions.length ?? 0), 0);
  const day = lines.reduce((sum, line) => sum + (line.day ?? 0), 0);
  const currency = accounts[0]?.snapshot?.equity.currency ?? '';
  const title =
    held === 0
      ? say.none
      : lines.every((line) => line.day === undefined)
        ? say.unknown
        : day >= 0
          ? say.pays(`${format.cash(day)} ${currency}`)
          : say.receives(`${format.cash(-day)} ${currency}`);
  const table: Block = {
    kind: 'table',
    columns: [
      { title: '', align: 'left' },
      { title: say.rate, align: 'right' },
      { title: say.next, align: 'right' },
      { title: say.day, align: 'right' },
    ],
    rows: lines.map(({ cells }) => [...cells]),
  };
  const notes = [
    ...dueLines(accounts, wording),
    ...lines.flatMap(({ exit }) => (exit === undefined ? [] : [exit])),
    ...budgetLines(month, wording),
  ];
  const blocks: Block[] = [
    ...(held === 0 ? [] : [table]),
    ...(notes.length === 0 ? [] : [textBlock(...notes)]),
    noteBlock(format.timeAndZone(view?.at ?? 0)),
  ];
  return viewReply(title, blocks, account === undefined ? '/funding' : `/funding @${account}`, wording);
}

interface Line {
  readonly cells: readonly string[];
  readonly day?: number;
  readonly exit?: string;
}

function linesOf({ snapshot, funding }: AccountView, wording: Wording): Line[] {
  const { words, format, view } = wording;
  return (snapshot?.positions ?? []).map((position): Line => {
    const name = `${shortName(position.symbol, view)} ${words.sideShort[position.side]}`;
    const due = funding?.find(({ symbol }) => symbol === position.symbol);
    const rate = position.fundingRate ?? due?.rate;
    if (rate === undefined) return { cells: [name, words.trust.unknownShort, '', ''] };
    const cost = fundingCost({
      side: position.side,
      notional: notional(position).toNumber(),
      rate,
      ...(due?.intervalMs === undefined ? {} : { intervalMs: due.intervalMs }),
      unrealizedPnl: position.unrealizedPnl.value.toNumber(),
    });
    const exit = cost.suggestsExit
      ? words.funding.exit(shortName(position.symbol, view), format.share(cost.shareOfProfit ?? 0))
      : undefined;
    return {
      cells: [
        name,
        fundingFigure(rate, format),
        format.table.money(-cost.next),
        format.table.money(-cost.day),
      ],
      day: cost.day,
      ...(exit === undefined ? {} : { exit }),
    };
  });
}

function dueLines(accounts: readonly AccountView[], { words, format, view }: Wording): string[] {
  const held = new Set(
    accounts.flatMap(({ snapshot }) => snapshot?.positions.map(({ symbol }) => symbol) ?? []),
  );
  const next = accounts
    .flatMap(({ funding }) => funding ?? [])
    .filter(({ symbol, at }) => held.has(symbol) && at > (view?.at ?? 0))
    .sort((a, b) => a.at - b.at)[0];
  return next === undefined
    ? []
    : [words.funding.due(format.time(next.at), format.duration(next.at - (view?.at ?? 0)))];
}

function budgetLines(month: FundingSoFar | undefined, { words, format }: Wording): string[] {
  if (month === undefined || month.funding >= 0) return [];
  const paid = -month.funding;
  if (month.realizedPnl <= 0) return [words.funding.paid(format.cash(paid))];
  const share = paid / month.realizedPnl;
  return [
    share > BUDGET_SHARE
      ? words.funding.overBudget(format.share(share), format.share(BUDGET_SHARE))
      : words.funding.ofProfit(format.cash(paid), format.share(share)),
  ];
}
