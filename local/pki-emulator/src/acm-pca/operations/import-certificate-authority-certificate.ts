import { z } from 'zod';
import { invalidState, ServiceError } from '../../errors.ts';
import { blob } from '../../validation/constraints.ts';
import { pcaArn } from '../../validation/members.ts';
import { operation } from '../../wire/operation.ts';
import { type Certificate, native, partsOf } from '../../x509/certificate.ts';
import { linked, selfSigned, validAt } from '../../x509/chains.ts';
import { basicConstraintsOf } from '../../x509/extension-reading.ts';
import { nameOf } from '../../x509/names.ts';
import { certificatesOf } from '../../x509/pem.ts';
import { ownAuthority } from '../access.ts';
import { type Authority, changeStatus, statusOf } from '../authority.ts';
import { checkExtensions } from '../imported-extensions.ts';
import { keysOf } from '../state-checks.ts';

const malformed = (message: string) => new ServiceError('MalformedCertificateException', message);
const mismatch = (message: string) => new ServiceError('CertificateMismatchException', message);
const refused = (message: string) => new ServiceError('InvalidRequestException', message);

const IMPORTABLE = ['PENDING_CERTIFICATE', 'ACTIVE', 'EXPIRED'];

/** Gives a CA its certificate, which makes it ACTIVE; a CA that was DISABLED when it expired stays so. */
export const importCertificateAuthorityCertificate = operation({
  name: 'ImportCertificateAuthorityCertificate',
  changes: true,
  buffers: ['Certificate', 'CertificateChain'],
  input: z.strictObject({
    CertificateAuthorityArn: pcaArn,
    Certificate: blob(1, 32_768),
    CertificateChain: blob(0, 2_097_152).optional(),
  }),
  answer({ CertificateAuthorityArn, Certificate: own, CertificateChain }, call) {
    const now = call.world.clock.now();
    const authority = ownAuthority(call, CertificateAuthorityArn);
    const status = statusOf(authority, now);
    if (status === 'CREATING') keysOf(authority);
    if (!IMPORTABLE.includes(status)) {
      throw invalidState(`The certificate authority is in the ${status} state and cannot import a certificate.`);
    }
    const certificate = single(own.toString());
    checkOwnCertificate(authority, certificate, now);
    const chain = CertificateChain ? chainOf(CertificateChain.toString()) : [];
    if (authority.type === 'ROOT') checkRoot(certificate, chain);
    else checkSubordinate(certificate, chain);
    [certificate, ...chain].forEach(checkExtensions);
    authority.certified = { certificate, chain };
    changeStatus(authority, authority.status === 'DISABLED' ? 'DISABLED' : 'ACTIVE', now);
    call.world.agenda.plan(authority.arn);
    return {};
  },
});

function single(pem: string): Certificate {
  const [certificate, ...more] = certificatesOf(pem) ?? [];
  if (!certificate || more.length > 0) throw malformed('The certificate is not one PEM certificate.');
  return certificate;
}

function chainOf(pem: string): Certificate[] {
  const chain = certificatesOf(pem);
  if (!chain) throw malformed('The certificate chain is not a list of PEM certificates.');
  return chain;
}

function checkOwnCertificate(authority: Authority, certificate: Certificate, now: Date): void {
  const { publicKey } = keysOf(authority);
  if (!publicKey.equals(native(certificate).publicKey))
    throw mismatch('The certificate was not issued for the key of this certificate authority.');
  if (!partsOf(certificate).subject.equals(nameOf(authority.configuration.Subject))) {
    throw mismatch('The subject of the certificate is not the subject of this certificate authority.');
  }
  if (!basicConstraintsOf(certificate).ca)
    throw malformed('The certificate is no CA certificate: its basic constraints do not say CA:TRUE.');
  if (!validAt(certificate, now)) throw malformed('The certificate is not valid now.');
}

function checkRoot(certificate: Certificate, chain: readonly Certificate[]): void {
  if (!selfSigned(certificate)) throw refused('The certificate of a root CA must be self-signed.');
  if (chain.length > 0) throw refused('A root CA has no certificate chain.');
}

/** The chain leads from the issuer to a self-signed root and leaves out the CA's own certificate (API reference). */
function checkSubordinate(certificate: Certificate, chain: readonly Certificate[]): void {
  const root = chain.at(-1);
  if (selfSigned(certificate)) throw refused('The certificate of a subordinate CA must not be self-signed.');
  if (!root) throw refused('A subordinate CA needs the certificate chain up to its root.');
  if (chain.some((each) => each.der.equals(certificate.der)))
    throw refused('The chain must not contain the certificate itself.');
  if (!linked(certificate, chain)) throw mismatch('The certificate is not signed by the chain, link by link.');
  if (!selfSigned(root)) throw mismatch('The chain does not end with a self-signed root.');
  if (chain.some((each) => !basicConstraintsOf(each).ca))
    throw malformed('A certificate of the chain is no CA certificate.');
}
