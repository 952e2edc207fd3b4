import type { AccountId } from '../../core/domain/arn.ts';
import { describeUnreadable, known, type Fact, type Unreadable } from '../../core/domain/fact.ts';
import type { Issuance, Lineage } from '../../core/domain/reissue/issuance.ts';
import { CHECK } from '../../core/reissue/phases/check.ts';
import { actOf } from '../../core/reissue/phases/phase.ts';
import { secretOf } from '../../core/reissue/phases/place.ts';
import type { AcmActor, AcmStanding, SecretDescription, Vault } from '../../core/reissue/ports.ts';
import type { ReissueFacts } from '../../core/reissue/reissue-facts.ts';
import { isRefused } from './refused.ts';
import type { BeforehandCheck } from './report.ts';

export interface DeliveryCheckPorts {
  readonly secrets: {
    /** @returns undefined where there is no such secret */
    secretNamed(secret: string): Promise<Fact<SecretDescription | undefined>>;
  };
  /** Absent where there is no ledger, or it can't be read. */
  readonly kept?: { readonly ledger: { issuanceOf(intent: string): Promise<Issuance | undefined> } };
}

/** Whether a certificate can be put where it is used, and what could be put back. */
export interface DeliveryChecked extends Pick<BeforehandCheck, 'result' | 'seen'> {
  readonly refusal?: Error;
  /** null: there is no way back; absent: it could not be read. */
  readonly wayBack?: string | null;
  readonly unread?: Unreadable;
}

/**
 * Makes the check that a reissue makes, with what a terminal may see: a secret is described, and never read. Whether its
 * current version is what ACM holds now, the ledger tells.
 */
export async function checkDelivery(
  { secrets, kept }: DeliveryCheckPorts,
  facts: ReissueFacts,
  issuance: Issuance,
  account: AccountId,
): Promise<DeliveryChecked> {
  const secret = needsSecret(issuance) ? await secrets.secretNamed(secretOf(issuance)) : known(undefined);
  if (!secret.known) return { result: 'unknown', seen: describeUnreadable(secret.why), unread: secret.why };
  const looking = lookingPorts(facts, secret.value, await cameFrom(kept, facts.lineage));
  try {
    const wayBack = await actOf(CHECK, issuance)(looking, issuance);
    const seen = seenOf(issuance, secret.value, account);
    return { result: 'passed', seen, ...(isTold(issuance, secret.value, kept) && { wayBack: wayBack ?? null }) };
  } catch (error) {
    if (!isRefused(error)) throw error;
    return { result: 'failed', seen: error.message, refusal: error };
  }
}

const needsSecret = ({ strategy }: Issuance): boolean => strategy !== 'acm-managed';

/** Without the ledger nobody can say whether what a secret keeps of imports is what ACM holds. */
const isTold = (
  { strategy }: Issuance,
  secret: SecretDescription | undefined,
  kept: DeliveryCheckPorts['kept'],
): boolean => strategy !== 'acm-import' || secret === undefined || kept !== undefined;

const cameFrom = async (kept: DeliveryCheckPorts['kept'], lineage: Lineage | undefined) =>
  lineage?.cameFrom && kept?.ledger.issuanceOf(lineage.cameFrom.intent);

function lookingPorts(
  facts: ReissueFacts,
  secret: SecretDescription | undefined,
  earlier: Issuance | undefined,
): LookingPorts {
  const isInAcm = (version: string): boolean =>
    earlier?.collected?.versionId === version && earlier.issued?.serial === facts.content.serial;
  const readVersion: Vault['readVersion'] = (_, version) =>
    Promise.resolve('id' in version && isInAcm(version.id) ? { certificate: facts.pem.certificate } : undefined);
  return {
    vault: { describeSecret: () => Promise.resolve(secret), readVersion },
    acm: { acmStanding: () => Promise.resolve(standingOf(facts)) },
  };
}

/** What was read already, as the ports of a reissue tell it. */
interface LookingPorts {
  readonly vault: Pick<Vault, 'describeSecret' | 'readVersion'>;
  readonly acm: Pick<AcmActor, 'acmStanding'>;
}

/** What ACM said of the certificate when the facts were read. */
function standingOf({ asked, certificate }: ReissueFacts): AcmStanding | undefined {
  if (asked.service !== 'acm') return undefined;
  const { kind, status, serial, keyAlgorithm, eligibility, usedBy = [] } = certificate;
  return {
    kind,
    status,
    inUseBy: usedBy,
    ...(serial !== undefined && { serial }),
    ...(keyAlgorithm !== undefined && { keyType: keyAlgorithm }),
    ...(eligibility !== undefined && { eligibility }),
  };
}

function seenOf(issuance: Issuance, secret: SecretDescription | undefined, account: AccountId): string {
  const { strategy, replaces } = issuance;
  if (strategy === 'acm-import') return `${replaces.certificateArn} takes an import of the same key type`;
  if (strategy === 'acm-managed')
    return 'ACM issues for its names; services that use the old ARN have to take the new one';
  return secret === undefined
    ? `there is no secret ${secretOf(issuance)} in account ${account} yet: RenewGuard makes it`
    : `${secret.secretArn} is RenewGuard's, or was handed over to it`;
}
