// The configuration in the desk's own terms.
import type { Config } from '../../config/schema.ts';
import type {
  DeskSettings,
  OddsPace,
  Person,
  SizingSettings,
  VenueSettings,
} from '../desk/state/settings.ts';
import type { ApprovalPolicy } from '../domain/proposal.ts';
import { DEFAULT_THRESHOLDS, type Threshold, type Thresholds } from '../domain/thresholds.ts';

/** Which local person sits at the terminal: somebody has to be admin before anybody is configured. */
export const LOCAL_PERSON: Person = { name: 'you', role: 'admin' };

/**
 * Where hours pass in seconds, a simulation of every book in full would take longer than the run: fewer paths, less
 * often, and still inside the quarter of an hour after which a reading counts as old.
 */
const MARKET_TIME_ODDS: OddsPace = { everyMs: 10 * 60_000, mostSims: 1_024 };

export function deskSettings(config: Config, marketTime = false): DeskSettings {
  const { risk, approval, responses, alerts, report, gate } = config;
  const policy: ApprovalPolicy = {
    role: approval.role,
    quorum: approval.quorum,
    proposerMayApprove: approval.quorum === 1,
    ttlMs: approval.ttl,
    executeWithinMs: approval.executeWithin,
    priceTolerance: risk.limits.priceTolerance,
    slippageCap: approval.slippageCap,
    unanswered: approval.unanswered,
    escalateEveryMs: approval.escalateEvery,
  };
  return {
    firstMode: config.mode,
    checkIntervalMs: risk.interval,
    reconcileIntervalMs: risk.reconcileInterval,
    limits: {
      entryMaxAgeMs: risk.limits.entryMaxAge,
      reducingMaxAgeMs: risk.limits.reducingMaxAge,
      priceTolerance: risk.limits.priceTolerance,
      maxLeverage: risk.limits.maxLeverage,
      maxExposure: risk.limits.maxExposure,
      maxPositions: risk.limits.maxPositions,
      maxTradesPerDay: risk.limits.maxTradesPerDay,
    },
    sizing: sizing(config),
    thresholds: thresholds(config),
    people: config.people.map(person),
    policies: {
      reduce: policy,
      close: policy,
      'add-margin': policy,
      'set-leverage': policy,
      'place-stop': policy,
    },
    twoPersonNotional: approval.twoPersonNotional,
    approvalCap: {
      perHour: approval.perHour,
      ...(approval.notionalPerHour === null ? {} : { notionalPerHour: approval.notionalPerHour }),
    },
    responses: {
      emergencyCutShare: responses.emergencyCut,
      criticalCutShare: responses.criticalCut,
      addMarginShare: responses.addMargin,
      valueAtRiskCutShare: responses.valueAtRiskCut,
      coolDownMs: responses.coolDown,
    },
    alerts: {
      deduplicateMs: alerts.deduplicate,
      repeatEmergencyMs: alerts.repeatEmergency,
      groupFrom: alerts.groupFrom,
      contacts: alerts.contacts,
    },
    scenarios: Object.entries(config.stress.scenarios).map(([name, scenario]) => ({ name, ...scenario })),
    report: { timezone: config.timezone, hour: report.hour, minute: report.minute },
    ...(marketTime ? { liquidationOdds: MARKET_TIME_ODDS } : {}),
    gate,
    venue: venue(config),
    oneTimeCodes: config.security.oneTimeCodes,
    outageAfterFailures: risk.outageAfterFailures,
  };
}

function person({ name, role, telegram, slack }: Config['people'][number]): Person {
  return {
    name,
    role,
    ...(telegram === undefined ? {} : { telegram }),
    ...(slack === undefined ? {} : { slack }),
  };
}

function venue({ exchange }: Config): VenueSettings {
  return {
    healthEveryMs: exchange.healthEvery,
    maintenance: {
      windows: exchange.maintenance,
      noEntriesBeforeMs: exchange.noEntriesBefore,
      flattenBeforeMs: exchange.flattenBefore,
    },
    countdownMs: exchange.countdown,
  };
}

function sizing({ sizing: { leverage, ...rest } }: Config): SizingSettings {
  const { others, ...named } = leverage.markets;
  if (others === undefined)
    throw new TypeError('the configuration was not checked: sizing.leverage.markets has no others');
  return { ...rest, leverage: { ...leverage, markets: { ...named, others } } };
}

function thresholds(config: Config): Thresholds {
  const { 'stale-data': stale, exchange: _, ...rest } = DEFAULT_THRESHOLDS;
  const configured = Object.entries(config.risk.thresholds).map(([metric, limits]) => {
    const steps = Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined));
    const direction = metric === 'liquidation-distance' ? 'below' : 'above';
    return [metric, { direction, ...steps } satisfies Threshold];
  });
  return {
    ...rest,
    ...Object.fromEntries(configured),
    exchange: { direction: 'above', emergency: config.risk.outageAfterFailures },
    'stale-data': {
      ...stale,
      critical: config.risk.limits.entryMaxAge,
      emergency: config.risk.limits.reducingMaxAge,
    },
  };
}
