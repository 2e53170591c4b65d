/** An inventory as a value, for commands that take or change parts of it by name and read no file that it names. */
import { withOwnPaths } from '../inventory/defaults.ts';
import { notAnInventory } from '../inventory/read.ts';
import { UsageError } from './exit.ts';
import { otherText } from './other-text.ts';
import { readValueFile, type ValueFile } from './value-file.ts';

/** Reads an inventory whose parts are taken or changed by name. What is none ends the command. */
export function readInventoryValue(path: string): ValueFile {
  const file = readValueFile(path, isKeyFile);
  const none = notAnInventory(file.value);
  if (none === undefined) return file;
  const other = otherText(file.text);
  throw new UsageError(
    other === undefined
      ? `${file.name}: ${none.message}${none.hint === undefined ? '' : `; ${none.hint}`}`
      : `${file.name}: this must be an inventory of swanmesh, and is ${other.what}; ${other.hint}`,
  );
}

/** As {@link readInventoryValue}, with the paths of each node's own files where `defaults:` or a pattern says them. */
export function readInventoryPaths(path: string): ValueFile {
  const file = readInventoryValue(path);
  return { ...file, value: withOwnPaths(file.value) };
}

/** Whether the `key` of a node is the path of a file, and not a key. */
function isKeyFile(text: string): boolean {
  return /^[\w./{}-]{1,1024}\.(?:key|pem|p12|pfx|der)$/.test(text);
}
