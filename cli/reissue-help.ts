import { DONE_EXIT_CODES_EXPLAINED, PLAN_EXIT_CODES_EXPLAINED, REISSUE_EXIT_CODES_EXPLAINED } from './exit-codes.ts';

import { rightsText } from './rights.ts';

const CERTIFICATE = 'arn:aws:acm:eu-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012';

export const PLAN_HELP = `
It reads what a reissue would read, with your own credentials, and makes every check that comes before anything is issued:
which strategy and why, where each part of the route comes from, what stays the same, which CA, template and lifetime,
when it may be delivered, what proves it, and what can be put back should it fail. Where RenewGuard is deployed, it tells
what its ledger knows, the mode, and the budget; without a deployment it says that these were not read.

Examples:
  renewguard plan ${CERTIFICATE}
  renewguard plan ${CERTIFICATE} --strategy secret --secret web/tls
  renewguard plan <ARN of a CA> --serial 0a:1b:2c --json

${rightsText('plan')}

${PLAN_EXIT_CODES_EXPLAINED}`;

export const REISSUE_HELP = `
It starts the state machine reissue-certificate, tells each step on stderr as it happens, and prints old serial, new serial
and the proof. What is given here counts for this replacement, before routes that were set and before tags. Starting it
twice issues nothing twice: the second one goes on where the first one stands. Ctrl-C stops following, not the execution.

Strategies (renewguard plan tells which one fits):
  secret       a fresh key; the certificate becomes the current version of a secret (--secret)
  acm-import   a fresh key; imported into the same ARN of ACM
  same-key     the device keeps its key: its CSR is used (--csr, or as it was recorded); the certificate is published
  acm-managed  a new certificate is requested through ACM, which renews it from then on
  export       what ACM renewed is exported to a secret (--secret)
  notify       nothing but to tell people

Examples:
  renewguard reissue ${CERTIFICATE} --strategy secret --secret web/tls --endpoint www.example.com:443
  renewguard reissue <ARN of a CA> --serial 0a1b2c --strategy same-key --csr device.csr
  renewguard reissue ${CERTIFICATE} --deliver route.json --no-follow

${rightsText('reissue')}

${REISSUE_EXIT_CODES_EXPLAINED}`;

export const APPROVAL_HELP = `
Whoever has the rights below on RenewGuard's table and state machines may answer: IAM alone decides that.
The answer is recorded with your identity (sts:GetCallerIdentity), then handed to the state machine that waits. The first
answer stands. Should this command end between the two, run it again: it hands over what is recorded.

Examples:
  renewguard approve 1f0c94a7b3de-4
  renewguard reject 1f0c94a7b3de-4 --region eu-west-1

${rightsText('answer')}

${DONE_EXIT_CODES_EXPLAINED}`;

export const MODE_HELP = `
The mode is read immediately before each side effect, so that setting it stops whatever has not been done yet:
  act      certificates are replaced, and CAs repaired
  dry-run  RenewGuard says what it would do, and replaces or repairs nothing
  stop     nothing is done; what is under way stays where it is, and goes on when the mode is act again

Examples:
  renewguard mode
  renewguard mode stop --reason "incident 4711"
  renewguard mode act

${rightsText('mode')}

${DONE_EXIT_CODES_EXPLAINED}`;

export const ROUTE_HELP = `
What counts for each member of a route is the first of: what is given with renewguard reissue, what was set for the
certificate here, the certificate's tags (renewguard:strategy, renewguard:secret, …), what was set for its CA, the CA's tags.
For a CA neither secret, endpoint nor CSR can be set: they are one certificate's own.

Examples:
  renewguard route show ${CERTIFICATE}
  renewguard route set ${CERTIFICATE} --strategy secret --secret web/tls --approval yes
  renewguard route set <ARN of a CA> --window "sat sun 02:00 4h Europe/Berlin" --freeze "2026-12-20/2027-01-02 Europe/Berlin"
  renewguard route remove ${CERTIFICATE} approval windows

${rightsText('route')}

${DONE_EXIT_CODES_EXPLAINED}`;

export const BUDGET_HELP = `
Of each CA no more than so many certificates are issued in an hour of the clock (the stack's parameter IssuancesPerHour); the
others wait, those first that end first. The cost is what Private CA asks for the month's certificates, without the CAs
themselves; certificates requested through ACM (acm-managed) are not in it.

Examples:
  renewguard budget
  renewguard budget --region eu-west-1 --json | jq '.authorities[] | select(.waiting > 0)'

${rightsText('budget')}

${DONE_EXIT_CODES_EXPLAINED}`;
