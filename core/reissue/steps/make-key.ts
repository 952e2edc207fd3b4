import type { CertificateContent } from '../../domain/reissue/certificate-content.ts';
import type { Issuance } from '../../domain/reissue/issuance.ts';
import { CsrRefused, RouteUnusable } from '../../domain/reissue/refusals.ts';
import { requestDifferences } from '../../domain/reissue/content-differences.ts';
import type { Route } from '../../domain/reissue/route.ts';
import { makesKey } from '../../domain/reissue/strategy.ts';
import { generateKey } from '../../pki/keys.ts';
import { readSigningRequest, writeSigningRequest } from '../../pki/signing-request.ts';
import { secretTokenOf, temporarySecret } from '../names.ts';
import type { Ledger, Vault } from '../ports.ts';
import type { ReissueFacts } from '../reissue-facts.ts';
import type { ReissuePlan } from '../reissue-plan.ts';
import { asTemporary } from '../temporary.ts';
import { reached } from './step.ts';

interface KeyPorts {
  readonly ledger: Pick<Ledger, 'advance'>;
  readonly vault: Pick<Vault, 'keepVersion' | 'readVersion'>;
}

/**
 * Gives an issuance its CSR, and the key that it belongs to, before anything is issued: what is sent is always what is stored.
 * A fresh key goes straight from memory into the secret; whoever was first to store one decides it for all.
 * @throws CsrRefused, RouteUnusable for a device's CSR that can't be used
 */
export async function withKey(ports: KeyPorts, issuance: Issuance, recordedCsr: string | undefined, now: string) {
  if (issuance.state !== 'open' && !(await isKeyGone(ports, issuance))) return issuance;
  if (makesKey(issuance.strategy)) return storeFreshKey(ports, issuance, now);
  if (issuance.strategy !== 'same-key') return ports.ledger.advance(reached(issuance, { state: 'keyed' }, now));
  const csr = deviceRequest(issuance, recordedCsr);
  return ports.ledger.advance(reached(issuance, { state: 'keyed', csr }, now));
}

/** Whatever waited for longer than its temporary secret lasts gets another key before anything is issued for one that is gone. */
async function isKeyGone({ vault }: KeyPorts, { state, key }: Issuance): Promise<boolean> {
  if (state !== 'keyed' || key === undefined) return false;
  return (await vault.readVersion(key.secretArn, { id: key.versionId }))?.privateKey === undefined;
}

async function storeFreshKey({ ledger, vault }: KeyPorts, issuance: Issuance, now: string): Promise<Issuance> {
  const { content } = issuance.replaces;
  const privateKey = await generateKey(content.keyType);
  const fields = { privateKey, csr: writeSigningRequest(content, privateKey) };
  const token = secretTokenOf(issuance, 'key');
  const key = await vault.keepVersion(temporarySecret(issuance), token, fields, asTemporary(issuance, now));
  // Another try may have stored its key first: then that one is the key.
  const stored = await vault.readVersion(key.secretArn, { id: key.versionId });
  if (stored?.csr === undefined) throw new CsrRefused(`the temporary secret ${key.secretArn} holds no CSR`);
  return ledger.advance(reached(issuance, { state: 'keyed', key, csr: stored.csr }, now));
}

/**
 * The device's CSR: handed in, or told by a record. Who sent it proves nothing; that it is signed by the key of the present
 * certificate does.
 */
export function deviceRequest({ route, replaces, request }: Issuance, recordedCsr: string | undefined): string {
  const csr = route.csr ?? recordedCsr;
  if (csr === undefined)
    throw new RouteUnusable(
      'same-key: no CSR of the device is known. Hand it in: npx renewguard reissue <certificate> --strategy same-key --csr <file>',
    );
  mustBeOf(replaces.content, csr, request?.templateArn);
  return csr;
}

/**
 * A CSR that is handed in must be of the certificate that it is handed in for, whatever has become of that by now.
 * @throws CsrRefused
 */
export function mustFit({ content }: ReissueFacts, { strategy }: ReissuePlan, { csr }: Route): void {
  if (strategy === 'same-key' && csr !== undefined) mustBeOf(content, csr);
}

function mustBeOf(content: CertificateContent, csr: string, templateArn?: string): void {
  const differences = requestDifferences(content, readSigningRequest(csr), templateArn);
  if (differences.length > 0)
    throw new CsrRefused(
      `the device's CSR does not fit the certificate that is to be replaced: ${differences.join('; ')}`,
    );
}
