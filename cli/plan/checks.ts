import type { AccountId } from '../../core/domain/arn.ts';
import type { Issuance } from '../../core/domain/reissue/issuance.ts';
import type { ReissueFacts } from '../../core/reissue/reissue-facts.ts';
import { deviceRequest } from '../../core/reissue/steps/make-key.ts';
import { checkDelivery, type DeliveryChecked, type DeliveryCheckPorts } from './delivery-check.ts';
import { isRefused } from './refused.ts';
import type { BeforehandCheck } from './report.ts';

/** How the checks came out that come before anything is issued. */
export interface Checked extends Pick<DeliveryChecked, 'wayBack' | 'unread'> {
  readonly checks: readonly BeforehandCheck[];
  /** The refusal that a reissue would end with. */
  readonly refusal?: Error;
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
  const { strategy } = routed.route;
  return [
    check(
      'route',
      'passed',
      strategy === undefined ? 'what fits the certificate was chosen' : `strategy ${strategy} can be used`,
    ),
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
  ports: DeliveryCheckPorts,
  facts: ReissueFacts,
  issuance: Issuance,
  account: AccountId,
): Promise<Checked> {
  const planned = [...plannedChecks(facts, issuance.request !== undefined), ...standingCheck(issuance, facts)];
  const refusedCsr = csrRefusal(issuance, facts);
  if (refusedCsr !== undefined)
    return { checks: [...planned, check('csr', 'failed', refusedCsr.message)], refusal: refusedCsr };
  const csr = issuance.strategy === 'same-key' ? [check('csr', 'passed', CSR_FITS)] : [];
  const { result, seen, ...delivery } = await checkDelivery(ports, facts, issuance, account);
  return { checks: [...planned, ...csr, check('delivery', result, seen)], ...delivery };
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
