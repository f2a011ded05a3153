// How much to trade, in one line; then what the stop costs, what it locks at each leverage, and what stands against it.
import { Decimal } from '../../domain/decimal.ts';
import type { SizeAnswer } from '../../ports/model-asks.ts';
import type { FixedFractionalRow } from '../../risk/sizing/fixed-fractional.ts';
import type { Block, Button, Reply } from '../core/reply.ts';
import { atAccount, modelReply } from './model-reply.ts';
import { navigationButton, noteBlock, textBlock } from './short-reply.ts';
import { shortName, sizeFigure, type Wording } from './wording.ts';

const USUAL_LEVERAGES = [1, 2, 3, 5, 10, 20];

/** `command` asks for the same again. */
export function wordSize(answer: SizeAnswer, command: string, wording: Wording): Reply {
  const { words, format, view } = wording;
  const say = words.models.size;
  const { sizing, currency, symbol, quantity, tooSmall } = answer;
  const position = `${shortName(symbol, view)} ${words.side[sizing.side]} ${sizeFigure(symbol, quantity, wording)}`;
  const chosen = answer.leverage ?? sizing.recommendedLeverage;
  const fits = chosen !== null && !lacksMargin(answer, chosen);
  return modelReply(
    answer,
    {
      title:
        tooSmall === undefined
          ? say.title(position, `${format.cash(answer.lossAtStop)} ${currency}`)
          : say.tooSmallTitle(position),
      tone: tooSmall === undefined && fits ? 'plain' : 'warning',
      command,
      blocks:
        tooSmall === undefined
          ? sizeBlocks(answer, chosen, wording)
          : [
              textBlock(
                pricesLine(answer, wording),
                say.smallest(
                  sizeFigure(symbol, tooSmall.minQuantity, wording),
                  `${format.cash(tooSmall.minNotional)} ${currency}`,
                ),
              ),
            ],
      next: [
        ...(tooSmall === undefined ? [whatIfButton(answer, chosen, wording)] : []),
        navigationButton(words.button.kelly, `/kelly${atAccount(answer.account, wording)}`),
      ],
    },
    wording,
  );
}

const marginAt = ({ notional }: SizeAnswer, leverage: number): Decimal => new Decimal(notional).div(leverage);
const lacksMargin = (answer: SizeAnswer, leverage: number): boolean =>
  marginAt(answer, leverage).gt(answer.available);

/** The account after this trade, before anyone makes it. */
function whatIfButton(answer: SizeAnswer, chosen: number | null, wording: Wording): Button {
  const notional = new Decimal(answer.notional).toFixed(2);
  const leverage = chosen === null ? '' : ` x${chosen}`;
  const at = atAccount(answer.account, wording);
  const line = `/whatif ${answer.sizing.side} ${answer.symbol} ${notional}${leverage}${at}`;
  return navigationButton(wording.words.button.whatIf, line);
}

function pricesLine({ entryPrice, stopPrice }: SizeAnswer, { words, format }: Wording): string {
  const entry = new Decimal(entryPrice);
  const away = entry.minus(stopPrice).abs().div(entry);
  return words.models.size.prices(format.price(entryPrice), format.price(stopPrice), format.percent(away));
}

function sizeBlocks(answer: SizeAnswer, chosen: number | null, wording: Wording): Block[] {
  const { words, format } = wording;
  const { currency, equity, notional, lossAtStop, sizing } = answer;
  const say = words.models.size;
  const ofEquity = (amount: string): string => format.percent(new Decimal(amount).div(equity));
  const cash = (amount: Decimal | string): string => `${format.cash(amount)} ${currency}`;
  const locks = answer.leverage === undefined ? say.best : say.asked;
  return [
    textBlock(
      pricesLine(answer, wording),
      say.stopped(`${format.pnl(new Decimal(lossAtStop).negated())} ${currency}`, ofEquity(lossAtStop)),
      say.worth(cash(notional), ofEquity(notional)),
      chosen === null ? say.none : locks(format.times(chosen), cash(marginAt(answer, chosen))),
      ...(chosen !== null && lacksMargin(answer, chosen) ? [say.notFree(cash(answer.available))] : []),
    ),
    leverageTable(answer, chosen, wording),
    ...(sizing.table.every(({ practical }) => practical) ? [] : [noteBlock(say.legend)]),
  ];
}

/** Margins of the quantity as it can be traded; the liquidation price is that of the size before rounding. */
function leverageTable(answer: SizeAnswer, chosen: number | null, { words, format }: Wording): Block {
  const { sizing, equity } = answer;
  const { columns } = words.models.size;
  const best = sizing.recommendedLeverage;
  const shown = (row: FixedFractionalRow): boolean =>
    USUAL_LEVERAGES.includes(row.leverage) || row.leverage === best || row.leverage === chosen;
  const mark = (row: FixedFractionalRow): string =>
    row.leverage === best ? ' *' : row.practical ? '' : ' ✗';
  return {
    kind: 'table',
    columns: [
      { title: columns.leverage, align: 'left' },
      { title: columns.margin, align: 'right' },
      { title: columns.use, align: 'right' },
      { title: columns.liquidation, align: 'right' },
    ],
    rows: sizing.table
      .filter(shown)
      .map((row) => [
        `${format.times(row.leverage)}${mark(row)}`,
        format.table.cash(marginAt(answer, row.leverage)),
        format.table.percent(marginAt(answer, row.leverage).div(equity)),
        row.liquidationPrice === null
          ? words.trust.reasons['cannot-be-liquidated']
          : format.table.price(Number(row.liquidationPrice.toPrecision(6))),
      ]),
  };
}
