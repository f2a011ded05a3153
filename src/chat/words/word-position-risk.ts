// One position's risk: where it stands, where it would be liquidated, how the venue sees it, and what can be done.

import { known, unknown } from '../../domain/reading.ts';
import type { AccountView, DeskView } from '../../ports/desk.ts';
import type { Button, Reply } from '../core/reply.ts';
import type { NamedPosition } from '../reading/symbol-resolver.ts';
import { toneOf } from './word-alert.ts';
import { fundingFigure } from './word-funding.ts';
import { metricBar, wordReading } from './word-reading.ts';
import { joinParts, shortName, sizeFigure, type Wording } from './wording.ts';

export function wordPositionRisk(position: NamedPosition, view: DeskView, wording: Wording): Reply {
  const { words, format } = wording;
  const account = view.accounts.find((each) => each.name === position.account);
  const at = view.accounts.length > 1 ? ` @${position.account}` : '';
  const assessed = account?.assessment?.positions.find(
    (each) => each.symbol === position.symbol && each.side === position.side,
  );
  const name = `${shortName(position.symbol, view)} ${words.side[position.side]}`;
  const refresh: Button = {
    ...button(words.button.refresh, `/risk ${position.symbol}:${position.side}${at}`),
    refreshes: true,
  };
  if (account === undefined || assessed === undefined) {
    return {
      tone: 'warning',
      title: joinParts(name, words.risk.noAssessment),
      blocks: [],
      buttons: [[refresh]],
      audience: 'room',
    };
  }
  const target = `${position.symbol}:${position.side}${at}`;
  return {
    tone: toneOf(assessed.level),
    title: joinParts(
      words.level[assessed.level],
      words.alert.toLiquidation(name, wordReading(assessed.distance, format.percent, wording)),
    ),
    blocks: [
      {
        kind: 'bars',
        bars: [
          metricBar(
            'liquidation-distance',
            assessed.distance,
            view.thresholds['liquidation-distance'],
            wording,
          ),
          metricBar('margin-ratio', assessed.marginRatio, view.thresholds['margin-ratio'], wording),
        ],
      },
      { kind: 'facts', facts: factsOf(position, account, wording) },
      { kind: 'note', text: joinParts(account.name, format.timeAndZone(view.at)) },
    ],
    buttons: [
      [
        button(`${words.button.cut} 25 %`, `/cut ${target} 25`),
        button('50 %', `/cut ${target} 50`),
        button(words.button.close, `/close ${target}`),
      ],
      [refresh, button(words.button.risk, '/risk')],
    ],
    audience: 'room',
  };
}

const button = (label: string, command: string): Button => ({
  label,
  command,
  style: 'plain',
  singleUse: false,
});

function factsOf(named: NamedPosition, account: AccountView, wording: Wording): [string, string][] {
  const { words, format } = wording;
  const say = words.risk.facts;
  const held = account.snapshot?.positions.find(
    (each) => each.symbol === named.symbol && each.side === named.side,
  );
  const assessed = account.assessment?.positions.find(
    (each) => each.symbol === named.symbol && each.side === named.side,
  );
  if (held === undefined || assessed === undefined) return [];
  const statistic = (value: number | null, figure: (value: number) => string): string =>
    wordReading(value === null ? unknown('no-price-history') : known(value), figure, wording);
  const price = (value: number): string => format.price(value);
  return [
    [say.size, sizeFigure(held.symbol, held.quantity.toString(), wording)],
    [say.entry, format.price(held.entryPrice.toString())],
    [say.mark, format.price(held.markPrice.toString())],
    [say.liquidation, wordReading(assessed.liquidationPrice, price, wording)],
    ...(held.venueLiquidationPrice === undefined
      ? []
      : [[say.venue, format.price(held.venueLiquidationPrice.toString())] as [string, string]]),
    [say.pnl, `${format.pnl(held.unrealizedPnl.toString())} ${held.unrealizedPnl.currency}`],
    [say.notional, format.cash(assessed.notional)],
    [
      say.leverage,
      joinParts(
        assessed.leverage === null ? '?' : format.times(assessed.leverage),
        words.risk[held.marginMode],
      ),
    ],
    [say.volatility, statistic(assessed.dailyVolatility, format.percent)],
    [say.valueAtRisk, statistic(assessed.valueAtRisk, (value) => format.cash(value))],
    ...(held.fundingRate === undefined
      ? []
      : [[say.funding, fundingFigure(held.fundingRate, wording.format)] as [string, string]]),
  ];
}
