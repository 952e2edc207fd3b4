import type { Caller } from '../../core/aws/caller.ts';
import { describeUnreadable, known, type Fact, type Unreadable } from '../../core/domain/fact.ts';
import type { Issuance } from '../../core/domain/reissue/issuance.ts';
import { asksAuthority } from '../../core/domain/reissue/strategy.ts';
import { CHECK } from '../../core/reissue/phases/check.ts';
import { actOf } from '../../core/reissue/phases/phase.ts';
import { secretOf } from '../../core/reissue/phases/place.ts';
import type { AcmStanding, SecretDescription } from '../../core/reissue/ports.ts';
import type { ReissueFacts } from '../../core/reissue/reissue-facts.ts';
import { deviceRequest } from '../../core/reissue/steps/make-key.ts';
import { isRefused } from './refused.ts';
import type { BeforehandCheck } from './report.ts';

export interface SecretLooker {
  /** @returns undefined where there is no such secret */
  secretNamed(secret: string): Promise<Fact<SecretDescription | undefined>>;
}

/** How the checks came out that come before anything is issued. */
export interface Checked {
  readonly checks: readonly BeforehandCheck[];
  /** The refusal that a reissue would end with. */
  readonly refusal?: Error;
  /** Absent where it could not be read; null: there is none. */
  readonly wayBack?: string | null;
  readonly unread?: Unreadable;
}

const CHECKED = {
  route: 'its route fits the certificate',
  account: 'RenewGuard acts in its account',
  authority: 'the CA can issue it',
  csr: "the device's CSR is the certificate's",
  delivery: 'it can be put where it is used',
} as const;

/** Which check a refusal of the planning failed; those before it passed. */
const REFUSED: readonly (readonly [string, keyof typeof CHECKED])[] = [
  ['RouteUnusable', 'route'],
  ['AccountNotActedOn', 'account'],
  ['AuthorityCannotIssue', 'authority'],
];

const check = (name: keyof typeof CHECKED, result: BeforehandCheck['result'], seen: string): BeforehandCheck => ({
  name: CHECKED[name],
  result,
  seen,
});

/** The checks that planning comes to, where one of them failed. */
export function failedPlanning(facts: ReissueFacts, refusal: Error): readonly BeforehandCheck[] {
  const failed = REFUSED.find(([error]) => error === refusal.name)?.[1] ?? 'route';
  const passed = plannedChecks(facts, true).slice(
    0,
    REFUSED.findIndex(([, name]) => name === failed),
  );
  return [...passed, check(failed, 'failed', refusal.message)];
}

function plannedChecks({ asked, routed, authority }: ReissueFacts, asks: boolean): readonly BeforehandCheck[] {
  const { status, notAfter } = authority?.description ?? {};
  const strategy = routed.route.strategy === undefined ? 'no strategy is set' : `strategy ${routed.route.strategy}`;
  return [
    check('route', 'passed', `${strategy}; nothing of it stands against the certificate`),
    check('account', 'passed', `account ${asked.account}`),
    ...(asks
      ? [
          check(
            'authority',
            'passed',
            `${authority?.arn.arn ?? ''}: ${status}, until ${notAfter ?? 'nobody knows when'}`,
          ),
        ]
      : []),
  ];
}

/**
 * Checks what a reissue checks before it issues anything, and only looks.
 * @param issuance as the ledger would open it
 */
export async function checkBeforehand(
  secrets: SecretLooker,
  facts: ReissueFacts,
  issuance: Issuance,
  caller: Caller,
): Promise<Checked> {
  const asked = asksAuthority(issuance.strategy);
  const planned = [...plannedChecks(facts, asked), ...standingCheck(issuance, facts)];
  const refusedCsr = csrRefusal(issuance, facts);
  if (refusedCsr !== undefined)
    return { checks: [...planned, check('csr', 'failed', refusedCsr.message)], refusal: refusedCsr };
  const before = issuance.strategy === 'same-key' ? [...planned, check('csr', 'passed', CSR_FITS)] : planned;
  const secret = await secretFor(secrets, issuance);
  if (!secret.known)
    return { checks: [...before, check('delivery', 'unknown', describeUnreadable(secret.why))], unread: secret.why };
  return checkDelivery(facts, issuance, secret.value, before, caller);
}

const CSR_FITS = 'signed by the same key, and asks for the same subject and names';

/** ACM renews what it issues, as far as the CA lets it: planning would have refused it otherwise. */
const standingCheck = ({ strategy }: Issuance, { authority }: ReissueFacts): readonly BeforehandCheck[] =>
  strategy === 'acm-managed'
    ? [
        {
          name: 'the CA lets ACM renew',
          result: 'passed',
          seen: `${authority?.arn.arn ?? ''} grants ACM what it needs: what is requested through it will be renewed`,
        },
      ]
    : [];

function csrRefusal(issuance: Issuance, { recordedCsr }: ReissueFacts): Error | undefined {
  if (issuance.strategy !== 'same-key') return undefined;
  try {
    deviceRequest(issuance, recordedCsr);
    return undefined;
  } catch (error) {
    if (isRefused(error)) return error;
    throw error;
  }
}

const secretFor = (secrets: SecretLooker, issuance: Issuance): Promise<Fact<SecretDescription | undefined>> =>
  issuance.strategy === 'acm-managed' ? Promise.resolve(known(undefined)) : secrets.secretNamed(secretOf(issuance));

async function checkDelivery(
  facts: ReissueFacts,
  issuance: Issuance,
  secret: SecretDescription | undefined,
  before: readonly BeforehandCheck[],
  { account }: Caller,
): Promise<Checked> {
  const ports = {
    vault: { describeSecret: () => Promise.resolve(secret) },
    acm: { acmStanding: () => Promise.resolve(standingOf(facts)) },
  };
  try {
    const wayBack = await actOf(CHECK, issuance)(ports, issuance);
    const seen = seenOf(issuance, secret, account);
    return { checks: [...before, check('delivery', 'passed', seen)], wayBack: wayBack ?? null };
  } catch (error) {
    if (!isRefused(error)) throw error;
    return { checks: [...before, check('delivery', 'failed', error.message)], refusal: error };
  }
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

function seenOf(
  { strategy, replaces, route }: Issuance,
  secret: SecretDescription | undefined,
  account: string,
): string {
  if (strategy === 'acm-import') return `${replaces.certificateArn} takes an import of the same key type`;
  if (strategy === 'acm-managed') return 'ACM keeps it; the services that use the old ARN have to take the new one';
  return secret === undefined
    ? `there is no secret ${route.secret ?? ''} in account ${account} yet: RenewGuard makes it`
    : `${secret.secretArn} is RenewGuard's, or was handed over to it`;
}
