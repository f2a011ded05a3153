// The answer to a command as data. Strings are plain text; each chat escapes and draws it in its own best form.

export type Tone = 'plain' | 'good' | 'warning' | 'critical' | 'emergency' | 'error';

export interface TableColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
}

export interface Bar {
  readonly label: string;
  /** 0 to 1; the bar fills towards the emergency limit. */
  readonly fill: number;
  readonly value: string;
  readonly level: string;
  /** There is no figure: the bar is drawn as dots, never as empty. */
  readonly unknown?: true;
}

export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'facts'; readonly facts: readonly (readonly [string, string])[] }
  /** Drawn in monospace, at most 34 columns wide. */
  | {
      readonly kind: 'table';
      readonly columns: readonly TableColumn[];
      readonly rows: readonly (readonly string[])[];
    }
  | { readonly kind: 'bars'; readonly bars: readonly Bar[] }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'code'; readonly text: string }
  /** Small print: age, id, who. */
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'image'; readonly png: Uint8Array; readonly alt: string }
  | { readonly kind: 'progress'; readonly share: number; readonly text: string };

export interface Button {
  readonly label: string;
  /** The command line that a press runs, in the presser's own name, such as `/approve C7K2`. */
  readonly command: string;
  readonly style: 'primary' | 'danger' | 'plain';
  /** Good for one press that is let in (approve, reject, flatten); figure views may be refreshed again and again. */
  readonly singleUse: boolean;
  /** Shows the same view anew: the message it stands on is edited in place. */
  readonly refreshes?: true;
}

export interface Reply {
  readonly tone: Tone;
  /** The headline: enough on a lock screen. Dispatch puts the mode badge before it. */
  readonly title: string;
  readonly blocks: readonly Block[];
  /** Rows of buttons. */
  readonly buttons: readonly (readonly Button[])[];
  /** `person`: only the one who asked; `room`: everybody there. */
  readonly audience: 'person' | 'room';
  /** Present on a card: the same topic is shown once in a room and edited in place. */
  readonly topic?: string;
  readonly silent?: boolean;
}
