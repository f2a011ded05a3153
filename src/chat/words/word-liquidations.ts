// Where each position would be liquidated: the nearest first, each held against what the venue says, then the account as a whole:
// its margin, and the common move of all symbols that liquidates it.
import type { AccountView, DeskView } from '../../ports/desk.ts';
import type { PositionAssessment } from '../../risk/assessment/assessment.ts';
import type { Reply } from '../core/reply.ts';
import { inRows } from './choose.ts';
import { navigationButton, noteBlock, refreshButton, shortReply, textBlock } from './short-reply.ts';
import { toneOf } from './word-alert.ts';
import { readingCell, trustLabel, wordReading } from './word-reading.ts';
import { commonMoveLines } from './word-risk.ts';
import { shortName, type Wording } from './wording.ts';

const MOST_ROWS = 30;
const MOST_BUTTONS = 4;

interface Row {
  readonly account: string;
  readonly position: PositionAssessment;
}

/** Of the named account, or of all together, each named where there are several. */
export function wordLiquidations(
  accountName: string | undefined,
  wording: Wording & { readonly view: DeskView },
): Reply {
  const { words, format, view } = wording;
  const accounts = view.accounts.filter((each) => accountName === undefined || each.name === accountName);
  const rows = accounts
    .flatMap(({ name, assessment }) =>
      (assessment?.positions ?? []).map((position): Row => ({ account: name, position })),
    )
    .sort((a, b) => distanceOf(a) - distanceOf(b));
  const [nearest] = rows;
  const at = accountName === undefined ? '' : ` @${accountName}`;
  const buttons = [
    [refreshButton(`/liq${at}`, wording), navigationButton(words.button.risk, `/risk${at}`)],
    ...inRows(riskButtons(rows, accounts.length > 1, wording), MOST_BUTTONS),
  ];
  const time = noteBlock(format.timeAndZone(view.at));
  if (nearest === undefined) {
    const isKnown = accounts.some(({ assessment }) => assessment !== undefined);
    return shortReply(isKnown ? words.liq.none : words.risk.noAssessment, { blocks: [time], buttons });
  }
  const doubts = rows.flatMap((row) => {
    const label = trustLabel(row.position.liquidationPrice, format.price, wording);
    return label === undefined ? [] : [`${nameOf(row, accounts.length > 1, wording)} ${label}`];
  });
  return shortReply(
    words.liq.title(
      shortName(nearest.position.symbol, view),
      wordReading(nearest.position.distance, format.percent, wording),
    ),
    {
      tone: toneOf(nearest.position.level),
      blocks: [
        {
          kind: 'table',
          columns: [
            { title: words.lists.columns.what, align: 'left' },
            { title: words.lists.columns.liquidation, align: 'right' },
            { title: words.lists.columns.distance, align: 'right' },
          ],
          rows: rows
            .slice(0, MOST_ROWS)
            .map((row) => [
              nameOf(row, accounts.length > 1, wording),
              readingCell(row.position.liquidationPrice, format.table.price, wording),
              readingCell(row.position.distance, format.table.percent, wording),
            ]),
        },
        ...(doubts.length === 0 ? [] : [{ kind: 'list', items: doubts } as const]),
        textBlock(...accounts.flatMap((account) => accountLines(account, accounts.length > 1, wording))),
        time,
      ],
      buttons,
    },
  );
}

const distanceOf = ({ position: { distance } }: Row): number =>
  distance.kind === 'known' ? distance.value : Number.MAX_VALUE;

const nameOf = ({ account, position }: Row, several: boolean, { words, view }: Wording): string =>
  `${shortName(position.symbol, view)} ${words.sideShort[position.side]}${several ? ` ${account}` : ''}`;

function accountLines({ name, assessment }: AccountView, several: boolean, wording: Wording): string[] {
  const { words, format } = wording;
  if (assessment === undefined || assessment.positions.length === 0) return [];
  const named = several ? [words.status.account(name)] : [];
  return [
    ...named,
    words.liq.margin(
      wordReading(assessment.marginRatio, format.percent, wording),
      wordReading(
        assessment.maintenanceMargin,
        (value) => `${format.cash(value)} ${assessment.currency}`,
        wording,
      ),
    ),
    ...commonMoveLines(assessment, wording),
  ];
}

function riskButtons(rows: readonly Row[], several: boolean, { view }: Wording) {
  const seen = new Set<string>();
  return rows
    .filter(({ account, position }) => {
      const key = `${account}/${position.symbol}`;
      const isNew = !seen.has(key);
      seen.add(key);
      return isNew;
    })
    .slice(0, MOST_BUTTONS)
    .map(({ account, position }) => {
      const at = several ? ` @${account}` : '';
      return navigationButton(`${shortName(position.symbol, view)}${at}`, `/risk ${position.symbol}${at}`);
    });
}
