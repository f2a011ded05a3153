// Every setting an installation may change, with its bounds. Unknown keys are errors: a misspelt limit must not pass for a limit.
import { z } from 'zod';
import { duration } from './duration.ts';
import { maintenanceWindow } from './maintenance-window.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** Names of people and accounts: they become parts of file names, environment variables and order ids. */
const name = z.string().regex(/^[a-z0-9-]{1,32}$/, 'a name has 1 to 32 of a-z, 0-9 and -');
const share = z.number().gt(0).lte(1);
const timezone = z.string().refine(
  (zone) => {
    try {
      new Intl.DateTimeFormat('en', { timeZone: zone });
      return true;
    } catch {
      return false;
    }
  },
  { error: 'is not a known time zone, such as UTC or Asia/Seoul' },
);
const webAddress = z.url({
  protocol: /^https?$/,
  error: 'is not a web address, such as http://127.0.0.1:9000',
});
const platformId = z.union([z.string().min(1).max(64), z.number().int()]).transform(String);
const amount = z
  .union([z.number().nonnegative().finite(), z.string().regex(/^\d{1,15}(\.\d{1,8})?$/, 'is not an amount')])
  .transform(String);

const threshold = z.strictObject({
  warning: z.number().optional(),
  critical: z.number().optional(),
  emergency: z.number().optional(),
});

/** Leverage of one market at its target daily volatility. */
const marketLeverage = z.strictObject({
  base: z.number().gt(0).lte(125),
  target: z.number().gte(0.0001).lte(1),
});

export const configSchema = z.strictObject({
  mode: z.enum(['paper', 'real']),
  profile: z.string().nullable(),
  locale: z.enum(['en', 'ko']),
  timezone,
  chat: z.strictObject({
    telegram: z.strictObject({
      apiRoot: webAddress,
      chats: z.array(platformId),
      webhook: z
        .strictObject({
          host: z.string(),
          port: z.number().int().min(0).max(65_535),
          path: z.string().startsWith('/'),
          url: webAddress.optional(),
        })
        .nullable(),
    }),
    slack: z.strictObject({
      apiUrl: webAddress,
      transport: z.enum(['socket', 'http']),
      host: z.string(),
      port: z.number().int().min(0).max(65_535),
      channels: z.array(z.string().min(1).max(64)),
    }),
    maxCommandAge: duration(SECOND, DAY),
    commandsPerMinute: z.number().int().min(1).max(1_000),
  }),
  people: z.array(
    z.strictObject({
      name,
      role: z.enum(['viewer', 'trader', 'admin']),
      telegram: platformId.optional(),
      slack: z
        .string()
        .regex(/^[A-Z0-9]+\/[A-Z0-9]+$/, 'is TEAM/USER, such as T1/U1')
        .optional(),
    }),
  ),
  accounts: z.array(
    z.strictObject({
      name,
      exchange: z.string().regex(/^[a-z0-9]{2,32}$/, 'is the name of an exchange, such as binanceusdm'),
      baseUrl: webAddress.optional(),
      streamUrl: z
        .url({ protocol: /^wss?$/, error: 'is not a stream address, such as ws://127.0.0.1:9001' })
        .optional(),
      testnet: z.boolean().optional(),
      demo: z.boolean().optional(),
      recvWindow: duration(3 * SECOND, 5 * SECOND).optional(),
      timeout: duration(100, 30 * SECOND).optional(),
      streams: z.boolean().optional(),
    }),
  ),
  risk: z.strictObject({
    interval: duration(100, DAY),
    reconcileInterval: duration(SECOND, DAY),
    outageAfterFailures: z.number().int().min(1).max(100),
    thresholds: z.strictObject({
      'value-at-risk': threshold,
      'margin-ratio': threshold,
      'liquidation-distance': threshold,
      drawdown: threshold,
      correlation: threshold,
      leverage: threshold,
      'daily-loss': threshold,
      latency: threshold,
    }),
    limits: z.strictObject({
      entryMaxAge: duration(SECOND, DAY),
      reducingMaxAge: duration(SECOND, DAY),
      priceTolerance: share,
      maxLeverage: z.number().gt(0).lte(125),
      maxExposure: z.number().gt(0).lte(125),
      maxPositions: z.number().int().min(1).max(10_000),
      maxTradesPerDay: z.number().int().min(1).max(100_000),
    }),
  }),
  exchange: z
    .strictObject({
      healthEvery: duration(SECOND, 60 * MINUTE),
      maintenance: z.array(maintenanceWindow),
      noEntriesBefore: duration(0, DAY),
      flattenBefore: duration(0, DAY),
      countdown: duration(10 * SECOND, 60 * MINUTE).nullable(),
    })
    .refine(({ noEntriesBefore, flattenBefore }) => flattenBefore <= noEntriesBefore, {
      error: 'has a flattenBefore longer than its noEntriesBefore',
    }),
  stress: z.strictObject({
    scenarios: z.record(
      z
        .string()
        .regex(/^[a-z0-9_]{2,40}$/, 'is small letters, digits and _')
        .refine((name) => name !== 'all', 'is not "all"'),
      z.strictObject({
        days: z.number().int().min(1).max(365),
        drawdown: z.number().gt(0).lte(0.99),
        volatilityMultiplier: z.number().min(0).max(100),
        correlationShift: z.number().min(-1).max(1),
        recoveryDays: z.number().int().min(1).max(3_650),
      }),
    ),
  }),
  sizing: z.strictObject({
    riskPerTrade: share,
    kellyFraction: share,
    kellyLimit: share,
    dailyBudget: share,
    leverage: z
      .strictObject({
        min: z.number().gt(0).lte(125),
        max: z.number().gt(0).lte(125),
        window: z.number().int().min(2).max(365),
        markets: z
          .record(
            z.string().regex(/^(others|[A-Z0-9]{2,20})$/, 'is a symbol, such as BTCUSDT'),
            marketLeverage,
          )
          .refine((markets) => markets['others'] !== undefined, { error: 'needs an entry for others' }),
      })
      .refine(({ min, max }) => min <= max, { error: 'has a min above its max' }),
    largestWeight: share,
  }),
  responses: z.strictObject({
    emergencyCut: share,
    criticalCut: share,
    addMargin: share,
    valueAtRiskCut: share,
    coolDown: duration(0, DAY),
  }),
  approval: z.strictObject({
    ttl: duration(SECOND, DAY),
    executeWithin: duration(SECOND, DAY),
    role: z.enum(['trader', 'admin']),
    quorum: z.number().int().min(1).max(5),
    twoPersonNotional: amount.nullable(),
    perHour: z.number().int().min(1).max(1_000),
    notionalPerHour: amount.nullable(),
    slippageCap: share,
    unanswered: z.enum(['escalate', 'hold']),
    escalateEvery: duration(SECOND, DAY),
  }),
  alerts: z.strictObject({
    deduplicate: duration(0, DAY),
    repeatEmergency: duration(SECOND, DAY),
    groupFrom: z.number().int().min(2).max(100),
    contacts: z.array(name),
  }),
  report: z.strictObject({ hour: z.number().int().min(0).max(23), minute: z.number().int().min(0).max(59) }),
  gate: z.strictObject({
    minTrades: z.number().int().min(0),
    minWinRate: z.number().min(0).max(1),
    maxDrawdown: z.number().min(0).max(1),
    minDays: z.number().min(0),
    drillWithinDays: z.number().min(0),
  }),
  security: z.strictObject({ oneTimeCodes: z.boolean() }),
  paper: z.strictObject({
    balance: amount,
    feed: z.enum(['synthetic', 'replay', 'live']),
    files: z.array(z.string().min(1)),
    symbols: z.array(z.string().regex(/^[A-Z0-9]{2,20}$/, 'is a symbol, such as BTCUSDT')),
    sampleBook: z.boolean(),
    leverage: z.number().gt(0).lte(125),
    seed: z.number().int().min(0).max(4_294_967_295),
    speed: z.number().min(0).max(1_000_000),
    slippage: z.enum(['linear', 'square-root', 'logarithmic', 'book']),
    latency: duration(0, MINUTE),
    failureRate: z.number().min(0).max(1),
    liveUrl: webAddress.nullable(),
  }),
  http: z.strictObject({
    enabled: z.boolean(),
    host: z.string().min(1),
    port: z.number().int().min(0).max(65_535),
  }),
  onSignal: z.enum(['leave', 'halt', 'flatten']),
});

export type Config = z.output<typeof configSchema>;
