import { execFileSync, spawnSync } from 'node:child_process';
import { BlockList, connect, createServer, type AddressInfo, type Socket } from 'node:net';

const docker = (...args: string[]): boolean => spawnSync('docker', args, { timeout: 20_000 }).status === 0;

/** Whether `sam local invoke` would find an engine to run containers with. */
export const hasContainerEngine = (): boolean => Boolean(process.env['DOCKER_HOST']) || docker('info');

/** Whether the engine has an image already, so that SAM need not look for a newer one. */
export const hasImage = (image: string): boolean => docker('image', 'inspect', image);

interface Network {
  Subnet: string;
  Gateway: string;
}

function bridge(): Network {
  const format = '{{json (index .IPAM.Config 0)}}';
  return JSON.parse(
    execFileSync('docker', ['network', 'inspect', 'bridge', '-f', format], { encoding: 'utf8' }),
  ) as Network;
}

/** The engine's containers and this machine; nobody else may come through. */
function guests({ Subnet }: Network): BlockList {
  const [address = '', prefix] = Subnet.split('/');
  const allowed = new BlockList();
  allowed.addSubnet(address, Number(prefix));
  allowed.addSubnet('127.0.0.0', 8);
  return allowed;
}

/** A way for containers to a server that listens on this machine's loopback interface only. */
export interface Door {
  url: string;
  close(this: void): void;
}

/** Opens a door to a loopback URL; the door's own URL is the one to tell containers. */
export async function openDoor(loopbackUrl: string): Promise<Door> {
  const network = bridge();
  const allowed = guests(network);
  const open = new Set<Socket>();
  const server = createServer((guest) => {
    const [address = ''] = (guest.remoteAddress ?? '').split(':').slice(-1);
    if (!allowed.check(address)) return guest.destroy();
    const host = connect(Number(new URL(loopbackUrl).port), '127.0.0.1');
    for (const socket of [guest, host]) open.add(socket.on('error', () => [guest, host].map((end) => end.destroy())));
    return guest.pipe(host).pipe(guest);
  });
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  const { port } = server.address() as AddressInfo;
  // Docker Desktop runs its containers in a virtual machine, which knows this machine by a name.
  const name = process.platform === 'linux' ? network.Gateway : 'host.docker.internal';
  const close = (): void => {
    server.close();
    open.forEach((socket) => socket.destroy());
  };
  return { url: `http://${name}:${port}`, close };
}
