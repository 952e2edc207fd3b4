export interface Progress {
  step<T>(title: string, work: () => Promise<T>): Promise<T>;
  say(line: string): void;
}
export function createProgress(stream?: NodeJS.WriteStream): Progress;
