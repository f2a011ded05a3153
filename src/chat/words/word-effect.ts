// What a card would change, before and after, in the three figures that people decide by.
import type { Proposal } from '../../domain/proposal.ts';
import type { Block } from '../core/reply.ts';
import type { Wording } from './wording.ts';

export function effectTable({ content }: Proposal, { words, format }: Wording): Block[] {
  // A stop changes nothing until it is reached.
  if (content.action.kind === 'place-stop') return [];
  const figure = (value: number | null): string =>
    value === null ? words.trust.unknownShort : format.table.percent(value);
  const { liquidationDistance: distance, marginRatio: margin, valueAtRisk } = content.effect;
  /** In a book that is known, a distance that is not there means that nothing is left to liquidate. */
  const distanceFigure = (value: number | null, ratio: number | null): string =>
    value === null && ratio !== null ? words.trust.reasons['cannot-be-liquidated'] : figure(value);
  const rows = [
    [
      words.proposal.rows.distance,
      distanceFigure(distance.now, margin.now),
      distanceFigure(distance.after, margin.after),
    ],
    [words.proposal.rows.margin, figure(margin.now), figure(margin.after)],
    [words.proposal.rows.valueAtRisk, figure(valueAtRisk.now), figure(valueAtRisk.after)],
  ];
  return [
    {
      kind: 'table',
      columns: [
        { title: words.proposal.columns.what, align: 'left' },
        { title: words.proposal.columns.now, align: 'right' },
        { title: words.proposal.columns.after, align: 'right' },
      ],
      rows,
    },
  ];
}
