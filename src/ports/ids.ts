// Names and nonces as a parameter, so that a seeded run repeats to the letter.

export interface Ids {
  /** 128 bits in lower-case hexadecimal. */
  nonce(): string;
  /** Four characters a person can read and type: no vowels, no 0/O, 1/I. */
  code(): string;
}
