// The margin book after a part of one position was closed at its mark: what it won or lost becomes wallet, its own margin shrinks with it.
import { type MarginPosition, signOf } from './margin-position.ts';

export interface MarginBook {
  /** The cross wallet. */
  readonly walletBalance: number;
  readonly positions: readonly MarginPosition[];
}

/** `share` of the position at `index`, in [0, 1). An isolated position settles with its own margin, not with the wallet. */
export function afterCut({ walletBalance, positions }: MarginBook, index: number, share: number): MarginBook {
  const cut = positions[index]!;
  const realized = signOf(cut.side) * cut.quantity * share * (cut.markPrice - cut.entryPrice);
  return {
    walletBalance: walletBalance + (cut.marginMode === 'cross' ? realized : 0),
    positions: positions.map((position, at) =>
      at === index
        ? {
            ...position,
            quantity: position.quantity * (1 - share),
            isolatedMargin:
              position.isolatedMargin === undefined ? undefined : position.isolatedMargin * (1 - share),
          }
        : position,
    ),
  };
}
