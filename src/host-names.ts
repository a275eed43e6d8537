/** Names that a server is reached by, as options and `Host` headers write them. Pure. */

/** An IPv6 address in brackets, or a name or IPv4 address. */
const NAME = String.raw`\[[\da-f:.]+\]|[\p{L}\p{N}_.-]+`;
const ALONE = new RegExp(`^(${NAME})$`, 'iu');
const WITH_PORT = new RegExp(`^(${NAME})(?::\\d+)?$`, 'iu');

/** A name as it is compared: in small letters, without the dot of the root. Undefined for what is none, or has a port. */
export function readHostName(text: unknown): string | undefined {
  return typeof text === 'string' ? normalized(ALONE.exec(text)?.[1]) : undefined;
}

/**
 * Whether a `Host` header names one of them; its port does not matter. Undefined, as from a client that sends none, does not.
 * @param names as `readHostName` gives them
 */
export function isNamed(names: readonly string[], host: string | undefined): boolean {
  const name = nameIn(host);
  return name !== undefined && names.includes(name);
}

/** Whether a `Host` header holds an address or a name without a dot, which no web site has. */
export function isLocalName(host: string | undefined): boolean {
  const name = nameIn(host);
  return name !== undefined && /^([\d.]+|[^.]+)$/.test(name);
}

function nameIn(host: string | undefined): string | undefined {
  return normalized(WITH_PORT.exec(host ?? '')?.[1]);
}

/** As browsers write it, who send `xn--bcher-kva.example` and `[::1]`, however it was typed. */
function normalized(name: string | undefined): string | undefined {
  const url = `http://${name}`;
  if (name === undefined || !URL.canParse(url)) return undefined;
  return new URL(url).hostname.replace(/\.$/, '') || undefined;
}
