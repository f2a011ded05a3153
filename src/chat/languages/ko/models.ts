// Korean words of the answers of the risk models.
import type { Words } from '../words.ts';

export const models: Words['models'] = {
  pricesOld: (age) => `시세 나이 ${age}`,
  size: {
    title: (position, risk) => `${position} · 위험 ${risk}`,
    tooSmallTitle: (position) => `${position} 최소 주문 미만`,
    subject: (symbol) => `${symbol} 수량`,
    prices: (entry, stop, away) => `진입 ${entry} · 스탑 ${stop}, 거리 ${away}`,
    stopped: (loss, share) => `스탑 손실 ${loss}, 자산의 ${share}`,
    worth: (notional, times) => `명목가치 ${notional} · 자산의 ${times}`,
    best: (leverage, margin) => `최적 ${leverage}: 증거금 ${margin}`,
    asked: (leverage, margin) => `${leverage}: 증거금 ${margin}`,
    none: '맞는 레버리지 없음: 증거금이 너무 크거나 청산이 먼저 옵니다.',
    notFree: (available) => `증거금 여유는 ${available} 뿐.`,
    smallest: (quantity, notional) =>
      `거래소 최소 ${quantity}, ${notional}. 위험을 늘리거나 스탑을 가까이 두세요.`,
    columns: { leverage: '배수', margin: '증거금', use: '사용', liquidation: '청산가' },
    legend: '* 최적 · ✗ 맞지 않음',
  },
  kelly: {
    title: (share, amount) => `켈리: 거래당 위험 ${share}, ${amount}`,
    noBet: '켈리: 걸지 않음, 손실 기록',
    few: (trades, needed) => `켈리 UNKNOWN: 거래 ${trades}/${needed}건`,
    noLoss: '켈리 UNKNOWN: 아직 손실 거래 없음',
    subject: '켈리',
    untilThen: (share, amount) => `그때까지 거래당 자산의 ${share}: ${amount}`,
    part: (part, full) => `전체 켈리 ${full} 의 ${part}`,
    capped: (limit) => `자산의 ${limit} 로 제한`,
    growth: (times) => `성장 최적 노출: 자산의 ${times}`,
    trades: (count, since) => `끝난 거래 ${count}건, ${since}부터`,
    told: '주어진 값 기준',
    won: '승률',
    win: '평균 이익',
    loss: '평균 손실',
    ratio: '손익비',
    expectancy: '거래당',
    columns: { leverage: '배수', notional: '명목', margin: '증거금', share: '사용' },
    loses: '손실이 이익보다 큽니다: 최선은 걸지 않는 것.',
  },
};
