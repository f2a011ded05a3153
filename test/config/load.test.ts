import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../config/duration.ts';
import { type Layer, loadConfig } from '../../config/load.ts';

const defaults: Layer = {
  name: 'default.yaml',
  text: readFileSync(new URL('../../config/default.yaml', import.meta.url), 'utf8'),
};
const load = (text: string) => loadConfig([defaults, { name: 'mine.yaml', text }]);
const problems = (text: string) => {
  const result = load(text);
  return result.ok ? [] : result.error.map((each) => `${each.where} ${each.path} ${each.message}`);
};

describe('the configuration', () => {
  it('holds a checked value for every setting by default', () => {
    const result = loadConfig([defaults]);
    expect(result.ok && result.value.config.risk.interval).toBe(5_000);
    expect(result.ok && result.value.config.mode).toBe('paper');
  });

  it('lays your file over the defaults, key by key, and lists as a whole', () => {
    const result = load('risk: { interval: 2s }\npaper: { symbols: [BTCUSDT] }');
    expect(result.ok && result.value.config.risk.interval).toBe(2_000);
    expect(result.ok && result.value.config.risk.reconcileInterval).toBe(60_000);
    expect(result.ok && result.value.config.paper.symbols).toEqual(['BTCUSDT']);
  });

  it('says where each effective value comes from', () => {
    const result = load('risk:\n  interval: 2s');
    expect(result.ok && result.value.origins.get('risk.interval')).toBe('mine.yaml:2');
    expect(result.ok && result.value.origins.get('mode')).toMatch(/^default\.yaml:\d+$/);
  });

  it('names every problem at once, with its line and the nearest key', () => {
    const found = problems(
      'risk:\n  intervall: 5s\n  outageAfterFailures: 0\napproval: { ttl: soon }\nmoode: paper\n',
    );
    expect(found).toHaveLength(4);
    expect(found).toContainEqual(
      expect.stringMatching(/^mine\.yaml:2:3 risk\.intervall .*did you mean interval\?/),
    );
    expect(found).toContainEqual(
      expect.stringMatching(/^mine\.yaml:3:3 risk\.outageAfterFailures .*\(got 0\)/),
    );
    expect(found).toContainEqual(
      expect.stringMatching(/^mine\.yaml:4:13 approval\.ttl "soon" is not a duration/),
    );
    expect(found).toContainEqual(expect.stringMatching(/^mine\.yaml:5:1 moode .*did you mean mode\?/));
  });

  it('takes announced closings of an exchange as moments or as cron, and says what is wrong with one', () => {
    const closings = (text: string) => {
      const result = load(`exchange: { maintenance: [${text}] }`);
      return result.ok
        ? result.value.config.exchange.maintenance
        : problems(`exchange: { maintenance: [${text}] }`);
    };
    const from = Date.UTC(2026, 11, 1, 6);
    expect(closings('{from: 2026-12-01T06:00Z, until: "2026-12-01 09:00+01:00"}')).toEqual([
      { kind: 'dates', from, until: from + 2 * 3_600_000 },
    ]);
    expect(closings('{cron: "0 6 * * 3", lasts: 2h, accounts: [main]}')).toMatchObject([
      { kind: 'cron', lastsMs: 7_200_000, accounts: ['main'] },
    ]);
    for (const [wrong, why] of [
      ['{from: 2026-12-01T06:00, until: 2026-12-01T08:00Z}', 'is not a moment such as 2026-12-01T06:00Z'],
      ['{from: 2026-12-01T06:00Z, until: 2026-12-01T05:00Z}', 'ends before it begins'],
      ['{cron: "0 6 * *", lasts: 2h}', 'cron has five fields'],
      ['{cron: "61 6 * * *", lasts: 2h}', 'the minute "61" of cron is not from 0 to 59'],
      ['{cron: "0 6 * * 3", lasts: 2h, accounts: [mian]}', 'mian is not in accounts'],
      ['{cron: "0 6 * * 3"}', 'needs either from and until, or cron and lasts'],
      ['{form: 2026-12-01T06:00Z}', 'did you mean from?'],
    ] as const) {
      expect(closings(wrong), wrong).toContainEqual(expect.stringContaining(why));
    }
    expect(problems('exchange: { noEntriesBefore: 5m }')).toContainEqual(
      expect.stringContaining('has a flattenBefore longer than its noEntriesBefore'),
    );
  });

  it('takes crashes of your own, and says what is wrong with one', () => {
    const crash =
      '{ days: 10, drawdown: 0.4, volatilityMultiplier: 2, correlationShift: 0.3, recoveryDays: 90 }';
    const result = load(`stress: { scenarios: { own_crash: ${crash} } }`);
    expect(result.ok && result.value.config.stress.scenarios['own_crash']?.drawdown).toBe(0.4);
    expect(problems(`stress: { scenarios: { own_crash: ${crash.replace('0.4', '1.4')} } }`)[0]).toMatch(
      /stress\.scenarios\.own_crash\.drawdown .*\(got 1\.4\)/,
    );
    expect(problems(`stress: { scenarios: { all: ${crash} } }`)).toHaveLength(1);
  });

  it('refuses secrets in the file and says where they belong', () => {
    expect(problems('chat: { telegram: { token: "1:abc" } }')[0]).toMatch(
      /secrets come from the environment only/,
    );
  });

  it('finds contradictions that no single field shows', () => {
    expect(problems('risk: { thresholds: { drawdown: { warning: 0.3 } } }')[0]).toMatch(/must rise/);
    expect(problems('risk: { thresholds: { liquidation-distance: { emergency: 0.5 } } }')[0]).toMatch(
      /must fall/,
    );
    expect(problems('alerts: { contacts: [kim] }')[0]).toMatch(/kim is not in people/);
    expect(
      problems('people: [{name: a, role: admin, telegram: 1}, {name: b, role: admin, telegram: 1}]')[0],
    ).toMatch(/twice/);
    expect(problems('paper: { feed: replay }')[0]).toMatch(/needs a file/);
  });

  it('refuses broken YAML, a list, and names that reach into object prototypes', () => {
    expect(problems('risk: { interval: ')[0]).toMatch(/^mine\.yaml:1:\d+ {2}is not valid YAML/);
    expect(problems('- a\n- b')[0]).toMatch(/settings by name/);
    expect(problems('__proto__: { mode: real }').join(' ')).toMatch(/__proto__ is not a setting/);
  });
});

describe('a duration', () => {
  it.each([
    ['5s', 5_000],
    ['1.5h', 5_400_000],
    ['0ms', 0],
    ['30d', 2_592_000_000],
  ])('%s is %d ms', (text, milliseconds) => expect(parseDuration(text)).toBe(milliseconds));
  it.each(['', '5', 's', '-5s', '5 weeks', '1e9s', '５s'])('"%s" is none', (text) =>
    expect(parseDuration(text)).toBeUndefined(),
  );
});

describe('the profiles', () => {
  it.each([
    ['beginner', 3, 0.01, 2, 0.3],
    ['intermediate', 5, 0.02, 3, 0.2],
    ['advanced', 10, 0.03, 5, 0.15],
  ])(
    '%s: %dx, %d of equity a trade, %d positions, a buffer of %d',
    (name, leverage, risk, positions, buffer) => {
      const text = readFileSync(new URL(`../../config/profiles/${name}.yaml`, import.meta.url), 'utf8');
      const result = loadConfig([defaults, { name: `profiles/${name}.yaml`, text }]);
      if (!result.ok) throw new Error(JSON.stringify(result.error));
      const { limits, thresholds } = result.value.config.risk;
      expect(limits).toMatchObject({ maxLeverage: leverage, maxPositions: positions });
      expect(thresholds['liquidation-distance'].warning).toBe(buffer);
      expect(result.value.config.sizing).toMatchObject({ riskPerTrade: risk, dailyBudget: 0.02 });
    },
  );

  it('holds the sizes that answers go by to their bounds, and wants a market for the others', () => {
    const others = 'sizing: { leverage: { markets: { others: { base: 2, target: 0 } } } }';
    expect(problems(others)).toEqual([expect.stringContaining('sizing.leverage.markets.others.target')]);
    expect(problems('sizing: { leverage: { min: 11 } }')).toEqual([
      expect.stringContaining('sizing.leverage has a min above its max'),
    ]);
    expect(problems('sizing: { riskPerTrade: 5 }')).toEqual([expect.stringContaining('riskPerTrade')]);
    expect(problems('sizing: { leverage: { markets: { btc: { base: 2, target: 0.02 } } } }')).toHaveLength(1);
    const mine = load('sizing: { leverage: { markets: { SOLUSDT: { base: 2, target: 0.05 } } } }');
    expect(mine.ok && Object.keys(mine.value.config.sizing.leverage.markets)).toEqual(
      expect.arrayContaining(['BTCUSDT', 'SOLUSDT', 'others']),
    );
  });
});
