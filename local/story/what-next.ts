import { accounts, hub, members } from '../cloud/accounts.ts';
import { secretAccessKey } from '../cloud/environment.ts';
import { STORY_INBOX } from './alert-inbox.ts';
import { idsOf } from '../cloud/stack.ts';
import type { StoryContext } from './step.ts';
import { IMPORTED_NAME } from './steps/replace-certificates.ts';

type Suggestion = readonly [why: string, command: string];

const aws = '.venv/bin/aws';

function endpoints({ cloud, hub: stack }: StoryContext): [string, string][] {
  const all = (label: string, type: string): [string, string][] => idsOf(stack, type).map((id) => [label, id]);
  const names = Object.entries(accounts).map(([name, id]) => `${name} ${id}${id === hub ? ' (hub)' : ''}`);
  return [
    ['MiniStack', cloud.endpoint],
    ['PKI emulator', cloud.emulatorUrl],
    ['Region', cloud.region],
    ['Accounts', names.join(', ')],
    ...all('State machine', 'AWS::StepFunctions::StateMachine'),
    ...all('Topic', 'AWS::SNS::Topic'),
    ...all('Table', 'AWS::DynamoDB::Table'),
  ];
}

/** One line to paste first; the commands after it then need no options that say where and who. */
const exportLine = ({ cloud }: StoryContext): string =>
  `export AWS_ENDPOINT_URL=${cloud.endpoint} AWS_ENDPOINT_URL_ACM=${cloud.emulatorUrl} ` +
  `AWS_ENDPOINT_URL_ACM_PCA=${cloud.emulatorUrl} AWS_REGION=${cloud.region} AWS_DEFAULT_REGION=${cloud.region} ` +
  // Time was moved here; the command line asks for it as the functions do.
  `RENEWGUARD_CLOCK_ENDPOINT=${cloud.emulatorUrl}/_emulator/clock ` +
  `AWS_ACCESS_KEY_ID=${hub} AWS_SECRET_ACCESS_KEY=${secretAccessKey}; unset AWS_PROFILE AWS_SESSION_TOKEN`;

function suggestions({ cloud, hub: stack }: StoryContext): Suggestion[] {
  const machine = stack.outputs.GuardAuthorityArn ?? 'ARN';
  const named = `CertificateAuthorities[?CertificateAuthorityConfiguration.Subject.CommonName=='Example RSA Root'].Arn`;
  // The CLI has an idea of its own where SQS is, whatever AWS_ENDPOINT_URL says.
  const receive = `${aws} --endpoint-url ${cloud.endpoint} sqs receive-message --queue-url ${cloud.endpoint}/${hub}/${STORY_INBOX}`;
  const message = `.venv/bin/python -c "import json,sys; print(json.load(sys.stdin)['Message'])"`;
  const imported = `CertificateSummaryList[?DomainName=='${IMPORTED_NAME}'].CertificateArn`;
  const start = `${aws} stepfunctions start-execution --state-machine-arn ${machine}`;
  return [
    [
      'Take away what ACM may do on the healthy CA, as somebody might',
      `CA=$(${aws} acm-pca list-certificate-authorities --query "${named}" --output text)\n` +
        `  ${aws} acm-pca delete-permission --certificate-authority-arn $CA --principal acm.amazonaws.com`,
    ],
    [
      'Read what the people who are alerted got',
      `${receive} --wait-time-seconds 5 --query 'Messages[0].Body' --output text | ${message}`,
    ],
    ['See which certificates will not renew', 'npx renewguard audit'],
    [
      'Ask for the verdict on the CA yourself',
      `E=$(${start} --input "{\\"certificateAuthorityArn\\":\\"$CA\\"}" --query executionArn --output text); sleep 2\n` +
        `  ${aws} stepfunctions describe-execution --execution-arn $E --query output --output text`,
    ],
    [
      'Replace the imported certificate once more, under its ARN: first what would be done, then the proof',
      `CERT=$(${aws} acm list-certificates --query "${imported}" --output text)\n` +
        '  npx renewguard plan $CERT\n' +
        '  npx renewguard reissue $CERT --again',
    ],
  ];
}

/** What stays up after the story: where everything is, and commands to try on it. */
export function whatNext(context: StoryContext): string {
  const where = endpoints(context).map(([label, value]) => `  ${label.padEnd(15)}${value}`);
  const commands = suggestions(context).map(([why, command]) => `  # ${why}\n  ${command}`);
  return [
    `The local cloud is up, with the hub and ${members.length} member accounts. Nothing here reaches AWS.`,
    '',
    ...where,
    '',
    'Five things to try in another terminal, in this folder, after this line:',
    '',
    `  ${exportLine(context)}`,
    '',
    ...commands,
    '',
    'Ctrl-C stops everything.',
  ].join('\n');
}
