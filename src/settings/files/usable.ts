import { readAuthKeyFile } from './auth-key.js';
import { type Settings, SettingsError } from '../check.js';
import type { PublicKey } from '../../auth/keys.js';
import type { Logger } from '../../log/logger.js';
import { certificateWarning, tlsFileMistakes } from './tls.js';

/**
 * Looks at the files that the settings name, and warns of a certificate that is no good for long.
 *
 * @returns the key that tokens are checked by; null if none is named
 * @throws SettingsError if the TLS files or that of the public key cannot be used
 */
export function readKeyFiles(settings: Settings, logger: Logger): PublicKey | null {
  const { publicKey, mistakes: keyMistakes } = readAuthKeyFile(settings);
  const mistakes = [...tlsFileMistakes(settings), ...keyMistakes];
  if (mistakes.length > 0) throw new SettingsError(mistakes);
  const warning = certificateWarning(settings.tlsCertFile, Date.now());
  if (warning !== null) logger.warn(warning.fields, warning.message);
  return publicKey;
}
