// Funding of the open positions: the next payment and a day of it each, what it takes of the profit, and when it is due.
import type { FundingLine } from '../../ports/desk.ts';
import type { Block, Reply } from '../core/reply.ts';
import type { Format } from '../figures/format.ts';
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
  const positions = accounts.flatMap(({ funding }) => funding ?? []);
  const lines = positions.map((each) => lineOf(each, wording));
  const held = lines.length;
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
    ...dueLines(positions, wording),
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

function lineOf({ symbol, side, rate, cost }: FundingLine, { words, format, view }: Wording): Line {
  const short = shortName(symbol, view);
  const name = `${short} ${words.sideShort[side]}`;
  if (rate === undefined || cost === undefined) return { cells: [name, words.trust.unknownShort, '', ''] };
  const exit = cost.suggestsExit
    ? words.funding.exit(short, format.share(cost.shareOfProfit ?? 0))
    : undefined;
  const { money } = format.table;
  return {
    cells: [
      name,
      fundingFigure(rate, format),
      money(-cost.next),
      cost.day === undefined ? words.trust.unknownShort : money(-cost.day),
    ],
    ...(cost.day === undefined ? {} : { day: cost.day }),
    ...(exit === undefined ? {} : { exit }),
  };
}

function dueLines(lines: readonly FundingLine[], { words, format, view }: Wording): string[] {
  const now = view?.at ?? 0;
  const next = Math.min(...lines.flatMap(({ at }) => (at !== undefined && at > now ? [at] : [])));
  return Number.isFinite(next) ? [words.funding.due(format.time(next), format.duration(next - now))] : [];
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
