/** One line of the result. */
export interface Figure {
  readonly name: string;
  /** The median. */
  readonly value: number;
  readonly unit: string;
  /** What the machine could do when it was least disturbed. */
  readonly best?: number | undefined;
  readonly spread?: Range | undefined;
  readonly target?: Target | undefined;
  /** The measured values behind a ratio. */
  readonly note?: string | undefined;
}

export interface Range {
  readonly from: number;
  readonly to: number;
}

export type Target = { readonly atMost: number } | { readonly atLeast: number };

export type Verdict = 'ok' | 'miss' | '';

export function verdict({ value, target }: Figure): Verdict {
  if (target === undefined) return '';
  const reached = 'atMost' in target ? value <= target.atMost : value >= target.atLeast;
  return reached ? 'ok' : 'miss';
}
