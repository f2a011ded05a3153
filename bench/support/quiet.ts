// Settings under which nothing but what is asked for happens: every threshold far away, no HTTP port.

const FAR_AWAY = { warning: 50, critical: 60, emergency: 70 };

export const QUIET = {
  http: { enabled: false },
  risk: {
    thresholds: {
      'value-at-risk': FAR_AWAY,
      'margin-ratio': FAR_AWAY,
      'liquidation-distance': { warning: 0.0003, critical: 0.0002, emergency: 0.0001 },
      drawdown: FAR_AWAY,
      correlation: FAR_AWAY,
      leverage: { warning: 1_000 },
      'daily-loss': FAR_AWAY,
    },
  },
} as const;
