// What the pool and its threads say to each other.

export interface RunMessage {
  readonly id: number;
  readonly model: string;
  readonly input: unknown;
}

export interface ModelError {
  readonly message: string;
  /** The model's own code, where it refused its input. */
  readonly code?: string;
}

export type AnswerMessage =
  | { readonly kind: 'progress'; readonly id: number; readonly share: number }
  | { readonly kind: 'done'; readonly id: number; readonly output: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly error: ModelError };

/** A model by its name: plain data in, plain data and typed arrays out; says how far it is so that it is not thought dead. */
export type Models = Readonly<Record<string, (input: never, report: (share: number) => void) => unknown>>;
