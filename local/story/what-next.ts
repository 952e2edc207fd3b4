import { accounts, hub, members } from '../cloud/accounts.ts';
import { secretAccessKey } from '../cloud/environment.ts';
import { idsOf } from '../cloud/stack.ts';
import type { StoryContext } from './step.ts';

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
  `AWS_ENDPOINT_URL_ACM_PCA=${cloud.emulatorUrl} AWS_DEFAULT_REGION=${cloud.region} ` +
  `AWS_ACCESS_KEY_ID=${hub} AWS_SECRET_ACCESS_KEY=${secretAccessKey}; unset AWS_PROFILE AWS_SESSION_TOKEN`;

function suggestions({ cloud, hub: stack }: StoryContext): Suggestion[] {
  const [machine = 'ARN'] = idsOf(stack, 'AWS::StepFunctions::StateMachine');
  const fields = '{name:name,status:status,started:startDate}';
  return [
    [
      'What Step Functions has done so far',
      `${aws} stepfunctions list-executions --state-machine-arn ${machine} --query 'executions[].${fields}'`,
    ],
    ['The authorities of the hub account', `${aws} acm-pca list-certificate-authorities`],
    ['The time in the local cloud, which can be moved', `curl -s ${cloud.emulatorUrl}/_emulator/clock`],
  ];
}

/** What stays up after the story: where everything is, and three commands to try on it. */
export function whatNext(context: StoryContext): string {
  const where = endpoints(context).map(([label, value]) => `  ${label.padEnd(15)}${value}`);
  const commands = suggestions(context).map(([why, command]) => `  # ${why}\n  ${command}`);
  return [
    `The local cloud is up, with the hub and ${members.length} member accounts. Nothing here reaches AWS.`,
    '',
    ...where,
    '',
    'Three things to try in another terminal, in this folder, after this line:',
    '',
    `  ${exportLine(context)}`,
    '',
    ...commands,
    '',
    'Ctrl-C stops everything.',
  ].join('\n');
}
