// The endpoints of Binance USDⓈ-M that the adapter uses, under ccxt's names, with the request weight that each costs.
import type { Cost } from '../line/request-gate.ts';

export interface Endpoint extends Cost {
  /** May change something at the venue: without a clear answer its outcome is unknown. */
  readonly writes: boolean;
}

const read = (weight: number): Endpoint => ({ weight, orders: 0, writes: false });
const write = (weight: number): Endpoint => ({ weight, orders: 0, writes: true });
/** Orders are counted by themselves, and cost no weight. */
const order: Endpoint = { weight: 0, orders: 1, writes: true };

export const ENDPOINTS = {
  fapiPublicGetTime: read(1),
  fapiPublicGetExchangeInfo: read(1),
  fapiPublicGetPremiumIndex: read(10),
  // Costs no weight, and counts to a limit of its own (500 in five minutes).
  fapiPublicGetFundingInfo: read(0),
  fapiPublicGetDepth: read(5),
  fapiPublicGetKlines: read(10),
  fapiPrivateGetAccountConfig: read(5),
  fapiPrivateGetPositionSideDual: read(30),
  fapiPrivateGetSymbolConfig: read(5),
  fapiPrivateGetLeverageBracket: read(1),
  fapiPrivateGetCommissionRate: read(20),
  fapiPrivateV3GetAccount: read(5),
  fapiPrivateV3GetPositionRisk: read(5),
  fapiPrivateGetOpenOrders: read(40),
  fapiPrivateGetOpenAlgoOrders: read(40),
  fapiPrivateGetOrder: read(1),
  fapiPrivateGetAlgoOrder: read(1),
  fapiPrivateGetAllOrders: read(5),
  fapiPrivateGetUserTrades: read(5),
  fapiPrivateGetIncome: read(30),
  fapiPrivatePostOrder: order,
  fapiPrivatePostAlgoOrder: order,
  fapiPrivateDeleteOrder: write(1),
  fapiPrivateDeleteAlgoOrder: write(1),
  fapiPrivateDeleteAllOpenOrders: write(1),
  fapiPrivateDeleteAlgoOpenOrders: write(1),
  fapiPrivatePostLeverage: write(1),
  fapiPrivatePostMarginType: write(1),
  fapiPrivatePostPositionMargin: write(1),
  fapiPrivatePostCountdownCancelAll: write(10),
  // A listen key that is made or renewed twice is the same key: nothing is lost when the answer is.
  fapiPrivatePostListenKey: read(1),
  fapiPrivatePutListenKey: read(1),
  sapiGetSystemStatus: read(1),
  sapiGetAccountApiRestrictions: read(1),
} as const satisfies Readonly<Record<string, Endpoint>>;

export type BinanceMethod = keyof typeof ENDPOINTS;
