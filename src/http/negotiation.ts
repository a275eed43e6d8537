export type Encoding = 'identity' | 'gzip';

/** One element of the list: a coding, and its weight if it has one. A weight that makes no sense refuses the coding. */
const ELEMENT = /^\s*([^\s;]+)\s*(?:;\s*q\s*=\s*([^\s;]*)\s*)?$/i;
const WEIGHT = /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/;

/**
 * Which encoding an `Accept-Encoding` header asks for (RFC 9110, 12.5.3). gzip wins a tie. Without the header nothing
 * is compressed: who does not say that they can decode it often cannot. A header that refuses all gets identity.
 */
export function chooseEncoding(accepted: string | undefined): Encoding {
  if (accepted === undefined) return 'identity';
  const weights = new Map<string, number>();
  for (const element of accepted.split(',')) {
    const [, coding, weight = '1'] = ELEMENT.exec(element) ?? [];
    if (coding === undefined) continue;
    weights.set(coding.toLowerCase(), WEIGHT.test(weight) ? Number(weight) : 0);
  }
  const any = weights.get('*');
  const gzip = weights.get('gzip') ?? weights.get('x-gzip') ?? any ?? 0;
  // Unmentioned, identity is acceptable but not asked for.
  const identity = weights.get('identity') ?? 0;
  return gzip > 0 && gzip >= identity ? 'gzip' : 'identity';
}
