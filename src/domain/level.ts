// How bad a reading is; the same four words in alerts, labels and proposals.

export type Level = 'safe' | 'warning' | 'critical' | 'emergency';

const RANK: Readonly<Record<Level, number>> = { safe: 0, warning: 1, critical: 2, emergency: 3 };

export const levelRank = (level: Level): number => RANK[level];
export const worstLevel = (levels: Iterable<Level>): Level => {
  let worst: Level = 'safe';
  for (const level of levels) if (RANK[level] > RANK[worst]) worst = level;
  return worst;
};
