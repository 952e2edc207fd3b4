import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { ownReaders } from '../../core/aws/adapters.ts';
import { ownBusClient, ownMachineClient } from '../../core/aws/clients.ts';
import { DrillExecutions } from '../../core/aws/drill-executions.ts';
import { MachineExecutions } from '../../core/aws/followed-executions.ts';
import { ownStores } from '../../core/aws/own-stores.ts';
import { describeUnreadable, type Fact } from '../../core/domain/fact.ts';
import type { DrillKind } from '../../core/domain/drill/drill.ts';
import { printable } from '../../core/domain/printable.ts';
import { systemMilliseconds } from '../../core/runtime/clock.ts';
import type { Terminal } from '../../core/runtime/terminal.ts';
import { connect, type Connection } from '../deployed.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { NotRead } from '../not-read.ts';
import { write } from '../paper.ts';
import type { PlaceOptions } from '../shared-options.ts';
import { terminalColors } from '../text/colors.ts';
import { WrongUsage } from '../wrong-usage.ts';
import { ACCEPT_DRILLS, runDrillOn } from './drill.ts';
import { drillJson, drillText, kindsJson, kindsText } from './text.ts';

/** `renewguard drill` without a kind. */
export async function runDrillKinds(options: PlaceOptions): Promise<ExitCode> {
  await write(process.stdout, options.json ? kindsJson() : kindsText());
  return EXIT.clean;
}

/** `renewguard drill <kind>`. @param named the ARN of the CA or certificate; undefined: the first one there is */
export async function runDrill(
  kind: DrillKind,
  named: string | undefined,
  options: PlaceOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const connection = await connect(options, terminal);
  const { deployment } = connection;
  const machineArn = machineFor(kind, connection);
  if (deployment.acceptsDrills === false)
    throw new WrongUsage(`the stack ${deployment.stack} in ${deployment.region} takes no drills. ${ACCEPT_DRILLS}`);
  const arn = named ?? (await firstOf(kind, connection));
  const machines = ownMachineClient(deployment.region);
  const ports = {
    executions: new DrillExecutions(ownBusClient(deployment.region), machines),
    histories: new MachineExecutions(machines, deployment),
    queues: ownStores(deployment).queues,
    pause: (milliseconds: number) => pause(milliseconds),
    milliseconds: systemMilliseconds,
    tell: (line: string) => void process.stderr.write(`${printable(line)}\n`),
  };
  const result = await runDrillOn(ports, { id: `drill-${randomUUID()}`, kind, arn, machineArn });
  await write(process.stdout, options.json ? drillJson(result) : drillText(result, terminalColors));
  return result.worked ? EXIT.clean : EXIT.findings;
}

/** @throws WrongUsage where it is a RenewGuard of before there were drills */
function machineFor(kind: DrillKind, { deployment: { stack, region, guards } }: Connection): string {
  const machineArn = kind === 'permission-removed' ? guards?.authority : guards?.certificate;
  if (machineArn !== undefined) return machineArn;
  throw new WrongUsage(`the stack ${stack} in ${region} has no output for drills of this kind: deploy it again`);
}

async function firstOf(kind: DrillKind, { caller: { account }, deployment: { region } }: Connection): Promise<string> {
  const { authorities, certificates } = ownReaders(account, region);
  const first =
    kind === 'permission-removed'
      ? oneOf(await authorities.ownedBy(account))
      : oneOf(await certificates.privateCertificates(account, region))?.certificateArn;
  if (first !== undefined) return first;
  const what = kind === 'permission-removed' ? 'certificate authority' : 'private certificate of ACM';
  throw new WrongUsage(
    `there is no ${what} in ${region} of account ${account}: name one of another account by its ARN`,
  );
}

function oneOf<T>(fact: Fact<readonly T[]>): T | undefined {
  if (!fact.known) throw new NotRead(describeUnreadable(fact.why));
  return fact.value[0];
}
