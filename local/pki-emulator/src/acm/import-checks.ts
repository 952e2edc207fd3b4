import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { invalid } from '../errors.ts';
import { type Certificate, native, partsOf } from '../x509/certificate.ts';
import { linked, notBeforeOf, validAt } from '../x509/chains.ts';
import { signatureAlgorithmOf } from './facts.ts';
import { familyOfKey, type KeyAlgorithm, keyAlgorithmOf, keyBytes } from '../x509/keys.ts';
import { nameText } from '../x509/names.ts';
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
  /** PKCS #8, DER. */
  readonly privateKey: Buffer;
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
  checkIssuer(certificate, keyAlgorithm);
  if (!createPublicKey(privateKey).equals(native(certificate).publicKey)) {
    throw invalid('The private key does not match the public key of the certificate.');
  }
  if (!validAt(certificate, now)) {
    throw invalid(`The certificate is ${now < notBeforeOf(certificate) ? 'not valid yet' : 'expired'}.`);
  }
  if (!linked(certificate, chain)) throw invalid('Could not validate the certificate with the certificate chain.');
  return { certificate, chain, privateKey: keyBytes(privateKey), keyAlgorithm };
}

const LONGEST_OCSP_URL = 1000;

/** What the API reference of ImportCertificate asks of issuer and signature. @throws ServiceError ValidationException */
function checkIssuer(certificate: Certificate, keyAlgorithm: KeyAlgorithm): void {
  const signature = signatureAlgorithmOf(certificate);
  if (!signature) throw invalid('The signature algorithm of the certificate is not supported.');
  if (!signature.endsWith(familyOfKey(keyAlgorithm)))
    throw invalid(`The key ${keyAlgorithm} is of another family than the key of the CA that signed with ${signature}.`);
  if (nameText(partsOf(certificate).issuer) === '') throw invalid('The issuer of the certificate must not be empty.');
  const urls = (native(certificate).infoAccess ?? '').split('\n').filter((line) => line.startsWith('OCSP - URI:'));
  if (urls.some((line) => line.length - 'OCSP - URI:'.length > LONGEST_OCSP_URL))
    throw invalid(`The OCSP URL of the certificate must be no longer than ${LONGEST_OCSP_URL} characters.`);
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

const KEY_BLOCK = /^\s*-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]+-----END [A-Z ]*PRIVATE KEY-----\s*$/;

/** OpenSSL reads the first block and passes over what else there is. */
function unencryptedKey(pem: Buffer): KeyObject {
  const text = pem.toString('latin1').replace(/-----BEGIN EC PARAMETERS-----[^-]+-----END EC PARAMETERS-----/, '');
  if (!KEY_BLOCK.test(text)) throw invalid('The private key is not in PEM form, or there is something beside it.');
  try {
    return createPrivateKey({ key: pem, format: 'pem' });
  } catch {
    throw invalid('The private key is encrypted, not in PEM form, or cannot be read.');
  }
}
