// The desk at a glance: mode and state, equity and its day, positions with their distance, what is open. The figures say how old they are.
import { Decimal } from '../../domain/decimal.ts';
import { isDecided } from '../../domain/proposal.ts';
import type { AccountView, DeskView } from '../../ports/desk.ts';
import type { PositionAssessment } from '../../risk/assessment/assessment.ts';
import type { Block, Button, Reply } from '../core/reply.ts';
import { shortSymbol } from '../reading/symbol-resolver.ts';
import { toneOf } from './word-alert.ts';
import { doubtOf } from './word-doubt.ts';
import { isInapplicable, readingCell, trustLabel } from './word-reading.ts';
import { joinParts, shortName, sizeFigure, type Wording } from './wording.ts';

const MOST_ROWS = 12;
/** Prices older than this carry the STALE label. */
const STALE_AFTER_MS = 60_000;

export function wordStatus(view: DeskView, wording: Wording): Reply {
  const { words } = wording;
  const open = view.proposals.filter((each) => !isDecided(each.state)).length;
  return {
    tone: toneOf(view.level),
    title: joinParts(
      words.trading[view.trading.kind],
      view.level === 'safe' ? calm(view, wording) : words.status.worst(words.level[view.level]),
    ),
    blocks: [
      ...stateBlocks(view, wording),
      ...view.accounts.flatMap((account) => accountBlocks(account, view, wording)),
      {
        kind: 'text',
        text: joinParts(words.status.alertsOpen(view.alerts.length), words.status.cardsWaiting(open)),
      },
      { kind: 'note', text: agesLine(view, wording) },
    ],
    buttons: [statusButtons(wording)],
    audience: 'room',
  };
}

/** All within limits, where that is known of every account. */
function calm(view: DeskView, wording: Wording): string {
  for (const { assessment } of view.accounts) {
    const doubt = assessment === undefined ? undefined : doubtOf(assessment, wording);
    if (doubt !== undefined) return doubt;
  }
  return wording.words.status.allSafe;
}

function statusButtons({ words }: Wording): Button[] {
  const plain = (label: string, command: string): Button => ({
    label,
    command,
    style: 'plain',
    singleUse: false,
  });
  return [
    { ...plain(words.button.refresh, '/status'), refreshes: true },
    plain(words.button.risk, '/risk'),
    plain(words.button.positions, '/positions'),
  ];
}

/** What keeps the desk from its ordinary work, worst first. */
function stateBlocks(view: DeskView, { words, format }: Wording): Block[] {
  const lines = [
    ...(view.latch.state === 'latched' && !view.latch.drill
      ? [words.status.latched(view.latch.by, format.moment(view.latch.at, view.at))]
      : []),
    ...(view.safeMode === undefined ? [] : [words.status.safeMode(words.said(view.safeMode))]),
    ...(view.storeFault === undefined ? [] : [words.status.storeFault(view.storeFault)]),
    ...(view.trading.kind === 'active'
      ? []
      : [words.status.because(words.said(view.trading.reason), format.moment(view.trading.since, view.at))]),
    ...view.accounts.flatMap((account) =>
      account.outage === undefined
        ? []
        : [
            words.status.outage(
              account.name,
              format.moment(account.outage.since, view.at),
              words.said(account.outage.why),
            ),
          ],
    ),
    ...view.accounts.flatMap((account) => exchangeLines(account, { words, format })),
  ];
  return lines.length === 0 ? [] : [{ kind: 'text', text: lines.join('\n') }];
}

/** What stands in the way at the exchange itself. */
function exchangeLines(
  { name, exchange }: AccountView,
  { words, format }: Pick<Wording, 'words' | 'format'>,
): string[] {
  if (exchange === undefined) return [];
  const say = words.venue;
  const { closing, halted, maintenance } = exchange;
  return [
    ...(maintenance ? [say.maintenanceBegan(name)] : []),
    ...(closing === undefined
      ? []
      : [say.maintenanceSoon(name, format.clock(closing.from), format.clock(closing.until))]),
    ...halted.map((symbol) => say.halted(name, shortSymbol(symbol))),
  ];
}

function accountBlocks(account: AccountView, view: DeskView, wording: Wording): Block[] {
  const { words, format } = wording;
  const several = view.accounts.length > 1;
  const { snapshot, assessment } = account;
  if (snapshot === undefined) {
    return [{ kind: 'text', text: joinParts(several ? account.name : undefined, words.status.noPicture) }];
  }
  const equity = `${format.money(snapshot.equity.toString())} ${snapshot.equity.currency}`;
  const head = joinParts(
    several ? account.name : undefined,
    words.status.equity(equity),
    dayChange(account, wording),
  );
  const incomplete = snapshot.complete
    ? []
    : [words.status.incomplete(words.said(snapshot.incompleteBecause ?? '?'))];
  if (snapshot.positions.length === 0) {
    return [{ kind: 'text', text: [head, words.status.noPositions, ...incomplete].join('\n') }];
  }
  const positions = [...(assessment?.positions ?? [])].sort(byDistance);
  return [
    { kind: 'text', text: [head, ...incomplete].join('\n') },
    positionTable(positions.slice(0, MOST_ROWS), account, wording),
    ...trustNotes(positions.slice(0, MOST_ROWS), wording),
    ...(positions.length > MOST_ROWS
      ? [{ kind: 'note', text: words.status.more(positions.length - MOST_ROWS) } as const]
      : []),
  ];
}

function dayChange(
  { snapshot, equityAtDayStart }: AccountView,
  { words, format }: Wording,
): string | undefined {
  if (snapshot === undefined || equityAtDayStart === undefined) return undefined;
  const before = new Decimal(equityAtDayStart);
  if (before.lte(0)) return undefined;
  return words.status.today(format.change(snapshot.equity.value.minus(before).div(before)));
}

/** Nearest to liquidation first; what is not known stands above what is known to be far. */
function byDistance(a: PositionAssessment, b: PositionAssessment): number {
  const of = (each: PositionAssessment): number =>
    each.distance.kind === 'known'
      ? each.distance.value
      : isInapplicable(each.distance)
        ? Number.POSITIVE_INFINITY
        : Number.NEGATIVE_INFINITY;
  return of(a) === of(b) ? 0 : of(a) - of(b);
}

/** Name, size, PnL and distance: `BTC L    0.500   -812.4   18.2 %`. */
export function positionTable(
  positions: readonly PositionAssessment[],
  account: AccountView,
  wording: Wording,
): Block {
  const { words, format } = wording;
  return {
    kind: 'table',
    columns: [
      { title: words.status.columns.what, align: 'left' },
      { title: words.status.columns.size, align: 'right' },
      { title: words.status.columns.pnl, align: 'right' },
      { title: words.status.columns.distance, align: 'right' },
    ],
    rows: positions.map((each) => {
      const held = account.snapshot?.positions.find(
        (position) => position.symbol === each.symbol && position.side === each.side,
      );
      return [
        `${baseName(each.symbol, account)} ${words.sideShort[each.side]}`,
        held === undefined
          ? format.table.quantity(each.quantity)
          : sizeFigure(each.symbol, held.quantity.toString(), wording, format.table),
        format.table.pnl(held?.unrealizedPnl.toString() ?? each.unrealizedPnl),
        readingCell(each.distance, format.table.percent, wording),
      ];
    }),
  };
}

const baseName = (symbol: string, account: AccountView): string =>
  account.snapshot?.instruments.get(symbol)?.base ?? shortSymbol(symbol);

/** What cannot be trusted as it stands, one line each. */
function trustNotes(positions: readonly PositionAssessment[], wording: Wording): Block[] {
  const items = positions.flatMap((each) => {
    const label = trustLabel(each.distance, wording.format.percent, wording);
    return label === undefined ? [] : [`${shortName(each.symbol, wording.view)} ${label}`];
  });
  return items.length === 0 ? [] : [{ kind: 'list', items }];
}

function agesLine(view: DeskView, { words, format }: Wording): string {
  const ages = view.accounts.flatMap((account) =>
    account.snapshot === undefined ? [] : [view.at - account.snapshot.pricesAt],
  );
  const oldest = ages.length === 0 ? undefined : Math.max(0, ...ages);
  const age =
    oldest === undefined
      ? undefined
      : oldest > STALE_AFTER_MS
        ? words.trust.stale(format.duration(oldest))
        : words.status.pricesOld(format.duration(oldest));
  return joinParts(age, format.timeAndZone(view.at));
}
