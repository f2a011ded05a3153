// The kill switch's card: what was stopped, what is still open and what closing it would cost, or how far the flattening is.
import { Decimal, ZERO } from '../../domain/decimal.ts';
import type { KillAccount, Latch } from '../../domain/kill-switch.ts';
import type { DeskView } from '../../ports/desk.ts';
import type { Block, Button, Reply } from '../core/reply.ts';
import { joinParts, shortName, sizeFigure, type Wording } from './wording.ts';

/** Slippage counted into "flatten costs" beside the taker fee: what a market order of ordinary size loses (ratio). */
const USUAL_SLIPPAGE = 0.0005;

/** While orders are cancelled nobody has read the positions yet: the last picture says how many there are. */
const BEFORE_POSITIONS: ReadonlySet<KillAccount['step']> = new Set([
  'cancel',
  'wait-unknown',
  'cancel-reduce-only',
]);

interface OpenLine {
  readonly symbol: string;
  readonly side: 'long' | 'short';
  readonly quantity: string;
  readonly cost?: Decimal;
}

export function wordKill(latch: Latch, wording: Wording, reportFile?: string): Reply {
  const { words } = wording;
  const reply = latch.state === 'clear' ? clear(latch, wording) : latched(latch, wording, reportFile);
  if (!latch.drill) return reply;
  return {
    ...reply,
    title: words.kill.drill(reply.title),
    blocks: [...reply.blocks, { kind: 'note', text: words.kill.drillNote }],
    buttons: [],
  };
}

function latched(latch: Latch, wording: Wording, reportFile?: string): Reply {
  if (latch.goal === 'halt') return halted(latch, wording);
  if (latch.finishedAt !== undefined) return flat(latch, wording, reportFile);
  return flattening(latch, wording);
}

function halted(latch: Latch, wording: Wording): Reply {
  const { words, format } = wording;
  const open = openLines(latch, wording.view);
  const cancelled = total(latch, (account) => account.ordersCancelled);
  const seen = total(latch, (account) => account.ordersSeen);
  const cost = open.reduce((sum, line) => sum.plus(line.cost ?? ZERO), ZERO);
  const currency = currencyOf(wording.view);
  const blocks: Block[] = [
    {
      kind: 'text',
      text: [
        latch.finishedAt === undefined && !isDone(latch)
          ? words.kill.halting
          : words.kill.halted(cancelled, seen),
        ...circumstances(latch, wording),
        ...stuckLines(latch, wording),
      ].join('\n'),
    },
  ];
  if (open.length === 0) blocks.push({ kind: 'text', text: words.kill.nothingOpen });
  else {
    blocks.push(openTable(open, wording));
    blocks.push({
      kind: 'text',
      text: latch.keptBy === undefined ? words.kill.stopsStay : words.kill.kept(latch.keptBy),
    });
  }
  return card(latch, wording, {
    title: words.kill.killed(latch.by, format.time(latch.at)),
    blocks,
    buttons:
      open.length === 0 || latch.keptBy !== undefined ? [] : [flattenButtons(cost, currency, latch, wording)],
  });
}

function flattenButtons(cost: Decimal, currency: string, latch: Latch, { words, format }: Wording): Button[] {
  const amount = cost.isZero() ? '' : ` ${words.kill.approximately(`${format.cash(cost)} ${currency}`)}`;
  return [
    {
      label: `${words.button.flatten}${amount}`,
      command: `/killswitch flatten${scopeWords(latch)}`,
      style: 'danger',
      singleUse: true,
    },
    { label: words.button.keep, command: '/keep', style: 'plain', singleUse: true },
  ];
}

const scopeWords = ({ scope }: Latch): string =>
  scope.kind === 'account' ? ` @${scope.account}` : scope.kind === 'symbol' ? ` ${scope.symbol}` : '';

function flattening(latch: Latch, wording: Wording): Reply {
  const { words, format, view } = wording;
  const closed = total(latch, (account) => account.positionsClosed);
  const left = latch.accounts.every(({ step }) => BEFORE_POSITIONS.has(step))
    ? openLines(latch, view).length
    : latch.accounts.reduce((sum, account) => sum + account.remaining.length, 0);
  const stuck = stuckLines(latch, wording);
  const elapsed = format.duration(Math.max(0, (view?.at ?? latch.at) - latch.at));
  const share = closed + left === 0 ? 0 : closed / (closed + left);
  const progress = words.kill.flattening(closed, closed + left, elapsed);
  const steps = latch.accounts
    .filter((account) => account.step !== 'done')
    .map((account) => joinParts(several(view) ? account.account : undefined, words.kill.step[account.step]));
  const lines = [...circumstances(latch, wording), ...stuck, ...steps];
  return card(latch, wording, {
    title: joinParts(stuck.length > 0 ? words.kill.retrying : progress, stuck[0]),
    blocks: [
      // Of an account that cannot be read nobody knows how much is open.
      ...(latch.accounts.some(isUnseen) ? [] : [{ kind: 'progress', share, text: progress } as const]),
      ...(lines.length === 0 ? [] : [{ kind: 'text', text: lines.join('\n') } as const]),
      { kind: 'note', text: words.kill.killed(latch.by, format.time(latch.at)) },
    ],
    buttons: [
      [{ label: words.button.refresh, command: '/killswitch status', style: 'plain', singleUse: false }],
    ],
  });
}

function flat(latch: Latch, wording: Wording, reportFile?: string): Reply {
  const { words, format, view } = wording;
  const cost = latch.accounts.reduce((sum, account) => sum.plus(new Decimal(account.cost)), ZERO);
  const dust = latch.accounts.flatMap((account) => account.dust);
  const line = words.kill.flatLine(
    total(latch, (account) => account.positionsClosed),
    total(latch, (account) => account.ordersCancelled),
    `${format.cash(cost)} ${currencyOf(view)}`.trim(),
  );
  return card(latch, wording, {
    title: joinParts(words.kill.flat(format.time(latch.finishedAt ?? latch.at)), line),
    blocks: [
      {
        kind: 'text',
        text: [words.kill.killed(latch.by, format.time(latch.at)), ...circumstances(latch, wording)].join(
          '\n',
        ),
      },
      ...(dust.length === 0
        ? []
        : [
            {
              kind: 'text',
              text: words.kill.dust(
                dust
                  .map((each) => `${shortName(each.symbol, view)} ${format.quantity(each.quantity)}`)
                  .join(', '),
              ),
            } as const,
          ]),
      ...(reportFile === undefined ? [] : [{ kind: 'note', text: words.kill.report(reportFile) } as const]),
    ],
    buttons: [],
  });
}

function clear(latch: Latch, wording: Wording): Reply {
  const { words } = wording;
  return card(latch, wording, {
    title: latch.epoch === 0 ? words.kill.clear : words.kill.wasReset,
    blocks: [],
    buttons: [],
  });
}

function card(latch: Latch, _wording: Wording, content: Pick<Reply, 'title' | 'blocks' | 'buttons'>): Reply {
  const stuck = latch.state === 'latched' && latch.goal === 'flatten' && latch.finishedAt === undefined;
  return {
    tone: latch.state === 'clear' ? 'plain' : stuck ? 'emergency' : 'critical',
    ...content,
    audience: 'room',
    topic: `kill:${latch.epoch}`,
  };
}

/** What it is limited to; and why, where the people in the room did not read it in what somebody typed there. */
function circumstances({ scope, platform, reason }: Latch, { words, view }: Wording): string[] {
  const isFromOutside = platform === 'http' || platform === 'shell' || platform === 'file';
  const where =
    scope.kind === 'all'
      ? []
      : [
          scope.kind === 'account'
            ? words.kill.scope.account(scope.account)
            : words.kill.scope.symbol(shortName(scope.symbol, view)),
        ];
  return isFromOutside && reason !== '' ? [...where, words.kill.because(reason)] : where;
}

/** Why something is left, and when it is tried again. */
function stuckLines(latch: Latch, { words, format, view }: Wording): string[] {
  return latch.accounts.flatMap((account) => [
    ...(account.fault === undefined ? [] : [words.kill.stuck(account.account, account.fault)]),
    ...account.remaining
      .filter((each) => each.why !== '' && latch.goal === 'flatten' && each.nextTryAt !== undefined)
      .map((each) =>
        joinParts(
          words.kill.stuck(shortName(each.symbol, view), each.why),
          each.nextTryAt === undefined ? undefined : words.kill.nextTry(format.time(each.nextTryAt)),
        ),
      ),
  ]);
}

function openTable(open: readonly OpenLine[], wording: Wording): Block {
  const { words, format, view } = wording;
  return {
    kind: 'table',
    columns: [
      { title: words.kill.columns.what, align: 'left' },
      { title: words.kill.columns.size, align: 'right' },
      { title: words.kill.columns.cost, align: 'right' },
    ],
    rows: open.map((line) => [
      `${shortName(line.symbol, view)} ${words.sideShort[line.side]}`,
      sizeFigure(line.symbol, line.quantity, wording, format.table),
      line.cost === undefined
        ? words.trust.unknownShort
        : words.kill.approximately(format.table.cash(line.cost)),
    ]),
  };
}

/** What the latch says is left; before its first reads, what the last picture shows in its scope. */
function openLines(latch: Latch, view: DeskView | undefined): OpenLine[] {
  const known = latch.accounts.flatMap((account) =>
    account.remaining.map((each) => ({ ...each, account: account.account })),
  );
  const lines =
    known.length > 0 || latch.finishedAt !== undefined
      ? known
      : (view?.accounts ?? []).flatMap((account) =>
          (account.snapshot?.positions ?? [])
            .filter((position) => inScope(latch, account.name, position.symbol))
            .map((position) => ({
              symbol: position.symbol,
              side: position.side,
              quantity: position.quantity.toString(),
              account: account.name,
            })),
        );
  return lines.map((line) => {
    const cost = costOf(line, view);
    return {
      symbol: line.symbol,
      side: line.side,
      quantity: line.quantity,
      ...(cost === undefined ? {} : { cost }),
    };
  });
}

function inScope({ scope }: Latch, account: string, symbol: string): boolean {
  if (scope.kind === 'all') return true;
  return scope.kind === 'account' ? scope.account === account : scope.symbol === symbol;
}

function costOf(
  line: { account: string; symbol: string; quantity: string },
  view: DeskView | undefined,
): Decimal | undefined {
  const snapshot = view?.accounts.find((each) => each.name === line.account)?.snapshot;
  const mark = snapshot?.marks.get(line.symbol)?.value;
  const fee = snapshot?.instruments.get(line.symbol)?.takerFeeRate;
  if (mark === undefined || fee === undefined) return undefined;
  return new Decimal(line.quantity).times(mark).times(fee.plus(USUAL_SLIPPAGE));
}

const isDone = ({ accounts }: Latch): boolean =>
  accounts.length > 0 && accounts.every((each) => each.step === 'done');
const isUnseen = ({ fault, step, positionsClosed, remaining }: KillAccount): boolean =>
  fault !== undefined && step !== 'done' && positionsClosed === 0 && remaining.length === 0;
const total = (latch: Latch, of: (account: KillAccount) => number): number =>
  latch.accounts.reduce((sum, account) => sum + of(account), 0);
const several = (view: DeskView | undefined): boolean => (view?.accounts.length ?? 1) > 1;
const currencyOf = (view: DeskView | undefined): string =>
  view?.accounts.find((each) => each.assessment !== undefined)?.assessment?.currency ?? 'USDT';
