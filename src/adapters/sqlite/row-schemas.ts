// What a stored body must look like to be believed when it is read back. Fields that a later version adds are let through.
import { z } from 'zod';
import { METRICS } from '../../domain/thresholds.ts';

const level = z.enum(['warning', 'critical', 'emergency']);
const role = z.enum(['viewer', 'trader', 'admin']);
const side = z.enum(['long', 'short']);
const orderSide = z.enum(['buy', 'sell']);
const metric = z.enum(METRICS);
const decimalText = z.string().regex(/^-?\d+(\.\d+)?$/);
const version = z.int().min(1);
const platform = z.enum(['telegram', 'slack', 'terminal', 'http', 'shell', 'file', 'desk']);

const plannedLeg = z.looseObject({
  symbol: z.string(),
  positionSide: side,
  side: orderSide,
  type: z.enum(['market', 'limit', 'stop-market']),
  quantity: decimalText,
  positionBefore: decimalText,
  targetAfter: decimalText,
  marginMode: z.enum(['cross', 'isolated']),
  referencePrice: decimalText,
  slippage: z.number(),
  feeRate: z.number(),
});

const action = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('reduce'), legs: z.array(plannedLeg) }),
  z.looseObject({ kind: z.literal('close'), legs: z.array(plannedLeg) }),
  z.looseObject({
    kind: z.literal('add-margin'),
    symbol: z.string(),
    positionSide: side,
    amount: decimalText,
    currency: z.string(),
  }),
  z.looseObject({
    kind: z.literal('set-leverage'),
    symbol: z.string(),
    positionSide: side,
    before: z.number(),
    leverage: z.number(),
  }),
  z.looseObject({
    kind: z.literal('place-stop'),
    symbol: z.string(),
    positionSide: side,
    quantity: decimalText,
    stopPrice: decimalText,
    trail: z.number().exactOptional(),
    replaces: decimalText.exactOptional(),
    loss: decimalText,
    currency: z.string(),
  }),
]);

const figure = z.looseObject({ now: z.number().nullable(), after: z.number().nullable() });
const effect = z.looseObject({ liquidationDistance: figure, marginRatio: figure, valueAtRisk: figure });

const reason = z.discriminatedUnion('kind', [
  z.looseObject({
    kind: z.literal('breach'),
    metric,
    level: z.string(),
    value: z.number(),
    limit: z.number(),
  }),
  z.looseObject({ kind: z.literal('asked'), by: z.string() }),
  z.looseObject({ kind: z.literal('stop'), by: z.string(), stopPrice: decimalText }),
  z.looseObject({ kind: z.literal('outage'), since: z.number() }),
  z.looseObject({ kind: z.literal('maintenance'), from: z.number(), until: z.number() }),
  z.looseObject({
    kind: z.literal('adjusted'),
    from: z.string(),
    how: z.enum(['halve', 'smallest']),
    by: z.string(),
    original: z.looseObject({
      kind: z.enum(['breach', 'asked', 'stop', 'outage', 'maintenance', 'adjusted']),
    }),
  }),
]);

const policy = z.looseObject({
  role,
  quorum: z.int().min(1),
  proposerMayApprove: z.boolean(),
  ttlMs: z.number(),
  executeWithinMs: z.number(),
  priceTolerance: z.number(),
  slippageCap: z.number(),
  unanswered: z.enum(['escalate', 'hold', 'execute']),
  escalateEveryMs: z.number(),
});

const content = z.looseObject({
  id: z.string(),
  account: z.string(),
  mode: z.enum(['paper', 'real']),
  action,
  reason,
  effect,
  smallest: z.looseObject({ percent: z.number(), legs: z.array(plannedLeg) }).exactOptional(),
  policy,
  proposedBy: z.string(),
  createdAt: z.number(),
  approveBy: z.number(),
  executeBy: z.number(),
  nonce: z.string(),
});

const approval = z.looseObject({
  by: z.string(),
  platform,
  platformId: z.string(),
  at: z.number(),
  contentHash: z.string(),
});

const at = z.number();
const state = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('proposed') }),
  z.looseObject({ kind: z.literal('approved'), at }),
  z.looseObject({ kind: z.literal('executing'), leg: z.int(), since: at }),
  z.looseObject({ kind: z.literal('unknown'), leg: z.int(), holdUntil: at }),
  z.looseObject({ kind: z.literal('needs-person'), leg: z.int(), since: at, why: z.string() }),
  z.looseObject({ kind: z.literal('executed'), at }),
  z.looseObject({ kind: z.literal('partial'), at, why: z.string() }),
  z.looseObject({ kind: z.literal('rejected'), by: z.string(), at }),
  z.looseObject({ kind: z.literal('expired'), at }),
  z.looseObject({
    kind: z.literal('obsolete'),
    at,
    why: z.enum(['superseded', 'not-needed', 'position-gone', 'killed']),
  }),
  z.looseObject({
    kind: z.literal('aborted'),
    at,
    refusals: z.array(z.looseObject({ code: z.string() })),
  }),
]);

export const proposalSchema = z.looseObject({
  content,
  contentHash: z.string(),
  code: z.string(),
  state,
  approvals: z.array(approval),
  escalationStep: z.int(),
  nextEscalationAt: z.number().exactOptional(),
  outcome: z.looseObject({ filled: decimalText, cost: decimalText, currency: z.string() }).exactOptional(),
  version,
});

export const legSchema = z.looseObject({
  proposalId: z.string(),
  index: z.int(),
  attempt: z.int(),
  account: z.string(),
  clientOrderId: z.string(),
  symbol: z.string(),
  positionSide: side,
  side: orderSide,
  quantity: decimalText,
  state: z.enum(['planned', 'sending', 'unknown', 'accepted', 'done', 'not-accepted', 'rejected']),
  signedAt: z.number().exactOptional(),
  windowEndsAt: z.number().exactOptional(),
  orderId: z.string().exactOptional(),
  filled: decimalText,
  averagePrice: decimalText.exactOptional(),
  fee: decimalText,
  version,
});

export const alertSchema = z.looseObject({
  id: z.string(),
  code: z.string(),
  key: z.string(),
  account: z.string(),
  metric,
  state: z.enum(['open', 'acknowledged', 'resolved']),
  level,
  worstLevel: level,
  value: z.number(),
  worstValue: z.number(),
  limits: z.looseObject({}),
  trend: z.enum(['worsening', 'steady', 'recovering']),
  trendSince: z.number(),
  trendFrom: z.number(),
  contributors: z.array(
    z.looseObject({ name: z.string(), value: z.number(), unit: z.enum(['money', 'share']) }),
  ),
  openedAt: z.number(),
  toldAt: z.number(),
  escalationStep: z.int(),
  priority: z.number(),
  version,
});

const scope = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('all') }),
  z.looseObject({ kind: z.literal('account'), account: z.string() }),
  z.looseObject({ kind: z.literal('symbol'), symbol: z.string() }),
]);

export const latchSchema = z.looseObject({
  epoch: z.int().min(0),
  state: z.enum(['clear', 'latched']),
  drill: z.boolean(),
  scope,
  goal: z.enum(['halt', 'flatten']),
  by: z.string(),
  platform: z.string(),
  reason: z.string(),
  at: z.number(),
  accounts: z.array(
    z.looseObject({
      account: z.string(),
      step: z.enum([
        'cancel',
        'wait-unknown',
        'cancel-reduce-only',
        'flatten',
        'verify',
        'remove-stops',
        'done',
      ]),
      cost: decimalText,
      remaining: z.array(z.looseObject({ symbol: z.string(), side, quantity: decimalText })),
      dust: z.array(z.looseObject({ symbol: z.string(), side, quantity: decimalText })),
    }),
  ),
  version,
});

export const eventSchema = z.discriminatedUnion('kind', [
  z.looseObject({ kind: z.literal('alert'), telling: z.string(), alert: alertSchema }),
  z.looseObject({ kind: z.literal('alerts'), telling: z.string(), alerts: z.array(alertSchema) }),
  z.looseObject({ kind: z.literal('proposal'), proposal: proposalSchema }),
  z.looseObject({ kind: z.literal('kill'), latch: latchSchema }),
  z.looseObject({ kind: z.literal('mode'), mode: z.enum(['paper', 'real']), by: z.string() }),
  z.looseObject({
    kind: z.literal('report'),
    report: z.looseObject({ date: z.string(), timezone: z.string() }),
  }),
  z.looseObject({ kind: z.literal('notice'), notice: z.looseObject({ code: z.string() }) }),
]);

export const journalBodySchema = z.looseObject({
  seq: z.int().min(1),
  at: z.number(),
  type: z.string(),
  by: z.string(),
  data: z.record(z.string(), z.unknown()),
});
