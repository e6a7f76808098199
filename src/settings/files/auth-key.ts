/** Looks at the file with the public key before anybody comes with a token. */

import { readFileSync } from 'node:fs';

import { parsePublicKey, type PublicKey } from '../../auth/keys.js';
import { printable } from '../../log/printable.js';
import type { Settings } from '../settings.js';

/** The key in the file, or why it is of no use. */
export interface AuthKeyFile {
  /** Null if no file is set, or if it cannot be used. */
  readonly publicKey: PublicKey | null;
  /** One sentence for each, naming the setting. */
  readonly mistakes: readonly string[];
}

export function readAuthKeyFile({
  authJwtPublicKeyFile: path,
}: Pick<Settings, 'authJwtPublicKeyFile'>): AuthKeyFile {
  if (path === null) return { publicKey: null, mistakes: [] };
  try {
    return { publicKey: parsePublicKey(readFileSync(path, 'utf8')), mistakes: [] };
  } catch (error) {
    const reason = printable(error instanceof Error ? error.message : String(error));
    const mistake = `authJwtPublicKeyFile "${printable(path)}" cannot be used: ${reason}.`;
    return { publicKey: null, mistakes: [mistake] };
  }
}
