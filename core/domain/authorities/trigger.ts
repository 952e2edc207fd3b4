import { ACM_PRINCIPAL, SERVICE_LINKED_ROLE } from './acm-requirements.ts';
import { isAccountId, parseAuthorityArn, type AccountId, type AuthorityArn } from '../arn.ts';
import { InvalidInput } from '../invalid-input.ts';

/** What a CloudTrail record may have taken away; it decides which live read confirms it. */
export const REMOVALS = ['permission', 'policy', 'role', 'state'] as const;

export type Removal = (typeof REMOVALS)[number];

/** Which CAs are to be verified, and why. */
export type Trigger =
  | {
      readonly scope: 'authority';
      readonly authority: AuthorityArn;
      readonly removal?: Removal;
      readonly eventName: string;
    }
  | {
      /** A record that names no CA: every shared CA that the account owns, or every CA that is shared with it. */
      readonly scope: 'shared-by' | 'shared-with';
      readonly account: AccountId;
      readonly removal?: Removal;
      readonly eventName: string;
    }
  | { readonly scope: 'none'; readonly reason: string; readonly eventName: string };

/** A CloudTrail record as the rules pass it on: fields that the record lacks come as empty texts. */
export interface RecordFields {
  /** The account whose bus the record came from. */
  readonly account: string;
  readonly eventName: string;
  readonly eventSource: string;
  readonly errorCode?: string;
  /** requestParameters, as far as they matter. */
  readonly parameters: {
    readonly certificateAuthorityArn?: string;
    readonly resourceArn?: string;
    readonly status?: string;
    readonly roleName?: string;
    /** CloudTrail lowers the first letter only (sample in the EFS user guide, "Logging EFS API calls"). */
    readonly aWSServiceName?: string;
  };
}

type Meaning = { readonly names: 'authority' | 'shared-by' | 'shared-with'; readonly removal?: Removal };

const IAM = 'iam.amazonaws.com';

/** The records that can change what ACM may do on a CA, by event source and name. */
export const GUARDED_RECORDS: Readonly<Record<string, Readonly<Record<string, Meaning>>>> = {
  'acm-pca.amazonaws.com': {
    CreatePermission: { names: 'authority' },
    DeletePermission: { names: 'authority', removal: 'permission' },
    PutPolicy: { names: 'authority' },
    DeletePolicy: { names: 'authority', removal: 'policy' },
    UpdateCertificateAuthority: { names: 'authority' },
    DeleteCertificateAuthority: { names: 'authority', removal: 'state' },
    RestoreCertificateAuthority: { names: 'authority' },
    ImportCertificateAuthorityCertificate: { names: 'authority' },
  },
  'ram.amazonaws.com': {
    CreateResourceShare: { names: 'shared-by' },
    AssociateResourceShare: { names: 'shared-by' },
    AssociateResourceSharePermission: { names: 'shared-by' },
    ReplacePermissionAssociations: { names: 'shared-by' },
    DisassociateResourceShare: { names: 'shared-by', removal: 'policy' },
    DisassociateResourceSharePermission: { names: 'shared-by', removal: 'policy' },
    DeleteResourceShare: { names: 'shared-by', removal: 'policy' },
  },
  [IAM]: {
    CreateServiceLinkedRole: { names: 'shared-with' },
    DeleteServiceLinkedRole: { names: 'shared-with', removal: 'role' },
  },
};

/** A person's or a program's own request: `{certificateAuthorityArn}`. @throws InvalidInput */
export function manualTrigger(certificateAuthorityArn: unknown): Trigger {
  return { scope: 'authority', authority: parseAuthorityArn(certificateAuthorityArn), eventName: 'manual' };
}

/**
 * What a CloudTrail record asks for. Its content is a hint: only the ARN or the account is taken from it.
 * @throws InvalidInput where the record lacks what its kind must have
 */
export function recordTrigger(record: RecordFields): Trigger {
  const { eventName, eventSource, errorCode, account } = record;
  const skip = (reason: string): Trigger => ({ scope: 'none', reason, eventName });
  const meaning = meaningOf(record);
  if (meaning === undefined) return skip(`${eventName} of ${eventSource} changes nothing that renewals depend on`);
  if (present(errorCode)) return skip(`${eventName} failed with ${errorCode}: nothing changed`);
  const because = { eventName, ...removalOf(record, meaning) };
  if (meaning.names === 'authority') return { scope: 'authority', authority: authorityOf(record), ...because };
  if (!isAccountId(account)) throw new InvalidInput('account', 'an account of twelve digits', account);
  if (eventSource === IAM && !isAboutAcm(record)) return skip(`${eventName} is about another service's role`);
  return { scope: meaning.names, account, ...because };
}

function authorityOf({ parameters: { certificateAuthorityArn, resourceArn } }: RecordFields): AuthorityArn {
  // Of the two only one is in a record; what a rule's template leaves in place of the other is no ARN.
  const isResource = resourceArn?.startsWith('arn:') ?? false;
  const field = isResource ? 'resourceArn' : 'certificateAuthorityArn';
  return parseAuthorityArn(isResource ? resourceArn : certificateAuthorityArn, `detail.requestParameters.${field}`);
}

function isAboutAcm({ parameters: { roleName, aWSServiceName } }: RecordFields): boolean {
  return roleName === SERVICE_LINKED_ROLE || aWSServiceName === ACM_PRINCIPAL;
}

function meaningOf({ eventSource, eventName }: RecordFields): Meaning | undefined {
  const ofSource = Object.hasOwn(GUARDED_RECORDS, eventSource) ? GUARDED_RECORDS[eventSource] : undefined;
  return ofSource !== undefined && Object.hasOwn(ofSource, eventName) ? ofSource[eventName] : undefined;
}

/** UpdateCertificateAuthority takes something away only when it disables. */
function removalOf({ eventName, parameters }: RecordFields, meaning: Meaning): { removal?: Removal } {
  if (eventName === 'UpdateCertificateAuthority') return parameters.status === 'DISABLED' ? { removal: 'state' } : {};
  return meaning.removal === undefined ? {} : { removal: meaning.removal };
}

const present = (text: string | undefined): boolean => text !== undefined && text !== '';
