// What the desk may send: anything approved, only what makes positions smaller, or nothing at all.

export type TradingState =
  | { readonly kind: 'active' }
  | { readonly kind: 'reducing'; readonly since: number; readonly reason: string }
  | { readonly kind: 'halted'; readonly since: number; readonly reason: string };

export const ACTIVE: TradingState = { kind: 'active' };
