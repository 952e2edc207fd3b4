import { connect, createServer } from 'node:net';

const host = '127.0.0.1';

/** True where somebody answers: on macOS a port can be bound beside one that listens on all interfaces. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(500, () => end(false));
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}

/** Binds a port for a moment; 0 lets the system choose. */
function bindOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined));
    });
  });
}

/** Whether nobody listens on the port of the loopback interface. */
export async function isFree(port: number): Promise<boolean> {
  return !(await answers(port)) && (await bindOnce(port)) === port;
}

/** The preferred port where it is free, otherwise another one, which `say` announces. */
export async function choosePort(preferred: number, say: (line: string) => void): Promise<number> {
  if (await isFree(preferred)) return preferred;
  const other = await bindOnce(0);
  if (other === undefined) throw new Error(`No port of ${host} can be opened.`);
  say(`port ${preferred} is busy; using ${other}`);
  return other;
}
