import {
  acmTemplateArn,
  SHARED_ISSUE_ACTION,
  SHARED_READ_ACTIONS,
} from '../../core/domain/authorities/acm-requirements.ts';
import { AUTHORITY_ARN, PAYMENTS } from './accounts.ts';

/** A statement as it stands in a policy's JSON text. */
export type RawStatement = Readonly<Record<string, unknown>>;

const common = { Effect: 'Allow', Principal: { AWS: PAYMENTS }, Resource: AUTHORITY_ARN };

/** Lets ACM of the payments account read the CA. */
export const readStatement = (different: RawStatement = {}): RawStatement => ({
  Sid: 'Reads',
  ...common,
  Action: SHARED_READ_ACTIONS,
  ...different,
});

/** Lets ACM of the payments account issue with ACM's own template. */
export const issueStatement = (different: RawStatement = {}): RawStatement => ({
  Sid: 'Issues',
  ...common,
  Action: SHARED_ISSUE_ACTION,
  Condition: { StringEquals: { 'acm-pca:TemplateArn': acmTemplateArn('aws') } },
  ...different,
});

/** A policy's JSON text. */
export const policyOf = (...statements: readonly RawStatement[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

/** Both statements that ACM of the payments account needs, each changed the same way. */
export const sharingPolicy = (different: RawStatement = {}): string =>
  policyOf(readStatement(different), issueStatement(different));
