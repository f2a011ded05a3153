// A book that nobody holds yet, without what the venue said about the one that is held.
import type { Position } from '../../domain/position.ts';
import type { AccountSnapshot } from '../../domain/snapshot.ts';

/** The venue's own figures are about the book as it is: a change of one cross position changes them for all. */
export function unconfirmed(snapshot: AccountSnapshot): AccountSnapshot {
  const { statedMargin: _, ...kept } = snapshot;
  return { ...kept, positions: snapshot.positions.map(withoutStatements) };
}

function withoutStatements(position: Position): Position {
  const { venueLiquidationPrice: _, venueMaintenanceMargin: __, ...kept } = position;
  return kept;
}
