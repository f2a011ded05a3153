// What the best single step leaves behind, asked of the models on a book that it was taken out of.
import {
  type Book,
  finiteWorstRatio,
  type Input,
  leastDistance,
  marginInput,
  type RiskCheck,
  tailInput,
} from './check-inputs.ts';
import type { AssessedAccount } from './risk-document.ts';

/** The book before the best step and after it: `share` of one position closed at its mark. */
export function stepChecks(account: AssessedAccount): RiskCheck[] {
  const { bestStep, inputs } = account;
  if (bestStep === null) return [];
  const cut = inputs.positions.find(
    ({ symbol, side }) => symbol === bestStep.symbol && side === bestStep.side,
  );
  if (cut === undefined) return [];
  const direction = cut.side === 'long' ? 1 : -1;
  const released = Number(cut.quantity) * bestStep.share;
  const realized = direction * released * (Number(cut.markPrice) - Number(cut.entryPrice));
  const own = Number(
    cut.isolatedMargin ?? (Number(cut.quantity) * Number(cut.entryPrice)) / (cut.leverage ?? 1),
  );
  const back = realized + (cut.marginMode === 'isolated' ? own * bestStep.share : 0);
  const after: Book = {
    walletBalance: String(Number(inputs.walletBalance) + back),
    positions: inputs.positions.map((each) =>
      each === cut
        ? {
            ...each,
            quantity: String(Number(each.quantity) - released),
            ...(each.isolatedMargin === undefined
              ? {}
              : { isolatedMargin: String(Number(each.isolatedMargin) * (1 - bestStep.share)) }),
          }
        : each,
    ),
  };
  const exposures = {
    ...inputs.exposures,
    [cut.symbol]: inputs.exposures[cut.symbol]! - direction * released * Number(cut.markPrice),
  };
  const pair = (
    figure: string,
    { now, after: then }: { readonly now: number | null; readonly after: number | null },
    model: string,
    input: readonly [Input, Input],
    answerOf: RiskCheck['answerOf'],
  ): RiskCheck[] => [
    { figure: `best step ${figure} now`, shown: now, model, input: input[0], answerOf },
    { figure: `best step ${figure} after`, shown: then, model, input: input[1], answerOf },
  ];
  const margin = [marginInput(account), marginInput(account, after)] as const;
  const tail = [tailInput(account, 0.95), tailInput(account, 0.95, exposures)] as const;
  return [
    ...pair('margin', bestStep.marginRatio, 'liquidation-price', margin, finiteWorstRatio),
    ...pair('liq dist', bestStep.liquidationDistance, 'liquidation-price', margin, leastDistance),
    ...pair('VaR 95', bestStep.valueAtRisk, 'portfolio-var', tail, ({ ratioOfEquity }) => ratioOfEquity),
  ];
}
