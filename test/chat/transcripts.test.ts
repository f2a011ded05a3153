// Every reference message in English and Korean as a text file that a person can read: a changed word shows as a changed file.
import { describe, expect, it } from 'vitest';
import { commands } from '../../commands/index.ts';
import type { Reply } from '../../src/chat/core/reply.ts';
import { speech } from '../../src/chat/core/speech.ts';
import { stampMode } from '../../src/chat/core/stamp.ts';
import { displayWidth } from '../../src/chat/figures/width.ts';
import { wordAlerts } from '../../src/chat/words/word-alert.ts';
import { wordEvent } from '../../src/chat/words/word-event.ts';
import { wordFault } from '../../src/chat/words/word-fault.ts';
import { wordHealth } from '../../src/chat/words/word-health.ts';
import { wordMonteCarlo } from '../../src/chat/words/word-monte-carlo.ts';
import { wordPositionRisk } from '../../src/chat/words/word-position-risk.ts';
import { wordProposal, wordProposalDetails } from '../../src/chat/words/word-proposal.ts';
import { wordRefusal } from '../../src/chat/words/word-refusal.ts';
import { wordRisk } from '../../src/chat/words/word-risk.ts';
import { wordProgress, wordRunEnd } from '../../src/chat/words/word-run.ts';
import { wordStatus } from '../../src/chat/words/word-status.ts';
import { wordScenarios, wordStress, wordStressAll } from '../../src/chat/words/word-stress.ts';
import { wordWhatIf } from '../../src/chat/words/word-what-if.ts';
import type { Wording } from '../../src/chat/words/wording.ts';
import type { Alert } from '../../src/domain/alert.ts';
import type { Notice } from '../../src/domain/event.ts';
import type { Latch } from '../../src/domain/kill-switch.ts';
import type { Mode } from '../../src/domain/mode.ts';
import type { Proposal, ProposalState } from '../../src/domain/proposal.ts';
import type { VenueNotice } from '../../src/domain/venue-notice.ts';
import type { BookChange } from '../../src/ports/book-questions.ts';
import type { DeskView } from '../../src/ports/desk.ts';
import type { Health, HealthFact } from '../../src/ports/health.ts';
import { SCENARIOS } from '../../src/risk/simulation/scenarios.ts';
import { cannedMonteCarlo, cannedStress, cannedWhatIf } from '../support/canned-answers.ts';
import {
  cannedAlert,
  cannedProposal,
  cannedReport,
  cannedView,
  executedProposal,
  haltedLatch,
  NOON,
  resolvedAlert,
} from '../support/canned-desk.ts';
import { drawPlain, monospaceLines, textLines } from '../support/draw-plain.ts';
import { modelScenes, type Scene } from './model-scenes.ts';

const models = await modelScenes();
const view = cannedView;
const real: Mode = 'real';

const BTC_LONG = { symbol: 'BTCUSDT', positionSide: 'long' } as const;
const inState = (state: ProposalState, changes: Partial<Proposal> = {}): Proposal => ({
  ...executedProposal,
  outcome: undefined as never,
  ...changes,
  state,
});
const without = (proposal: Proposal): Proposal => {
  const { outcome: _, ...rest } = proposal;
  return rest;
};

/** The canned book after the simulation of its best step. */
const withOdds = (after: { readonly day: number; readonly week: number }): DeskView => ({
  ...view,
  accounts: view.accounts.map((account) => ({
    ...account,
    liquidationOdds: {
      at: NOON,
      task: {
        walletBalance: 0,
        positions: [],
        tiers: {},
        returns: [],
        horizons: [24, 168],
        sims: 4_096,
        seed: 1,
      },
      afterStep: { key: 'BTCUSDT:long', share: 0.25, ...after },
    },
  })),
});

const crash: Alert[] = (['BTCUSDT', 'ETHUSDT', 'ADAUSDT'] as const).map((symbol, index) => ({
  ...cannedAlert,
  id: `c${index}`,
  metric: 'liquidation-distance',
  subject: `${symbol}:long`,
  level: index === 0 ? 'emergency' : 'critical',
  value: 0.031 + index * 0.03,
  priority: 10 - index,
}));

/** Its position was closed while it was open: no figure is left to tell. */
const closedAlert: Alert = {
  ...resolvedAlert,
  metric: 'liquidation-distance',
  subject: 'BTCUSDT:long',
  value: 0.178,
  worstValue: 0.046,
};
const flattening: Latch = {
  ...haltedLatch,
  goal: 'flatten',
  accounts: haltedLatch.accounts.map((account) => ({
    ...account,
    step: 'flatten' as const,
    positionsClosed: 1,
    remaining: [
      {
        symbol: 'ETHUSDT',
        side: 'short' as const,
        quantity: '2',
        why: 'symbol halted since 14:02',
        nextTryAt: NOON + 28_000,
      },
    ],
  })),
};
delete (flattening as { finishedAt?: number }).finishedAt;

const flat: Latch = {
  ...haltedLatch,
  goal: 'flatten',
  finishedAt: NOON + 7_000,
  accounts: haltedLatch.accounts.map((account) => ({
    ...account,
    positionsClosed: 2,
    cost: '17.4',
    remaining: [],
  })),
};

const whatIfs: readonly BookChange[] = [
  { kind: 'order', side: 'long', symbol: 'BTCUSDT', notional: '5000', leverage: 1 },
  { kind: 'close', side: 'long', symbol: 'BTCUSDT', share: 0.5 },
  { kind: 'leverage', side: 'long', symbol: 'BTCUSDT', leverage: 5 },
  { kind: 'transfer', amount: '-2000' },
];

const scenes: Readonly<Record<string, readonly (readonly [Mode, Scene])[]>> = {
  status: [
    ['paper', (wording) => wordStatus(view, wording)],
    [
      real,
      (wording) =>
        wordStatus(
          {
            ...view,
            trading: { kind: 'reducing', since: NOON - 60_000, reason: 'prices are 11 min old' },
            accounts: [
              {
                ...view.accounts[0]!,
                outage: { since: NOON - 24_000, why: 'no answer', failures: 3 },
              },
            ],
            storeFault: 'no space left on device',
          },
          wording,
        ),
    ],
  ],
  risk: [
    [real, (wording) => wordRisk(view, undefined, wording)],
    [real, (wording) => wordRisk(withOdds({ day: 0.004, week: 0.01 }), undefined, wording)],
    [real, (wording) => wordRisk(withOdds({ day: 0, week: 0 }), undefined, wording)],
    [
      real,
      (wording) =>
        wordPositionRisk({ account: 'main', symbol: 'BTCUSDT', base: 'BTC', side: 'long' }, view, wording),
    ],
  ],
  proposal: [
    [real, (wording) => wordProposal(cannedProposal, wording)],
    [real, (wording) => wordProposalDetails(cannedProposal, wording)],
    [real, (wording) => wordProposal(executedProposal, wording)],
  ],
  'proposal-settings': (
    [
      {
        kind: 'place-stop',
        ...BTC_LONG,
        quantity: '0.25',
        stopPrice: '57000',
        replaces: '56000',
        loss: '750',
        currency: 'USDT',
      },
      {
        kind: 'place-stop',
        ...BTC_LONG,
        quantity: '0.25',
        stopPrice: '57000',
        trail: 0.05,
        loss: '750',
        currency: 'USDT',
      },
      { kind: 'set-leverage', ...BTC_LONG, before: 20, leverage: 5 },
      { kind: 'add-margin', ...BTC_LONG, amount: '250', currency: 'USDT' },
    ] as const
  ).flatMap((action) => {
    const content = { ...cannedProposal.content, action, reason: { kind: 'asked', by: 'kim' } as const };
    const { averagePrice: _, ...outcome } = executedProposal.outcome!;
    const done = { ...executedProposal, content, outcome };
    return [
      [real, (wording) => wordProposal({ ...cannedProposal, content }, wording)],
      [real, (wording) => wordProposal(done, wording)],
    ] satisfies [Mode, Scene][];
  }),
  'proposal-ends': [
    { kind: 'approved', at: NOON } as const,
    { kind: 'executing', leg: 0, since: NOON } as const,
    { kind: 'unknown', leg: 0, holdUntil: NOON + 12_000 } as const,
    { kind: 'needs-person', leg: 0, since: NOON, why: 'the order was filled twice' } as const,
    { kind: 'partial', at: NOON, why: '0.100 of 0.250 filled' } as const,
    { kind: 'rejected', by: 'lee', at: NOON + 39_000 } as const,
    { kind: 'expired', at: NOON + 300_000, escalatedTo: 'kim' } as const,
    { kind: 'obsolete', at: NOON, why: 'not-needed', value: 0.124 } as const,
    { kind: 'obsolete', at: NOON, why: 'superseded', by: 'D1QX' } as const,
    { kind: 'obsolete', at: NOON, why: 'position-gone' } as const,
    { kind: 'obsolete', at: NOON, why: 'killed' } as const,
    {
      kind: 'aborted',
      at: NOON,
      refusals: [{ code: 'PRICE_MOVED', symbol: 'BTCUSDT', moved: 0.026, limit: 0.02 }],
      newCode: 'D1QX',
    } as const,
  ].map((state) => [real, (wording) => titleOnly(wordProposal(without(inState(state)), wording))] as const),
  alert: [
    [real, (wording) => wordEvent({ kind: 'alert', telling: 'raised', alert: cannedAlert }, wording)],
    [
      real,
      (wording) =>
        wordEvent(
          {
            kind: 'alert',
            telling: 'escalated',
            contact: 'kim',
            alert: {
              ...cannedAlert,
              metric: 'liquidation-distance',
              subject: 'BTCUSDT:long',
              level: 'emergency',
              value: 0.046,
              limits: { warning: 0.2, critical: 0.1, emergency: 0.05 },
              trend: 'worsening',
              trendFrom: 0.091,
              trendSince: NOON - 660_000,
            },
          },
          wording,
        ),
    ],
    [real, (wording) => wordEvent({ kind: 'alert', telling: 'resolved', alert: resolvedAlert }, wording)],
    [
      real,
      (wording) =>
        wordEvent({ kind: 'alert', telling: 'resolved', alert: { ...closedAlert, gone: true } }, wording),
    ],
    [real, (wording) => wordAlerts('raised', crash, wording)],
    [real, (wording) => wordAlerts('resolved', crash, wording)],
  ],
  kill: [
    [real, (wording) => wordEvent({ kind: 'kill', latch: haltedLatch }, wording)],
    [real, (wording) => wordEvent({ kind: 'kill', latch: { ...haltedLatch, keptBy: 'kim' } }, wording)],
    [real, (wording) => wordEvent({ kind: 'kill', latch: flattening }, wording)],
    [
      real,
      (wording) =>
        wordEvent(
          {
            kind: 'kill',
            latch: { ...flattening, by: 'http', platform: 'http', reason: 'exchange hacked?' },
          },
          wording,
        ),
    ],
    [
      real,
      (wording) => wordEvent({ kind: 'kill', latch: flat, reportFile: 'kill-20261121-140322.json' }, wording),
    ],
    [real, (wording) => wordEvent({ kind: 'kill', latch: { ...flat, drill: true } }, wording)],
  ],
  report: [
    [real, (wording) => wordEvent({ kind: 'report', report: cannedReport }, wording)],
    [
      real,
      (wording) => {
        const maintenance = [{ account: 'main', from: NOON, until: NOON + 7_200_000 }];
        return wordEvent({ kind: 'report', report: { ...cannedReport, maintenance } }, wording);
      },
    ],
  ],
  stress: [
    [real, (wording) => wordScenarios(SCENARIOS, undefined, wording)],
    [real, (wording) => wordStress(cannedStress('ftx_bankruptcy_2022'), wording)],
    [real, (wording) => wordStress(cannedStress('luna_ust_collapse_2022'), wording)],
    [real, (wording) => wordStressAll(cannedStress(), wording)],
  ],
  montecarlo: [[real, (wording) => wordMonteCarlo(cannedMonteCarlo(30, 10_000), '/montecarlo 30', wording)]],
  whatif: whatIfs.map(
    (change) => [real, (wording) => wordWhatIf(cannedWhatIf({ change }), '/whatif', wording)] as const,
  ),
  'long-runs': [
    [real, (wording) => wordProgress({ code: 'C7K2', title: 'Monte Carlo', share: 0.42 }, wording)],
    ...([{ kind: 'cancelled', by: 'kim' }, { kind: 'replaced' }, { kind: 'interrupted' }] as const).map(
      (end) =>
        [
          real,
          (wording: Wording) => wordRunEnd(end, { command: '/montecarlo 30', afterMs: 4_000 }, wording),
        ] as const,
    ),
  ],
  refusals: [
    { code: 'PRICE_MOVED', symbol: 'BTCUSDT', moved: 0.026, limit: 0.02 } as const,
    { code: 'NO_POSITION', symbol: 'DOGE', open: ['BTCUSDT', 'ETHUSDT', 'ADAUSDT'] } as const,
    { code: 'PERCENT_OUT_OF_RANGE', given: '150' } as const,
    { code: 'NOT_ALLOWED', role: 'viewer', needed: 'trader' } as const,
    {
      code: 'PROPOSAL_DECIDED',
      card: 'C7K2',
      words: 'executed',
      by: 'kim',
      at: NOON,
      filled: '0.42',
      price: '61204',
    } as const,
    { code: 'LATCHED', by: 'kim', at: NOON } as const,
  ].map((refusal) => [real, (wording) => said(wordRefusal(refusal, wording))] as const),
  faults: [
    [
      real,
      (wording) =>
        said(
          wordFault(
            {
              code: 'TIMEOUT',
              message: 'no answer for 12 s',
              retryable: true,
              outcome: 'unknown',
              retryAfterMs: 5_000,
            },
            wording,
            { who: 'Binance', positionsAt: NOON - 24_000 },
          ).join('\n'),
        ),
    ],
  ],
  ...Object.fromEntries(
    Object.entries(models).map(([name, told]) => [name, told.map((scene) => [real, scene] as const)]),
  ),
  'status-of-exchanges': [
    [
      real,
      (wording) => {
        const [account] = view.accounts;
        const exchange = {
          telemetry: { streams: [] },
          maintenance: true,
          halted: ['ETHUSDT'],
          closing: { from: NOON, until: NOON + 7_200_000 },
        };
        return wordStatus({ ...view, accounts: [{ ...account!, exchange }] }, wording);
      },
    ],
  ],
  health: [
    [
      real,
      (wording) =>
        said(
          healthLines()
            .map((line) => wordHealth(line, wording).join(': '))
            .join('\n'),
        ),
    ],
  ],
  notices: notices().map(
    (notice) => [real, (wording) => wordEvent({ kind: 'notice', notice }, wording)] as const,
  ),
};

describe.each(['en', 'ko'] as const)('what people read in %s', (language) => {
  const zone = speech(language, 'Asia/Seoul');
  const wording: Wording = { ...zone, view, contacts: ['kim'] };

  it.each(Object.keys(scenes))('%s reads as written down', async (name) => {
    const drawn = (scenes[name] ?? [])
      .map(([mode, scene]) => drawPlain(stampMode(scene(wording), mode, zone.words)))
      .join('\n\n~~~\n\n');
    await expect(`${drawn}\n`).toMatchFileSnapshot(`../transcripts/${name}.${language}.txt`);
  });

  it.each(Object.keys(scenes))('%s keeps to 34 columns in monospace', (name) => {
    const lines = (scenes[name] ?? []).flatMap(([, scene]) => monospaceLines(scene(wording)));
    expect(lines.filter((line) => displayWidth(line) > 34)).toEqual([]);
  });

  it.each(Object.keys(models))('%s keeps to 40 columns in its text', (name) => {
    const lines = (models[name] ?? []).flatMap((scene) => textLines(scene(wording)));
    expect(lines.filter((line) => displayWidth(line) > 40)).toEqual([]);
  });

  it('keeps what rings within 80 columns, mode first', () => {
    for (const [mode, scene] of [...(scenes['alert'] ?? []), ...(scenes['proposal'] ?? [])]) {
      const reply = stampMode(scene(wording), mode, zone.words);
      if (reply.tone === 'good') continue;
      expect(reply.title.startsWith(zone.words.badge[mode])).toBe(true);
      expect(displayWidth(reply.title)).toBeLessThanOrEqual(80);
    }
  });

  it('has one line of help for every command', () => {
    for (const command of commands) expect(zone.words.help[command.help].length).toBeGreaterThan(3);
  });
});

const said = (text: string): Reply => ({
  tone: 'error',
  title: text,
  blocks: [],
  buttons: [],
  audience: 'person',
});
const titleOnly = (reply: Reply): Reply => ({ ...reply, blocks: [] });

function venueNotices(): VenueNotice[] {
  const about = { account: 'main', symbol: 'BTCUSDT' } as const;
  const account = 'main';
  return [
    { code: 'maintenance-soon', account, from: NOON, until: NOON + 7_200_000 },
    {
      code: 'maintenance-began',
      account,
      detail: 'the exchange said -1016: This service is no longer available.',
    },
    { code: 'maintenance-over', account, lastedMs: 5_400_000 },
    { code: 'clock-off', account, offMs: 5_000, blocks: false },
    { code: 'clock-off', account, offMs: -1_600, blocks: true },
    { code: 'clock-right', account },
    { code: 'symbol-halted', ...about, why: 'THIN_VOLUME NO_BIDS' },
    { code: 'symbol-halted', ...about, why: 'CLOSED' },
    { code: 'symbol-resumed', ...about, haltedMs: 600_000, gap: -0.123, isLarge: true },
    { code: 'symbol-resumed', ...about, haltedMs: 60_000, gap: 0.002, isLarge: false },
    { code: 'countdown-failed', ...about, why: 'the exchange did not answer in time' },
  ];
}

/** Each kind of fact, well and not. */
function healthLines(): Health[] {
  const account = 'main';
  const facts: HealthFact[] = [
    { kind: 'exchange', account, venue: 'Binance USDⓈ-M', latencyMs: 41 },
    { kind: 'outage', account, venue: 'Binance USDⓈ-M', sinceMs: 12_000, why: 'it did not answer in time' },
    { kind: 'maintenance', account, sinceMs: 600_000, detail: 'system upgrade' },
    { kind: 'closing', account, from: NOON, until: NOON + 7_200_000 },
    { kind: 'requests', account, figures: { count: 500, failed: 3, p50Ms: 41, p99Ms: 380 } },
    { kind: 'weight', account, weight: { used: 240, limit: 2_400 } },
    { kind: 'clock', account, offMs: -14, agoMs: 12_000 },
    { kind: 'prices', account },
    { kind: 'prices', account, ageMs: 1_000 },
    { kind: 'stream', account, state: 'polling', sinceMs: 120_000, why: 'no answer five times' },
    { kind: 'heard', account, stream: 'prices', messages: 12_345, ageMs: 1_000 },
    { kind: 'heard', account, stream: 'account', messages: 0 },
    { kind: 'halted', account, symbol: 'BTCUSDT', sinceMs: 300_000 },
    { kind: 'store', sequence: 1_234 },
    { kind: 'store', fault: 'the disk is full' },
    { kind: 'watch', agoMs: 2_000 },
    { kind: 'queue', waiting: 0 },
  ];
  return [
    ...facts.map((fact) => ({ ok: true, fact })),
    { ok: false, name: 'telegram', detail: 'unreachable: no answer, 3 waiting' },
  ];
}

function notices(): Notice[] {
  return [
    { code: 'started', accounts: ['main', 'hedge'], recovered: 2 },
    { code: 'stopping' },
    { code: 'safe-mode', reason: 'the ledger is damaged' },
    { code: 'safe-mode', reason: 'the ledger is missing', awaitsReset: true },
    { code: 'safe-mode-left', by: 'ann' },
    { code: 'preferences-restored', from: 'backup', reason: 'the file was cut off' },
    { code: 'journal-torn', file: '2026-11-20.jsonl', bytes: 118 },
    { code: 'trading-paused', by: 'kim' },
    { code: 'trading-resumed', by: 'kim' },
    { code: 'reducing', reason: 'prices are 11 min old' },
    { code: 'latch-reset', by: 'ann' },
    { code: 'real-refused', missing: ['drill', 'keys'] },
    { code: 'stranger', platform: 'telegram', count: 3 },
    { code: 'too-old', command: '/cut btc 50', by: 'kim', ageMs: 180_000 },
    { code: 'kill-asks-again', by: 'kim', ageMs: 180_000 },
    { code: 'chat-down', platform: 'slack', why: 'no answer' },
    { code: 'chat-back', platform: 'slack' },
    {
      code: 'position-changed',
      account: 'main',
      symbol: 'BTCUSDT',
      cause: 'liquidation',
      before: '0.5',
      after: '0',
    },
    { code: 'stream-polling', account: 'main', why: 'no answer five times' },
    { code: 'stream-live', account: 'main', why: '' },
    ...(['stop-placed', 'stop-watched', 'stop-triggered', 'stop-gone', 'stop-ended'] as const).map(
      (code): Notice => ({
        code,
        account: 'main',
        symbol: 'BTCUSDT',
        side: 'long',
        stopPrice: '57000',
        by: 'kim',
      }),
    ),
    {
      code: 'stop-refused',
      account: 'main',
      symbol: 'BTCUSDT',
      side: 'long',
      stopPrice: '57000',
      why: '-4045 Reach max stop order limit.',
    },
    ...venueNotices(),
    { code: 'thresholds-changed', metric: 'margin-ratio', level: 'critical', value: 0.85, by: 'ann' },
    { code: 'heartbeat', equity: '10412.55', currency: 'USDT', worst: 'safe' },
    { code: 'bug', incident: '9f3c2b1a' },
  ];
}
