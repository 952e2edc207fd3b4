import type { AccountId } from '../domain/arn.ts';
import { standingOf } from '../domain/authorities/authority-standing.ts';
import { AuthorityCannotIssue, AccountNotActedOn, RouteUnusable } from '../domain/reissue/refusals.ts';
import { chooseStrategy, type ChosenStrategy } from '../domain/reissue/choose-strategy.ts';
import { intentOf } from '../domain/reissue/intent.ts';
import type { CertificateRequest, Issuance } from '../domain/reissue/issuance.ts';
import type { MergedRoute } from '../domain/reissue/merged-route.ts';
import type { Route } from '../domain/reissue/route.ts';
import { lookedAtAgain } from '../domain/reissue/progress.ts';
import { asksAuthority, type ActingStrategy } from '../domain/reissue/strategy.ts';
import { signingAlgorithmFor, templateFor, templateObstacle } from '../domain/reissue/template.ts';
import { reissueDueAt, validityFor } from '../domain/reissue/validity.ts';
import { sha256Hex } from '../pki/digest.ts';
import type { IssuingAuthority, ReissueFacts } from './reissue-facts.ts';

/** What would be done about a certificate, and why. Nothing is done by planning. */
export interface ReissuePlan extends ChosenStrategy {
  readonly intent: string;
  /** From when on it is to be replaced, ISO 8601. */
  readonly dueAt: string;
  readonly isDue: boolean;
  /** What is asked of the CA; absent where it is not asked. */
  readonly request?: CertificateRequest;
  readonly cappedBy?: 'authority' | 'short-lived';
  readonly generation: number;
}

/**
 * The certificate's own name in the ledger: that of the CA that issued it. What was imported has users of its own there, whatever
 * becomes of the same certificate elsewhere.
 */
export const subjectOf = ({ asked, certificate, issuedArn = asked.arn }: ReissueFacts): string =>
  certificate.kind === 'imported' ? asked.arn : issuedArn;

/** Whether RenewGuard has rights to act in an account. */
export type ActsIn = (account: AccountId) => boolean;

/**
 * Plans the replacement of a certificate. Pure.
 * @param now ISO 8601
 * @throws RouteUnusable, AuthorityCannotIssue, AccountNotActedOn where it can't be done as routed
 */
export function planReissue(facts: ReissueFacts, actsIn: ActsIn, now: string): ReissuePlan {
  const plan = chosenPlan(facts, now);
  if (plan.strategy === 'notify') return plan;
  const { account } = facts.asked;
  if (!actsIn(account)) throw new AccountNotActedOn(notActedOn(account));
  const issuing = plan.strategy === 'export' ? undefined : facts.authority?.arn;
  if (issuing !== undefined && !actsIn(issuing.account)) throw new AccountNotActedOn(notIssuing(issuing.arn));
  return asksAuthority(plan.strategy) ? { ...plan, ...requestFor(facts, now) } : plan;
}

/**
 * The same without what is asked of the CA: what was issued already needs no CA that can issue.
 * @throws RouteUnusable
 */
export function chosenPlan(facts: ReissueFacts, now: string): ReissuePlan {
  const { content, routed, lineage } = facts;
  const chosen = chooseStrategy(choosingFacts(facts));
  const dueAt = chosen.strategy === 'export' ? content.notBefore : reissueDueAt(content, routed.route.renewAtShare);
  return {
    ...chosen,
    intent: intentFor(facts, chosen.strategy),
    dueAt,
    isDue: dueAt <= now,
    generation: (lineage?.cameFrom?.generation ?? 0) + 1,
  };
}

/** What ACM renewed is exported once for each serial; what is replaced, is replaced once whoever asks under whichever name. */
const intentFor = (facts: ReissueFacts, strategy: string): string =>
  strategy === 'export' ? exportIntent(facts) : intentOf(subjectOf(facts), facts.content.serial, sha256Hex);

/** The intent to export what ACM renewed last. */
export const exportIntent = ({ asked, content }: ReissueFacts): string =>
  intentOf(asked.arn, content.serial, sha256Hex);

function choosingFacts({ certificate, routed, authority, standing, recordedCsr, asked }: ReissueFacts) {
  return {
    certificate,
    route: routed.route,
    hasKnownAuthority: authority !== undefined,
    recordedCsr: recordedCsr !== undefined,
    ...(standing && { verdictOfAuthority: verdictOf(standingOf(standing, asked.account)) }),
  };
}

const verdictOf = ({ unmet, unjudged }: ReturnType<typeof standingOf>) => {
  if (unmet.length > 0) return 'missing' as const;
  return unjudged.length > 0 ? ('undeterminable' as const) : ('granted' as const);
};

/** What the CA is asked for now. @throws AuthorityCannotIssue; RouteUnusable for a template that gives something else */
export function requestFor({ asked, authority, content, routed }: ReissueFacts, now: string) {
  const { arn, description } = able(authority, now);
  const { notAfter, cappedBy } = validityFor(content, description.notAfter, description.usageMode, now);
  if (notAfter < content.notAfter)
    throw new AuthorityCannotIssue(
      `${arn.arn} (until ${description.notAfter}): what it issues now would end before the certificate that it is to ` +
        `replace (${content.notAfter}). Reissue the CA's own certificate, or name a successor: ` +
        'npx renewguard route set <certificate> --authority <ARN of the CA>',
    );
  const obstacle = routed.route.template && templateObstacle(routed.route.template, content);
  if (obstacle !== undefined) throw new RouteUnusable(obstacle);
  const request: CertificateRequest = {
    authorityArn: arn.arn,
    templateArn: routed.route.template ?? templateFor(content, asked.partition),
    signingAlgorithm: signingAlgorithmFor(description.keyAlgorithm ?? ''),
    notAfter: Math.floor(Date.parse(notAfter) / 1000),
  };
  return cappedBy === undefined ? { request } : { request, cappedBy };
}

/** A CA that can issue now (service-facts 1.2). */
function able(authority: IssuingAuthority | undefined, now: string) {
  if (authority === undefined)
    throw new AuthorityCannotIssue(
      'No CA is known that could issue it: npx renewguard route set <certificate> --authority <ARN of the CA>',
    );
  const { arn, description } = authority;
  const obstacle = obstacleOf(description, now);
  if (description === undefined || obstacle !== undefined)
    throw new AuthorityCannotIssue(`${arn.arn} ${obstacle}; the certificate stays as it is.`);
  return { arn, description };
}

function obstacleOf(description: IssuingAuthority['description'], now: string): string | undefined {
  if (description === undefined) return 'does not exist';
  const { status, notAfter } = description;
  if (status !== 'ACTIVE') return `is ${status}: it issues nothing until it is ACTIVE`;
  return notAfter !== undefined && notAfter <= now ? `ended on ${notAfter}` : undefined;
}

const notActedOn = (account: string): string =>
  `account ${account}: RenewGuard acts only in the account that it is deployed in, for its parameter MemberActRoleName is ` +
  'empty. Set it, and deploy organization/member.template.yaml there with LetAct=true; or set the strategy notify: ' +
  'npx renewguard route set <certificate> --strategy notify';

const notIssuing = (authorityArn: string): string =>
  `${authorityArn} is a CA of another account, and RenewGuard acts only in the one that it is deployed in, for its parameter ` +
  'MemberActRoleName is empty. Set it, or name another CA: npx renewguard route set <certificate> --authority <ARN of the CA>';

/** The ledger's first version of a planned replacement. @param now ISO 8601 */
export function openedIssuance(
  facts: ReissueFacts,
  plan: ReissuePlan & { strategy: ActingStrategy },
  now: string,
): Issuance {
  const { asked, content, routed, issuedArn } = facts;
  const { intent, strategy, why, request, generation } = plan;
  return {
    intent,
    version: 1,
    state: 'open',
    generation,
    attempt: 1,
    deliveries: 0,
    strategy,
    why,
    route: routed.route,
    handedOn: ownPart(routed),
    replaces: {
      certificateArn: asked.arn,
      content,
      ...(issuedArn !== undefined && { issuedArn }),
      ...(facts.certificate.usedBy && { usedBy: facts.certificate.usedBy }),
    },
    ...(request && { request }),
    discarded: [],
    doubts: [],
    openedAt: now,
    updatedAt: now,
    dueAt: lookedAtAgain(now),
  };
}

/** What was said about this certificate, and not about all of its CA. */
function ownPart({ route, from }: MergedRoute): Route {
  const own = Object.entries(route).filter(([member]) =>
    ['execution', 'record', 'certificate tags'].includes(from[member as keyof Route] ?? ''),
  );
  const { csr: _, ...inherited } = Object.fromEntries(own) as Route;
  return inherited;
}
