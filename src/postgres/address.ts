/** Where a PostgreSQL server is and how it is spoken to, read from an address as users write it. Pure. */

/** By libpq's words, which are also those of most drivers. */
export type TlsMode = 'disable' | 'prefer' | 'require' | 'verify-ca' | 'verify-full';

export interface Address {
  /** Names and ports, tried one after the other; empty: what the environment says (`PGHOST`), else localhost. */
  readonly hosts: readonly Host[];
  /** Undefined: what the environment says (`PGUSER`, `PGPASSWORD`, `PGDATABASE`), here and below. */
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: string | undefined;
  readonly tls: TlsMode;
  /** Files with certificates; `system` for what Node trusts. */
  readonly rootCertificate: string | undefined;
  readonly certificate: string | undefined;
  readonly key: string | undefined;
  /** Seconds. */
  readonly connectTimeout: number | undefined;
}

export interface Host {
  /** A name, an address, or the directory of a socket. */
  readonly name: string;
  readonly port: number;
}

/**
 * `postgresql+psycopg:` and its like come from Python. One `@` at most: else a part of a password would be taken for a name, and shown.
 */
const ADDRESS =
  /^postgres(?:ql)?(?:\+[a-z0-9_]+)?:\/\/(?:([^/?#@]*)@)?([^/?#@]*)(?:\/([^?#/@]*))?(?:\?([^#@]*))?$/i;
const HOST = /^(\[[0-9a-f:.%]+\]|[^:\s]*)(?::(\d{1,5}))?$/i;
const DEFAULT_PORT = 5432;

/** TABLE: what libpq and other drivers call a mode. libpq's `require` checks no certificate, and neither does ours. */
const TLS_MODES: ReadonlyMap<string, TlsMode> = new Map([
  ['disable', 'disable'],
  ['false', 'disable'],
  ['allow', 'prefer'],
  ['prefer', 'prefer'],
  ['require', 'require'],
  ['true', 'require'],
  ['no-verify', 'require'],
  ['verify-ca', 'verify-ca'],
  ['verify-full', 'verify-full'],
]);

/** Undefined for what is no address. Parameters that only others understand are passed over. */
export function parseAddress(text: string): Address | undefined {
  const [, login = '', place = '', path = '', query = ''] = ADDRESS.exec(text.trim()) ?? [undefined];
  if (!ADDRESS.test(text.trim())) return undefined;
  const parameters = new URLSearchParams(query);
  const [user, ...password] = login.split(':');
  const hosts = hostsOf(place === '' ? (parameters.get('host') ?? '') : place, parameters.get('port'));
  const mode = TLS_MODES.get(parameters.get('sslmode') ?? parameters.get('ssl') ?? 'prefer');
  const parts = [user, password.join(':'), path].map(decoded);
  if (hosts === undefined || mode === undefined || parts.includes(undefined)) return undefined;
  const rootCertificate = parameters.get('sslrootcert') || undefined;
  const [decodedUser, decodedPassword, decodedPath] = parts;
  return {
    hosts,
    user: decodedUser || parameters.get('user') || undefined,
    password: decodedPassword || parameters.get('password') || undefined,
    database: decodedPath || parameters.get('dbname') || undefined,
    tls: strengthened(mode, rootCertificate),
    rootCertificate,
    certificate: parameters.get('sslcert') || undefined,
    key: parameters.get('sslkey') || undefined,
    connectTimeout: Number.parseInt(parameters.get('connect_timeout') ?? '', 10) || undefined,
  };
}

/** What users are told of a history: `host/database/schema`, and never who reads it, let alone by which password. */
export function labelOf({ hosts, database, user }: Address, schema: string): string {
  const host = hosts.map(({ name }) => (name.startsWith('/') ? 'socket' : name)).join() || 'localhost';
  return `${host}/${database ?? user ?? 'default'}/${schema}`;
}

/** As in libpq: who names a certificate wants it checked. */
function strengthened(mode: TlsMode, rootCertificate: string | undefined): TlsMode {
  if (rootCertificate === 'system') return 'verify-full';
  return mode === 'require' && rootCertificate !== undefined ? 'verify-ca' : mode;
}

function hostsOf(place: string, port: string | null): readonly Host[] | undefined {
  if (place === '') return [];
  const hosts: Host[] = [];
  for (const one of (decoded(place) ?? '').split(',')) {
    const directory = one.startsWith('/');
    const [, name = '', own] = (directory ? [one, one] : HOST.exec(one)) ?? [];
    const number = Number(own ?? port ?? DEFAULT_PORT);
    if (name === '' || !Number.isInteger(number) || number < 1 || number > 65_535) return undefined;
    hosts.push({ name: name.replace(/^\[|\]$/g, ''), port: number });
  }
  return hosts;
}

function decoded(text: string | undefined): string | undefined {
  try {
    return decodeURIComponent(text ?? '');
  } catch {
    return undefined;
  }
}
