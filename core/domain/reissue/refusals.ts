/*
 * Why a reissue does not go on, each by its own name: the execution fails with it, and nothing is half-replaced. None of them
 * passes by trying again; what passes is AwsUnavailable.
 */

/** The CSR's signature is bad, its key is another, or it asks for other names than the certificate's. */
export class CsrRefused extends Error {
  override readonly name = 'CsrRefused';
}

/** The CA is not active, ended, deleted, of the wrong kind, or refuses what is asked of it. */
export class AuthorityCannotIssue extends Error {
  override readonly name = 'AuthorityCannotIssue';
}

/** What the CA issued is not what was asked: it is never delivered. */
export class IssuedOtherwise extends Error {
  override readonly name = 'IssuedOtherwise';
}

/** The delivery route names too little, or something that does not fit the certificate. */
export class RouteUnusable extends Error {
  override readonly name = 'RouteUnusable';
}

/** The secret belongs to somebody else: neither RenewGuard made it, nor does it hold the certificate being replaced. */
export class SecretNotOurs extends Error {
  override readonly name = 'SecretNotOurs';
}

/** Where it is delivered to refuses it: another key type, gone, a conflict, a quota. */
export class DeliveryRefused extends Error {
  override readonly name = 'DeliveryRefused';
}

/** The delivered certificate is not the one found where it is used; what can be put back is put back. */
export class DeliveryUnproven extends Error {
  override readonly name = 'DeliveryUnproven';
  /** What was put back, for people; undefined: nothing was. */
  readonly putBack: string | undefined;

  constructor(message: string, putBack?: string) {
    super(message);
    this.putBack = putBack;
  }
}

/** A person said no. */
export class DeliveryRejected extends Error {
  override readonly name = 'DeliveryRejected';
}

/** So many certificates were issued, or deliveries tried, for this one renewal that something else is wrong. */
export class TriesUsedUp extends Error {
  override readonly name = 'TriesUsedUp';
}

/** The account's certificates are not RenewGuard's to replace: it has no rights to act there. */
export class AccountNotActedOn extends Error {
  override readonly name = 'AccountNotActedOn';
}

const REFUSALS = [
  CsrRefused,
  AuthorityCannotIssue,
  IssuedOtherwise,
  RouteUnusable,
  SecretNotOurs,
  DeliveryRefused,
  DeliveryUnproven,
  DeliveryRejected,
  TriesUsedUp,
  AccountNotActedOn,
];

/** Whether an error is one of these. */
export const isRefusal = (error: unknown): error is Error => REFUSALS.some((refusal) => error instanceof refusal);
