/** By what errors of a server are known: SQLSTATEs, and what the driver and the system call the rest. Pure. */

/** TABLE: the server does not answer, or has ended the connection. */
export const UNREACHABLE_CODES = [
  '08',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'EACCES',
] as const;

/** TABLE: nothing comes from it. */
export const SILENT_CODES = ['CONNECT_TIMEOUT', 'SILENT', 'ETIMEDOUT'] as const;

const TLS_CODE = /CERT|TLS|SSL|SELF_SIGNED|ISSUER|LEAF|PURPOSE|INVALID_CA|EPROTO/;
const SQLSTATE = /^[0-9A-Z]{5}$/;

/** The SQLSTATE, or what the driver and the system call it; '' where there is neither. */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

/** What a table says of a code; of a SQLSTATE also by its class, which is two letters. */
export function byCode<Row>(table: ReadonlyMap<string, Row>, code: string): Row | undefined {
  return table.get(code) ?? (SQLSTATE.test(code) ? table.get(code.slice(0, 2)) : undefined);
}

/** Whether a code is about certificates or the handshake. */
export function isOfTls(code: string): boolean {
  return TLS_CODE.test(code);
}
