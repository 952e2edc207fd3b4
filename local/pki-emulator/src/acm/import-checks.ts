import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { invalid } from '../errors.ts';
import { type Certificate, native } from '../x509/certificate.ts';
import { linked, notBeforeOf, validAt } from '../x509/chains.ts';
import { signatureAlgorithmOf } from './facts.ts';
import { type KeyAlgorithm, keyAlgorithmOf } from '../x509/keys.ts';
import { certificatesOf } from '../x509/pem.ts';

interface ImportRequest {
  readonly Certificate: Buffer;
  readonly PrivateKey: Buffer;
  readonly CertificateChain?: Buffer | undefined;
}

/** What an import brings, checked. */
export interface Importable {
  readonly certificate: Certificate;
  readonly chain: readonly Certificate[];
  readonly privateKey: KeyObject;
  readonly keyAlgorithm: KeyAlgorithm;
}

/**
 * Reads an import (ACM user guide, "Prerequisites for importing ACM certificates").
 *
 * @throws ServiceError ValidationException saying which of certificate, key and chain is wrong
 */
export function readImport(request: ImportRequest, now: Date): Importable {
  const certificate = single(request.Certificate.toString());
  const privateKey = unencryptedKey(request.PrivateKey);
  const chain = request.CertificateChain ? chainOf(request.CertificateChain.toString()) : [];
  const keyAlgorithm = keyAlgorithmOf(native(certificate).publicKey);
  if (!keyAlgorithm) throw invalid('The key algorithm of the certificate is not supported.');
  if (!signatureAlgorithmOf(certificate)) throw invalid('The signature algorithm of the certificate is not supported.');
  if (!createPublicKey(privateKey).equals(native(certificate).publicKey)) {
    throw invalid('The private key does not match the public key of the certificate.');
  }
  if (!validAt(certificate, now)) {
    throw invalid(`The certificate is ${now < notBeforeOf(certificate) ? 'not valid yet' : 'expired'}.`);
  }
  if (!linked(certificate, chain)) throw invalid('Could not validate the certificate with the certificate chain.');
  return { certificate, chain, privateKey, keyAlgorithm };
}

function single(pem: string): Certificate {
  const [certificate, ...more] = certificatesOf(pem) ?? [];
  if (!certificate) throw invalid('The certificate is not in PEM form or cannot be read.');
  if (more.length > 0)
    throw invalid(
      'The certificate field contains more than one certificate. You can specify only one certificate in this field.',
    );
  return certificate;
}

function chainOf(pem: string): Certificate[] {
  const chain = certificatesOf(pem);
  if (!chain) throw invalid('The certificate chain is not in PEM form or cannot be read.');
  return chain;
}

function unencryptedKey(pem: Buffer): KeyObject {
  try {
    return createPrivateKey({ key: pem, format: 'pem' });
  } catch {
    throw invalid('The private key is encrypted, not in PEM form, or cannot be read.');
  }
}
