import { isOwner, MET, type CheckResult, type Need, type Relation } from './need.ts';

/** ACM cannot issue from a CA in short-lived mode (service-facts 1.2); the mode of a CA never changes. */
export const usageMode: Need = {
  name: 'authority is general purpose',
  codes: ['AuthorityShortLived'],
  appliesTo: isOwner,
  check,
};

function check({ facts }: Relation): CheckResult {
  if (!facts.description.known) return { result: 'unknown', why: facts.description.why };
  if (facts.description.value?.usageMode !== 'SHORT_LIVED_CERTIFICATE') return MET;
  return {
    result: 'unmet',
    code: 'AuthorityShortLived',
    missing: ['usage mode GENERAL_PURPOSE'],
    message:
      'The certificate authority issues short-lived certificates only: ACM cannot use it. Request the certificates from a general-purpose authority.',
    remedy: [],
  };
}
