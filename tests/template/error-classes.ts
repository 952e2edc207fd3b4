import { sourceFiles, sourceOf } from './sources.ts';

/** Caught in the code: the mode ends an execution in good order; what can't be read is told as InvalidInput; a channel's queue waits. */
export const CAUGHT = ['ModeForbids', 'NotDer', 'Unreadable', 'ChannelBusy', 'ChannelRefused'];

/** The names of the error classes of the product. @throws Error where a class and its name differ */
export function errorClasses(): readonly string[] {
  const declared = sourceFiles('core', 'functions').flatMap((file) => [
    ...sourceOf(file).matchAll(/class (\w+) extends Error \{\s*override readonly name = '(\w+)'/g),
  ]);
  const unnamed = sourceFiles('core', 'functions').flatMap((file) => [
    ...sourceOf(file).matchAll(/class \w+ extends \w*Error\b/g),
  ]);
  if (unnamed.length !== declared.length) throw new Error('An error class has no name of its own.');
  return declared.map(([, name, told]) => {
    if (name !== told) throw new Error(`${name} calls itself ${told}.`);
    return name!;
  });
}
