// How much to trade, in one line; then what the stop costs, what it locks at each leverage, and what stands against it.
import { Decimal } from '../domain/decimal.ts';
import type { SizeAnswer } from '../ports/model-asks.ts';
import type { FixedFractionalRow } from '../risk/sizing/fixed-fractional.ts';
import { atAccount, modelReply } from './model-reply.ts';
import type { Block, Reply } from './reply.ts';
import { navigationButton, noteBlock, textBlock } from './short-reply.ts';
import { shortName, sizeFigure, type Wording } from './wording.ts';

const USUAL_LEVERAGES = [1, 2, 3, 5, 10, 20];

/** `command` asks for the same again. */
export function wordSize(answer: SizeAnswer, command: string, wording: Wording): Reply {
  const { words, format, view } = wording;
  const say = words.models.size;
  const { sizing, currency, symbol, quantity, tooSmall, leverage } = answer;
  const position = `${shortName(symbol, view)} ${words.side[sizing.side]} ${sizeFigure(symbol, quantity, wording)}`;
  const entry = new Decimal(answer.entryPrice);
  const away = entry.minus(answer.stopPrice).abs().div(entry).toNumber();
  const loss = new Decimal(answer.lossAtStop).negated();
  const chosen = leverage ?? sizing.recommendedLeverage;
  const margin = chosen === null ? null : new Decimal(answer.notional).div(chosen);
  const locks = leverage === undefined ? say.best : say.asked;
  const lacks = margin?.gt(answer.available) === true;
  return modelReply(
    answer,
    {
      title:
        tooSmall === undefined
          ? say.title(position, `${format.cash(answer.lossAtStop)} ${currency}`)
          : say.tooSmallTitle(position),
      tone: tooSmall === undefined && chosen !== null && !lacks ? 'plain' : 'warning',
      command,
      blocks: [
        textBlock(
          say.prices(format.price(answer.entryPrice), format.price(answer.stopPrice), format.percent(away)),
          say.stopped(`${format.pnl(loss)} ${currency}`, format.percent(loss.negated().div(answer.equity))),
          say.worth(
            `${format.cash(answer.notional)} ${currency}`,
            format.percent(new Decimal(answer.notional).div(answer.equity)),
          ),
          chosen === null || margin === null
            ? say.none
            : locks(format.times(chosen), `${format.cash(margin)} ${currency}`),
          ...(lacks ? [say.notFree(`${format.cash(answer.available)} ${currency}`)] : []),
          ...(tooSmall === undefined
            ? []
            : [
                say.smallest(
                  sizeFigure(symbol, tooSmall.minQuantity, wording),
                  `${format.cash(tooSmall.minNotional)} ${currency}`,
                ),
              ]),
        ),
        leverageTable(answer, chosen, wording),
        noteBlock(say.legend),
      ],
      next: [navigationButton(words.button.kelly, `/kelly${atAccount(answer.account, wording)}`)],
    },
    wording,
  );
}

function leverageTable({ sizing }: SizeAnswer, chosen: number | null, { words, format }: Wording): Block {
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
        format.table.cash(row.margin),
        format.table.percent(row.marginUse),
        row.liquidationPrice === null
          ? words.trust.reasons['cannot-be-liquidated']
          : format.table.price(Number(row.liquidationPrice.toPrecision(6))),
      ]),
  };
}
