/** What a scan of several homes tells of one of them. */
export interface HomeReport {
  readonly name: string;
  /** Of the home alone, with those that count elsewhere. */
  readonly sessions: number;
  readonly messages: number;
  /** How many of its sessions count in another home. */
  readonly copies: number;
  /** Unix seconds: when it last was another one; undefined when nothing is known of it. */
  readonly countedAt: number | undefined;
  /** Why it could not be read; what was known of it counts. */
  readonly error: string | null;
}

/** What the report of a scan has beside the rest where there are several homes. */
export interface OfHomes {
  /** In the order of the list. */
  readonly homes?: readonly HomeReport[];
  /** Whether some of these are new. */
  readonly joined?: boolean;
}
