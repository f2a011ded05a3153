// What a person writes about one model; the schemas, the tables and the output of the example are added from code.

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface ModelDocument {
  /** As in `cutman calc NAME`. */
  readonly name: string;
  /** The question that the model answers. */
  readonly answers: string;
  /** One line each, plain text. */
  readonly formula: readonly string[];
  readonly source: string;
  /** Where the model departs from the documents that the product was built from, and why. */
  readonly departs?: readonly string[];
  readonly example: {
    readonly input: Json;
    /** How a long input is told; without it the input is printed whole. */
    readonly given?: string;
    /** Output by path (`positions[0].liquidationPrice`), found by hand or with the tool that `check` names. */
    readonly expect: Readonly<Record<string, Json>>;
    /** Largest relative difference from `expect`, 1e-6 unless told. */
    readonly tolerance?: number;
    /** The way to the same figures without the product. */
    readonly check: string;
  };
}
