/** Certificates of the specs' own: nobody else trusts who signed them. */

import { execFile } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { giveToServer } from './server.js';

export interface Certificate {
  /** Files. */
  readonly certificate: string;
  readonly key: string;
}

const A_DAY = ['-days', '1'];
const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** One that signs others. */
export async function makeAuthority(directory: string, name: string): Promise<Certificate> {
  const own = filesOf(directory, name);
  await openssl(['req', '-x509', ...A_DAY, ...KEY, '-subj', `/CN=${name}`, ...written(own)]);
  return own;
}

/** @param alternative what it is for, such as `DNS:localhost` */
export async function makeCertificate(
  directory: string,
  { certificate, key }: Certificate,
  name: string,
  alternative = `DNS:${name}`,
): Promise<Certificate> {
  const own = filesOf(directory, name);
  const [request, more] = [join(directory, `${name}.csr`), join(directory, `${name}.ext`)];
  await writeFile(more, `subjectAltName=${alternative}\n`);
  await openssl(['req', '-new', ...KEY, '-subj', `/CN=${name}`, '-keyout', own.key, '-out', request]);
  await openssl([
    ...['x509', '-req', ...A_DAY, '-in', request, '-extfile', more, '-out', own.certificate],
    ...['-CA', certificate, '-CAkey', key, '-CAcreateserial'],
  ]);
  for (const file of [own.certificate, own.key]) {
    await chmod(file, 0o600);
    await giveToServer(file);
  }
  return own;
}

function filesOf(directory: string, name: string): Certificate {
  return { certificate: join(directory, `${name}.crt`), key: join(directory, `${name}.key`) };
}

function written({ certificate, key }: Certificate): readonly string[] {
  return ['-keyout', key, '-out', certificate];
}

async function openssl(args: readonly string[]): Promise<void> {
  await promisify(execFile)('openssl', [...args]);
}
