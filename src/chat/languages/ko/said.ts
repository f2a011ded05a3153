// What the desk and its adapters say in plain English sentences (reasons, faults, keys), said in Korean. An exchange's own words stay as they are.

const ACCOUNT = '([a-z0-9-]{1,32})';
const VARIABLE = '(CUTMAN_[A-Z0-9_]{1,60})';

/** Whole sentences before their parts; each may stand anywhere in the text. */
const SAID: readonly (readonly [RegExp, string])[] = (
  [
    [
      `account ${ACCOUNT} has no key; set ${VARIABLE} and ${VARIABLE} and start again`,
      '$1 계좌에 키가 없습니다. $2, $3 설정 후 다시 시작하세요',
    ],
    [
      `the key of account ${ACCOUNT} may withdraw money; switch that permission off at the exchange, or make a key without it`,
      '$1 계좌의 키에 출금 권한이 있습니다. 거래소에서 출금 권한을 끄거나 새 키를 만드세요',
    ],
    [
      `the key of account ${ACCOUNT} may not trade futures; switch that permission on at the exchange, or stay in paper mode`,
      '$1 계좌의 키에 선물 거래 권한이 없습니다. 거래소에서 권한을 켜거나 모의 모드로 두세요',
    ],
    [
      `the key of account ${ACCOUNT} has expired; make a new one and put it into ${VARIABLE} and ${VARIABLE}`,
      '$1 계좌의 키가 만료되었습니다. 새 키를 만들어 $2, $3에 넣으세요',
    ],
    [
      `the secret of account ${ACCOUNT} does not fit its key; copy it again into ${VARIABLE}`,
      '$1 계좌의 시크릿이 키와 맞지 않습니다. $2에 다시 복사하세요',
    ],
    [
      `the exchange does not know the key of account ${ACCOUNT}; copy it again into ${VARIABLE}`,
      '거래소가 $1 계좌의 키를 모릅니다. $2에 다시 복사하세요',
    ],
    [
      `the exchange has locked the keys of account ${ACCOUNT}; unlock them in its web site`,
      '거래소가 $1 계좌의 키를 잠갔습니다. 거래소 웹사이트에서 해제하세요',
    ],
    [
      `the exchange refuses the key of account ${ACCOUNT} from this address: it was deleted, has expired or lacks a permission, or the address is not on its list; look at the key's page at the exchange`,
      '거래소가 이 주소에서 $1 계좌의 키를 거절합니다. 키가 삭제·만료되었거나 권한이 없거나 주소가 목록에 없습니다. 거래소의 키 페이지를 확인하세요',
    ],
    [
      `the exchange refuses the key of account ${ACCOUNT} from the address ([0-9a-f.:]{3,45}): it was deleted, has expired or lacks a permission, or the address is not on its list; look at the key's page at the exchange`,
      '거래소가 주소 $2에서 $1 계좌의 키를 거절합니다. 키가 삭제·만료되었거나 권한이 없거나 주소가 목록에 없습니다. 거래소의 키 페이지를 확인하세요',
    ],
    [
      'the exchange refused the time stamp of a request \\((-?\\d{1,6})\\); the clocks are compared again',
      '거래소가 요청 시각을 거절했습니다 ($1). 시계를 다시 비교합니다',
    ],
    ['the exchange did not answer in time', '거래소가 제때 응답하지 않았습니다'],
    ['the exchange cannot be reached', '거래소에 연결할 수 없습니다'],
    ['the connection to the exchange broke', '거래소와의 연결이 끊겼습니다'],
    ['the exchange answered HTTP (\\d{3})', '거래소 응답 HTTP $1'],
    ['the exchange said (-?\\d{1,6})', '거래소 응답 $1'],
    [
      'the exchange answered (\\w{1,40}) with something else than expected',
      '거래소의 $1 응답이 예상과 다릅니다',
    ],
    [
      'the exchange banned this address until (\\S{1,20}) UTC; nothing is asked before',
      '거래소가 $1 UTC까지 이 주소를 차단했습니다. 그전에는 요청하지 않습니다',
    ],
    ['the exchange asks for a pause until (\\S{1,20}) UTC', '거래소가 $1 UTC까지 쉬라고 합니다'],
    ['the request limit of the exchange is used up for the moment', '거래소의 요청 한도를 잠시 다 썼습니다'],
    [
      `account ${ACCOUNT} was at (.{1,80}) before and is at (.{1,80}) now; give it another name, or start with another data folder`,
      '$1 계좌는 이전에 $2, 지금은 $3입니다. 다른 이름을 쓰거나 다른 데이터 폴더로 시작하세요',
    ],
    ['the (real|paper) accounts cannot be opened: ', '$1 계좌를 열 수 없습니다: '],
    [`${ACCOUNT}: no fresh data from `, '$1: 새 데이터 없음, '],
    [
      'the exchange told a position in (\\w{1,40}) without a price',
      '거래소가 $1 포지션의 가격을 주지 않았습니다',
    ],
    ['(\\w{1,40}) is not among the instruments', '$1 종목 정보 없음'],
    ['no price for (\\w{1,40})', '$1 시세 없음'],
    ['\\bpositions: ', '포지션: '],
    ['\\bopen orders: ', '미체결 주문: '],
    ['\\bprices: ', '시세: '],
    ['\\border book: ', '호가: '],
    ['\\ba read failed\\b', '조회 실패'],
    [
      'no account is configured; add one under accounts, such as \\{name: main, exchange: binanceusdm\\}',
      '설정된 계좌가 없습니다. accounts에 {name: main, exchange: binanceusdm}처럼 추가하세요',
    ],
    ['trade, no withdrawal', '거래 가능, 출금 불가'],
    ['answers, clock within 1 s', '응답, 시계 차이 1초 이내'],
    [`${ACCOUNT}: clock off by (\\d{1,15}) ms`, '$1: 시계 차이 $2 ms'],
    ['^no real account$', '실계좌 없음'],
    ['^not reached$', '연결 안 됨'],
    ['^reachable$', '연결됨'],
    ['^valid$', '유효'],
    ['^in use$', '사용 중'],
    ['^kill switch$', '킬스위치'],
    ['^paused by (.{1,40})$', '$1 일시 중지'],
    ['^at least (-?[\\d.]{1,12}(?: %)?)$', '$1 이상'],
    ['^at most (-?[\\d.]{1,12}(?: %)?)$', '$1 이하'],
    ['^within (\\d{1,6}) days$', '$1일 이내'],
    ['^(\\d{1,6}) days ago$', '$1일 전'],
    ['^never$', '없음'],
    ['^not asked$', '묻지 않음'],
    ['^none$', '없음'],
    ['^clear$', '해제'],
    ['^pulled$', '작동'],
  ] as const
).map(([pattern, words]) => [new RegExp(pattern, 'g'), words]);

/** Longer texts are none of ours; only their beginning is looked through. */
const LONGEST = 1_000;

export const said = {
  said: (text: string): string =>
    SAID.reduce((told, [pattern, words]) => told.replace(pattern, words), text.slice(0, LONGEST)) +
    text.slice(LONGEST),
};
