import { underMode } from './under-mode.ts';
import type { AcmActor, Issuer, ModeReader, Vault } from './ports.ts';

/** The ports whose calls change something outside of RenewGuard's own table. */
export interface ActingPorts {
  readonly modes: ModeReader;
  readonly vault: Vault;
  readonly issuer: Issuer;
  readonly acm: AcmActor;
}

/** Every side effect of a reissue, by port and member; whatever is not named here only reads. */
export const SIDE_EFFECTS = {
  vault: {
    keepVersion: 'storing a secret',
    promoteVersion: 'making a secret’s version the current one',
    removeSecret: 'deleting a secret',
  },
  issuer: { issueCertificate: 'issuing a certificate', revokeCertificate: 'revoking a certificate' },
  acm: {
    importInto: 'importing a certificate',
    requestCertificate: 'requesting a certificate',
    exportKey: 'exporting a certificate',
  },
} as const;

/** The same ports, all of whose side effects happen only while the mode is `act`. */
export function actingUnderMode<Ports extends ActingPorts>(ports: Ports): Ports {
  const { modes, vault, issuer, acm } = ports;
  return {
    ...ports,
    vault: underMode(modes, vault, SIDE_EFFECTS.vault),
    issuer: underMode(modes, issuer, SIDE_EFFECTS.issuer),
    acm: underMode(modes, acm, SIDE_EFFECTS.acm),
  };
}
