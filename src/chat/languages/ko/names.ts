// Korean names of the things that every message speaks of.
import type { Words } from '../words.ts';

const metric: Words['metric'] = {
  'value-at-risk': 'VaR 95',
  'margin-ratio': '마진비율',
  'liquidation-distance': '청산거리',
  drawdown: '낙폭',
  correlation: '상관계수',
  leverage: '레버리지',
  'daily-loss': '오늘 손실',
  latency: '거래소 지연',
  'stale-data': '오래된 시세',
  exchange: '거래소 무응답',
  store: '상태 기록 불가',
  watchdog: '위험 점검 지연',
  chat: '채팅 연결 불가',
  'unresolved-order': '결과를 모르는 주문',
  'foreign-order': '외부 주문',
};

export const names: Pick<
  Words,
  | 'badge'
  | 'mode'
  | 'level'
  | 'levelShort'
  | 'levelLower'
  | 'metric'
  | 'metricShort'
  | 'side'
  | 'sideShort'
  | 'order'
  | 'role'
  | 'platform'
  | 'trading'
  | 'trend'
  | 'button'
  | 'trust'
> = {
  badge: { paper: '🟦 모의', real: '🟥 실거래' },
  mode: { paper: '모의', real: '실거래' },
  level: { safe: '안전', warning: '경고', critical: '위험', emergency: '긴급' },
  levelShort: { safe: '안전', warning: '경고', critical: '위험', emergency: '긴급' },
  levelLower: { safe: '안전', warning: '경고', critical: '위험', emergency: '긴급' },
  metric,
  metricShort: {
    ...metric,
    'daily-loss': '일손실',
    latency: '지연',
    'stale-data': '시세나이',
    exchange: '거래소',
    store: '저장소',
    watchdog: '감시',
    chat: '채팅',
    'unresolved-order': '주문?',
    'foreign-order': '외부',
  },
  side: { long: '롱', short: '숏' },
  sideShort: { long: '롱', short: '숏' },
  order: { buy: '매수', sell: '매도' },
  role: { viewer: '조회자', trader: '트레이더', admin: '관리자' },
  platform: {
    telegram: '텔레그램',
    slack: '슬랙',
    terminal: '터미널',
    http: '관리 포트',
    shell: '명령줄',
    file: '킬 파일',
    desk: '데스크',
  },
  trading: { active: '정상', reducing: '축소만', halted: '중지' },
  trend: { worsening: '악화', steady: '유지', recovering: '회복' },
  button: {
    back: '이전',
    next: '다음',
    approve: '승인',
    reject: '거절',
    halve: '절반',
    smallest: '최소',
    details: '자세히',
    flatten: '전량 청산',
    keep: '유지',
    confirm: '확인',
    cancel: '취소',
    refresh: '새로고침',
    acknowledge: '확인함',
    mute: '1시간 끄기',
    stop: '중단',
    risk: '위험',
    positions: '포지션',
    status: '상태',
    alerts: '알림',
    propose: '이대로 제안',
    killNow: '지금 중지',
    haltAll: '전부 중지',
    runNow: '다시 실행',
    cut: '축소',
    close: '종료',
    week: '주',
    month: '월',
    day: '일',
    journal: '기록',
    whatIf: '가정',
    kelly: '켈리',
    leverage: '레버리지',
    regime: '국면',
    correlation: '상관',
    budget: '예산',
    performance: '성과',
    allocate: '배분',
    valueAtRisk: 'VaR',
    liquidation: '청산가',
  },
  trust: {
    stale: (age) => `STALE ${age}`,
    modelDiffers: (venue) => `MODEL≠VENUE ${venue}`,
    unknown: (reason) => `UNKNOWN: ${reason}`,
    unknownShort: 'UNKNOWN',
    reasons: {
      'incomplete-data': '일부 정보 없음',
      'no-price-history': '시세 기록 없음',
      'no-positions': '포지션 없음',
      'one-position': '포지션 하나뿐',
      'no-equity': '자산 없음',
      'no-peak-yet': '최고점 없음',
      'cannot-be-liquidated': '없음',
      'no-brackets': '레버리지 표 없음',
      'separate-wallets': '분리된 지갑',
      'not-computed-yet': '아직 계산 전',
      'no-picture': '아직 계정 정보 없음',
      'no-trades': '아직 끝난 거래 없음',
      'short-history': '기록이 아직 부족함',
      'no-leverage': '거래소가 레버리지를 알리지 않음',
      'model-refused': '모델이 답하지 못함',
      'not-finite': '숫자가 아님',
    },
  },
};
