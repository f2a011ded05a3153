// Every refusal in one plain Korean sentence. No particles stand after symbols and numbers.
import type { Words } from '../words.ts';

const list = (items: readonly string[]): string => items.slice(0, 8).join(', ') || '없음';
const bare = (symbol: string): string => symbol.replace(/USDT$|USDC$/, '');
/** The exchange's own words, without the full stop that ours add. */
const unstopped = (text: string): string => text.replace(/[.\s]+$/, '');

export const refusals: Words['refusals'] = {
  TRADING_HALTED: ({ reason }) => `거래 중지 상태입니다: ${reason}. /resume 또는 킬스위치 이후에는 /reset.`,
  TRADING_REDUCING: ({ reason }) => `축소 주문만 보냅니다: ${reason}. 축소하거나 종료하세요.`,
  LATCHED: ({ by, at }, f) =>
    `킬스위치 작동 중 (${by} ${f.time(at)}). 관리자의 /reset 전에는 아무 주문도 보내지 않습니다.`,
  SAFE_MODE: ({ reason }) =>
    `관찰과 알림만 합니다: ${reason}. 관리자가 데이터 폴더를 확인하고 /reset 하세요.`,
  REDUCE_ONLY_WOULD_INCREASE: ({ symbol, quantity, position }, f) =>
    `${bare(symbol)} ${f.quantity(quantity)} > 현재 포지션 ${f.quantity(position)}. 더 작게 요청하세요.`,
  POSITION_GONE: ({ symbol }) => `${bare(symbol)} 포지션이 더 이상 없습니다. /positions 확인.`,
  SIDE_FLIPPED: ({ symbol, was, is }) =>
    `${bare(symbol)} 방향이 바뀌었습니다: 카드 ${was}, 현재 ${is}. 새 카드를 요청하세요.`,
  NO_POSITION: ({ symbol, open }) => `${bare(symbol)} 포지션 없음. 보유: ${list(open.map(bare))}.`,
  NO_LONGER_NEEDED: ({ metric }) => `더 이상 필요 없습니다: ${metric} 회복. 아무것도 보내지 않았습니다.`,
  STALE_DATA: ({ ageMs, limitMs }, f) =>
    `시세 나이 ${f.duration(ageMs)}, 한도 ${f.duration(limitMs)}. /health 에서 거래소 응답을 확인한 뒤 다시 시도하세요.`,
  INCOMPLETE_DATA: ({ why }) => `장부를 다 알 수 없습니다: ${why}. 몇 초 뒤 다시 시도하세요.`,
  UNKNOWN_PRICE: ({ symbol }) => `${bare(symbol)} 시장평균가 없음. 몇 초 뒤 다시 시도하세요.`,
  PRICE_MOVED: ({ moved, limit }, f) =>
    `가격 변동 ${f.percent(moved)}, 한도 ${f.share(limit)}. 새 카드를 요청하세요.`,
  SLIPPAGE_TOO_HIGH: ({ symbol, slippage, limit }, f) =>
    `${bare(symbol)} 호가가 얇습니다: 슬리피지 ${f.percent(slippage)}, 한도 ${f.share(limit)}. 절반으로 줄이거나 기다리세요.`,
  INSTRUMENT_UNKNOWN: ({ symbol, known }) => `거래소에 ${symbol} 종목 없음. 가능: ${list(known)}.`,
  SYMBOL_AMBIGUOUS: ({ symbol, candidates }) =>
    `${symbol} 후보 여럿: ${list(candidates)}. 전체 이름을 쓰세요.`,
  SYMBOL_HALTED: ({ symbol }) => `${bare(symbol)} 거래 정지 중 (거래소). 재개되면 다시 시도하세요.`,
  ACCOUNT_UNKNOWN: ({ account, known }) => `계정 @${account} 없음. 가능: ${list(known)}.`,
  QUANTITY_TOO_SMALL: ({ symbol, quantity, minimum }, f) =>
    `${bare(symbol)} ${f.quantity(quantity)} < 최소 주문 ${f.quantity(minimum)}. 더 크게 축소하거나 /close.`,
  QUANTITY_TOO_LARGE: ({ symbol, quantity, maximum }, f) =>
    `${bare(symbol)} ${f.quantity(quantity)} > 최대 주문 ${f.quantity(maximum)}. 더 작게 요청하세요.`,
  NOTIONAL_TOO_SMALL: ({ symbol, notional, minimum }, f) =>
    `${bare(symbol)} 명목가치 ${f.money(notional)} < 최소 ${f.money(minimum)}. 더 크게 축소하거나 /close.`,
  PERCENT_OUT_OF_RANGE: ({ given }) => `${given} % — 포지션보다 큽니다. 1에서 100 사이로, 예: /cut btc 50.`,
  LEVERAGE_TOO_HIGH: ({ leverage, maximum }, f) =>
    `레버리지 ${f.times(leverage)}, 한도 ${f.times(maximum)}. 줄이세요.`,
  STOP_IS_ENTRY: ({ stop }, f) => `스탑 ${f.price(stop)} 이 진입가와 같습니다. 롱은 아래, 숏은 위에 두세요.`,
  STOP_BEYOND_LIQUIDATION: ({ stop, leverage, liquidation }, f) =>
    `${f.times(leverage)} 에서는 청산가 ${f.price(liquidation)} 이 스탑 ${f.price(stop)} 보다 먼저 옵니다. 레버리지를 낮추거나 스탑을 가까이 두세요.`,
  EXPOSURE_LIMIT: ({ exposure, limit }, f) =>
    `총 노출 ${f.times(exposure)}, 한도 ${f.times(limit)} (자산 대비). 먼저 축소하세요.`,
  POSITION_COUNT: ({ count, limit }) => `보유 포지션 ${count}개, 한도 ${limit}개. 하나를 먼저 종료하세요.`,
  DAILY_TRADES: ({ count, limit }) => `오늘 거래 ${count}회, 한도 ${limit}회. UTC 자정에 다시 셉니다.`,
  DUPLICATE_INTENT: ({ card }) => `같은 작업이 카드 ${card} 에서 기다립니다: /approve ${card}.`,
  COOLING_DOWN: ({ symbol, untilMs }, f) =>
    `${bare(symbol)} 방금 처리했습니다. ${f.time(untilMs)} 이후 다시 요청하세요.`,
  RATE_LIMITED: ({ untilMs }, f) =>
    `짧은 시간에 명령이 너무 많습니다. ${f.time(untilMs)} 까지 기다리세요. /killswitch 제한 없음.`,
  NOT_ALLOWED: ({ role, needed }) =>
    `필요한 권한: ${needed}, 내 권한: ${role}. 권한이 있는 사람에게 요청하세요.`,
  PRIVATE_ONLY: ({ command }) => `/${command} — 개인 대화에서만 받습니다. 봇에게 직접 보내세요.`,
  TOO_OLD: ({ ageMs, limitMs }, f) =>
    `봇이 없는 동안 ${f.duration(ageMs)} 기다린 명령입니다 (한도 ${f.duration(limitMs)}). 실행하지 않았습니다. 필요하면 다시 보내세요.`,
  CODE_NEEDED: ({ purpose }) => `일회용 코드가 필요합니다. 예: ${purpose} 123456.`,
  CODE_WRONG: ({ triesLeft }) =>
    `일회용 코드가 틀렸거나 이미 쓰였습니다. 남은 시도 ${triesLeft}회. 다음 코드를 기다리세요.`,
  LOCKED_OUT: ({ untilMs }, f) =>
    `실패가 너무 많습니다. ${f.time(untilMs)} 전에는 받지 않습니다. /killswitch 사용 가능.`,
  NOT_ENROLLED: ({ name }) => `${name} 일회용 코드 없음. 서버에서 "cutman enrol ${name}" 실행.`,
  SECOND_PERSON_NEEDED: ({ name }) => `두 번째 사람의 확인이 필요합니다. ${name} 확인 완료.`,
  PROPOSAL_UNKNOWN: ({ card }) => `카드 ${card} 없음. 대기 중인 카드는 /status.`,
  PROPOSAL_DECIDED: ({ card, words, by, at, filled, price }, f) =>
    `${card}: 이미 ${words}${by === undefined ? '' : ` · ${by}`}${at === undefined ? '' : ` ${f.time(at)}`}${
      filled === undefined
        ? ''
        : `, 체결 ${f.quantity(filled)}${price === undefined ? '' : ` @ ${f.price(price)}`}`
    }.`,
  PROPOSAL_EXPIRED: ({ card, at }, f) => `카드 ${card} 응답 시간 종료 (${f.time(at)}). 새 카드를 요청하세요.`,
  EXECUTE_BY_PASSED: ({ card, at }, f) =>
    `카드 ${card} 승인됐지만 실행 시간 종료 (${f.time(at)}). 아무것도 보내지 않았습니다. 새 카드를 요청하세요.`,
  ALREADY_APPROVED: ({ card, by, at }, f) =>
    `${card}: ${by} 이미 승인함 (${f.time(at)}). 다른 사람이 두 번째로 승인해야 합니다.`,
  OWN_PROPOSAL: ({ card }) => `${card}: 본인이 제안했습니다. 다른 사람이 승인해야 합니다.`,
  CONTENT_CHANGED: ({ card }) =>
    `카드 ${card} 내용이 보신 것과 다릅니다. /details ${card} 확인 후 다시 결정하세요.`,
  STOP_WRONG_SIDE: ({ symbol, stopPrice, mark, side }, f) =>
    `${f.price(stopPrice)} 는 현재가 ${f.price(mark)} 의 반대쪽입니다. ${
      side === 'short' ? '숏 스톱은 현재가 위' : '롱 스톱은 현재가 아래'
    }에 둡니다. 예: /stop ${bare(symbol).toLowerCase()} 5%.`,
  STOP_TOO_FAR: ({ symbol, stopPrice, liquidation }, f) =>
    `${bare(symbol)} 은 ${f.price(liquidation)} 에 청산되어 ${f.price(stopPrice)} 스톱에 닿지 않습니다. 더 가까이 두세요.`,
  LEVERAGE_UNCHANGED: ({ symbol, leverage }) => `${bare(symbol)} 레버리지는 이미 ${leverage}x 입니다.`,
  CUT_DOES_NOT_HELP: ({ symbol, addMargin }, f) =>
    `${bare(symbol)} 격리 마진: 축소해도 청산가가 움직이지 않습니다. ${
      addMargin === undefined
        ? '종료하거나 마진을 추가하세요.'
        : `마진 ${f.money(addMargin)} 추가가 도움이 됩니다.`
    }`,
  NOTHING_TO_DO: ({ what }) => `할 일 없음: ${what}.`,
  NOT_FLAT: ({ positions, orders }) =>
    `포지션 ${positions}개, 주문 ${orders}개 남음. /killswitch flatten 으로 청산하거나 /reset CODE --force 로 유지하세요.`,
  NOT_LATCHED: () => '킬스위치가 작동 중이 아닙니다. 해제할 것이 없습니다.',
  GATE_CLOSED: ({ missing }) => `실거래 조건 미달: ${list(missing)}. 목록은 /mode.`,
  MODE_UNCHANGED: ({ mode }) => `이미 ${mode} 모드입니다.`,
  ALERT_UNKNOWN: ({ card }) => `열린 알림 ${card} 없음. 목록은 /alerts.`,
  THRESHOLD_ORDER: ({ metric, level, value }) =>
    `${metric} ${level} ${value} — 다른 단계와 순서가 맞지 않습니다. /thresholds 확인.`,
  STORE_UNAVAILABLE: ({ why }) =>
    `상태를 기록할 수 없습니다: ${why}. 디스크가 회복될 때까지 /killswitch 만 작동합니다.`,
  EXCHANGE_CLOSED: ({ account, since }, f) =>
    `${account} 거래소 점검 중 (${f.time(since)}부터). 30초마다 다시 시도합니다. /health 확인.`,
  MAINTENANCE_NEAR: ({ account, from, until }, f) =>
    `${account} 거래소 점검 ${f.time(from)}–${until === undefined ? '' : f.time(until)}. 새 포지션과 확대는 하지 않습니다. 축소하거나 종료하세요.`,
  CLOCK_OFF: ({ offMs, limitMs }, f) =>
    `거래소와 시계 차이 ${f.duration(offMs)}, 한도 ${f.duration(limitMs)}. 서버 시간을 맞추세요. 주문을 보내지 않습니다.`,
  EXCHANGE_UNREACHABLE: ({ account, why }) =>
    `${account} 거래소 무응답: ${why}. 계속 시도합니다. /health 확인.`,
  POSITION_BUSY: ({ symbol, card }) =>
    `${bare(symbol)} 다른 주문${card === undefined ? '' : ` (${card})`}이 진행 중입니다. 끝난 뒤 다시 요청하세요.`,
  NOT_FILLED: ({ symbol, filled, quantity }, f) =>
    `${bare(symbol)} ${f.quantity(quantity)} 중 ${f.quantity(filled)} 만 제때 체결되어 나머지를 취소했습니다. 새 카드를 요청하세요.`,
  EXCHANGE_CANNOT: ({ account, what }) => `${account} 거래소 미지원: ${what}.`,
  EXCHANGE_REJECTED: ({ account, symbol, venueCode, reason }) =>
    `${account} 거래소가 ${bare(symbol)} 요청을 거절했습니다: ${
      reason === undefined ? venueCode : `${unstopped(reason)} (${venueCode})`
    }. 더 보내지 않습니다. /positions 확인.`,
  APPROVALS_CAPPED: ({ count, notional, untilMs }, f) =>
    `한 시간 동안 카드 ${count}장(${f.money(notional)})을 승인해 한도에 이르렀습니다. 다른 사람이 승인하거나 ${f.time(untilMs)} 이후 다시 하세요. /killswitch 는 제한이 없습니다.`,
  NO_REPORT: ({ date, firstDay }) => `${date} 보고서가 없습니다. ${firstDay}부터 오늘까지 있습니다.`,
  NO_HISTORY: ({ symbol }) => `${bare(symbol)} 과거 시세가 아직 부족합니다. 나중에 다시 요청하세요.`,
  SCENARIO_UNKNOWN: ({ scenario, known }) => `시나리오 ${scenario} 없음. 목록: ${list(known)}.`,
  MODEL_REFUSED: ({ model, why }) => `${model} 모델이 답을 낼 수 없습니다: ${why}.`,
  RUN_CANCELLED: ({ what }) => `${what} 계산이 끝나기 전에 중단되었습니다. 필요하면 다시 요청하세요.`,
  RUN_TOO_LONG: ({ what, limitMs }, f) =>
    `${what} 계산이 ${f.duration(limitMs)} 안에 끝나지 않아 중단했습니다. 일수나 경로 수를 줄이세요.`,
  RUN_FAILED: ({ what, why }) => `${what} 계산을 잃었습니다: ${why}. 다시 요청하세요. 변경된 것은 없습니다.`,
  RUNS_BUSY: ({ running, limit }) =>
    `긴 계산 ${limit}개가 진행 중입니다: ${list(running)}. 끝나기를 기다리거나 하나를 취소하세요.`,
  RUN_UNKNOWN: ({ what }) => `${what} 계산은 진행 중이 아닙니다. 이미 끝났거나 중단되었습니다.`,
};
