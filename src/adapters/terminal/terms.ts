// What the terminal itself has to say, beside what the chat core words: pictures, numbers that press nothing, directives.
import type { Language } from '../../chat/figures/format.ts';

export interface Terms {
  picture(alt: string): string;
  noButtons: string;
  buttonsGone: string;
  noSuchButton(number: string, most: number): string;
  notStored: string;
  notUnderstood(line: string): string;
  notReached(what: string, atMost: string): string;
  directiveFailed(line: string): string;
  onlyInPipe: string;
}

const DIRECTIVES = '#wait 10m, #until alert|card|outcome|resolved|push [at most 30d]';

const TERMS: Readonly<Record<Language, Terms>> = {
  en: {
    picture: (alt) => `[picture: ${alt}]`,
    noButtons: 'There is no button to press.',
    buttonsGone: 'The newest message has no buttons any more.',
    noSuchButton: (number, most) => `There is no button ${number}; give 1 to ${most}.`,
    notStored: 'Not done: the message could not be stored. Try again.',
    notUnderstood: (line) => `Not understood: ${line}. Directives: ${DIRECTIVES}.`,
    notReached: (what, atMost) => `No ${what} within ${atMost}.`,
    directiveFailed: (line) => `Failed: ${line}. The log says why.`,
    onlyInPipe: 'Lines that begin with # are for scripts in a pipe.',
  },
  ko: {
    picture: (alt) => `[그림: ${alt}]`,
    noButtons: '누를 버튼이 없습니다.',
    buttonsGone: '가장 최근 메시지에는 더 이상 버튼이 없습니다.',
    noSuchButton: (number, most) => `${number}번 버튼이 없습니다. 1부터 ${most}까지 입력하세요.`,
    notStored: '실행하지 않음: 메시지를 저장하지 못했습니다. 다시 시도하세요.',
    notUnderstood: (line) => `알 수 없음: ${line}. 지시: ${DIRECTIVES}.`,
    notReached: (what, atMost) => `${atMost} 안에 ${what} 없음.`,
    directiveFailed: (line) => `실패: ${line}. 이유는 로그에 있습니다.`,
    onlyInPipe: '#으로 시작하는 줄은 파이프 스크립트용입니다.',
  },
};

export const termsOf = (language: Language): Terms => TERMS[language];
