// What the desk tells about an exchange itself: when it closes, when a symbol stands still, when its clock is off.

export type VenueNotice =
  /** Announced in the configuration; times in milliseconds. */
  | {
      readonly code: 'maintenance-soon';
      readonly account: string;
      readonly from: number;
      readonly until: number;
    }
  /** The exchange says so itself; `detail` in its words. */
  | { readonly code: 'maintenance-began'; readonly account: string; readonly detail: string }
  | { readonly code: 'maintenance-over'; readonly account: string; readonly lastedMs: number }
  | { readonly code: 'clock-off'; readonly account: string; readonly offMs: number; readonly blocks: boolean }
  | { readonly code: 'clock-right'; readonly account: string }
  | {
      readonly code: 'symbol-halted';
      readonly account: string;
      readonly symbol: string;
      readonly why: string;
    }
  /** `gap` is the price now over the one before, less one; absent when either is not known. */
  | {
      readonly code: 'symbol-resumed';
      readonly account: string;
      readonly symbol: string;
      readonly haltedMs: number;
      readonly gap?: number;
      readonly isLarge: boolean;
    }
  | {
      readonly code: 'countdown-failed';
      readonly account: string;
      readonly symbol: string;
      readonly why: string;
    };
