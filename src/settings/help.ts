import { describeSetting, settingNames } from './settings.js';

/** The text that `--help` prints: every setting with its default, unit and environment name. */
export function helpText(): string {
  return `Callboard, the room-coordination server for live video sessions.

Usage: callboard [--flag value | --flag=value] …
       callboard token --user ann --room R [--room S] [--name Ann] [--permissions join,chat]
           [--expires-in 30s | 15m | 1h | 7d | never]
           Prints a token signed with the secret in CALLBOARD_AUTH_JWT_SECRET, for one hour
           unless told otherwise, and ends.
       callboard bench <scenario> [--flag value] …
           Load-tests this or any other room server; see callboard bench --help.

${settingNames.map(settingLines).join('\n')}

  --print-config
      Prints the settings in effect as JSON and ends.
  --version, -v
  --help, -h

A flag beats its environment name; of a flag given twice the last counts. Also understood:
  PORT      the port of the only enabled protocol, else the JSON port
  SSL=true  TLS with ./cert/certificate.crt and ./cert/privateKey.key
Whatever is set by its own name beats these two.

SIGTERM or SIGINT drains: no new connections, the open ones are closed, then the process ends.
A second signal ends it at once.

Exit codes: 0 stopped or printed, 1 could not start or failed, 2 wrong settings,
128 + number of the signal (130, 143) for a second signal.
`;
}

function settingLines(name: (typeof settingNames)[number]): string {
  const { flag, environmentName, default: fallback, unit, expected, help } = describeSetting(name);
  const inUnit = unit === null ? fallback : `${fallback} ${unit}`;
  return `  ${flag}
      ${help}
      Default: ${inUnit}. ${environmentName}: ${expected}.`;
}
