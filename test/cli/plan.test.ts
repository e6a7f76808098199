import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { type Plan, planRun } from '../../src/cli/plan.js';
import { settingsFromObject } from '../../src/settings/check.js';
import type { Environment } from '../../src/settings/environment.js';
import {
  describeSetting,
  type SettingName,
  settingNames,
  type Settings,
} from '../../src/settings/settings.js';

const version = '1.2.3';

function plan(args: readonly string[] = [], env: Environment = {}): Plan {
  return planRun({ args, env, version });
}

function settingsOf(args: readonly string[], env: Environment = {}): Settings {
  const planned = plan(args, env);
  if (planned.kind !== 'serve') throw new Error(JSON.stringify(planned));
  return planned.settings;
}

function mistakesOf(args: readonly string[], env: Environment = {}): readonly string[] {
  const planned = plan(args, env);
  return planned.kind === 'refuse' ? planned.mistakes : [];
}

function textOf(args: readonly string[], env: Environment = {}): string {
  const planned = plan(args, env);
  if (planned.kind !== 'print') throw new Error(JSON.stringify(planned));
  return planned.text;
}

const defaults = settingsFromObject({});

/** Each setting as text, and as the server takes it. TLS files must exist, so they are elsewhere. */
const written: readonly (readonly [SettingName, string, unknown])[] = [
  ['protocols', 'red5, json', ['red5', 'json']],
  ['host', '192.0.2.1', '192.0.2.1'],
  ['jsonPort', '9000', 9000],
  ['red5Port', '0', 0],
  ['maxPayloadBytes', '200000', 200000],
  ['maxQueuedBytes', '2000000', 2000000],
  ['maxNameBytes', '64', 64],
  ['maxChatBytes', '1000', 1000],
  ['bridgeRooms', 'true', true],
  [
    'demoIceServers',
    'stun:one.example.org, stun:two.example.org:3478',
    ['stun:one.example.org', 'stun:two.example.org:3478'],
  ],
  ['demoIceServers', '', []],
  ['historySize', '0', 0],
  ['historyTtlSeconds', '3600', 3600],
  ['historyMaxBytes', '1000', 1000],
  ['emptyRoomTtlSeconds', '60', 60],
  ['maxEmptyRooms', '5', 5],
  ['reconnectGraceMs', '20000', 20000],
  ['maxAwayParticipants', '7', 7],
  ['duplicateUser', 'reject', 'reject'],
  ['idleTimeoutSeconds', '60', 60],
  ['opsPort', 'off', 'off'],
  ['opsPort', '9500', 9500],
  ['opsHost', '0.0.0.0', '0.0.0.0'],
  ['drainTimeoutMs', '500', 500],
  ['logLevel', 'debug', 'debug'],
];

describe('the command line and the environment', () => {
  it('start the server with the defaults when nothing is said', () => {
    expect(settingsOf([])).toEqual(defaults);
  });

  it.each(written)('set %s from "%s" by flag and by environment name', (name, text, value) => {
    const { flag, environmentName } = describeSetting(name);
    const expected = { ...defaults, [name]: value };
    expect(settingsOf([flag, text])).toEqual(expected);
    expect(settingsOf([`${flag}=${text}`])).toEqual(expected);
    expect(settingsOf([], { [environmentName]: text })).toEqual(expected);
  });

  it.each([
    [['--bridge-rooms']],
    [['--bridge-rooms', '--json-port', '9000']],
    [['--bridge-rooms=true']],
    [['--bridge-rooms', 'false', '--bridge-rooms']],
  ])('turn a switch on by its name alone: %j', (args) => {
    expect(settingsOf(args).bridgeRooms).toBe(true);
    expect(settingsOf([...args, '--bridge-rooms', 'false']).bridgeRooms).toBe(false);
  });

  it('take nothing but true and false for a switch', () => {
    expect(mistakesOf(['--bridge-rooms', 'maybe'])).toEqual([
      'bridgeRooms (--bridge-rooms) must be true or false, not "maybe".',
    ]);
  });

  it('spell names as people expect them', () => {
    expect(describeSetting('maxPayloadBytes')).toMatchObject({
      flag: '--max-payload-bytes',
      environmentName: 'CALLBOARD_MAX_PAYLOAD_BYTES',
      default: '131072',
      unit: 'bytes',
    });
    expect(describeSetting('red5Port')).toMatchObject({
      flag: '--red5-port',
      environmentName: 'CALLBOARD_RED5_PORT',
      unit: null,
    });
  });

  it('let a flag beat its environment name, right or wrong', () => {
    expect(settingsOf(['--json-port', '1'], { CALLBOARD_JSON_PORT: '2' }).jsonPort).toBe(1);
    expect(settingsOf(['--json-port', '1'], { CALLBOARD_JSON_PORT: 'x' }).jsonPort).toBe(1);
  });

  it('let the last of a repeated flag count', () => {
    expect(settingsOf(['--json-port=x', '--json-port', '7']).jsonPort).toBe(7);
  });

  it('take an empty environment value for none', () => {
    expect(settingsOf([], { CALLBOARD_JSON_PORT: '', CALLBOARD_NONSENSE: '', PORT: '' })).toEqual(
      defaults,
    );
  });

  it.each(['', ' 80', '0x50', '8e1', '80.0', '1234567890123456789'])(
    'do not take "%s" for a number',
    (text) => {
      expect(mistakesOf([`--json-port=${text}`])).toEqual([
        `jsonPort (--json-port) must be a whole number from 0 to 65535, not "${text}".`,
      ]);
    },
  );

  it('tell all mistakes at once, each with where it was made', () => {
    const args = ['--json-port', '-5', '--jsonPrt', '8', 'serve', '--log-level'];
    const env = { CALLBOARD_OPS_PORT: 'on', CALLBOARD_JSONPORT: '1', SSL: 'yes', HOME: '/' };
    expect(mistakesOf(args, env)).toEqual([
      'There is no flag --jsonPrt. Did you mean --json-port?',
      'What is "serve"?',
      '--log-level needs a value.',
      'There is no setting CALLBOARD_JSONPORT. Did you mean CALLBOARD_JSON_PORT?',
      'SSL must be true or false, not "yes".',
      'jsonPort (--json-port) must be a whole number from 0 to 65535, not -5.',
      'opsPort (CALLBOARD_OPS_PORT) must be a whole number from 0 to 65535, or off, not "on".',
    ]);
  });

  it('do not lose the flag that stands where a value is missing', () => {
    expect(mistakesOf(['--json-port', '--log-level', 'loud'])).toEqual([
      '--json-port needs a value.',
      expect.stringContaining('logLevel (--log-level) must be'),
    ]);
  });

  it('refuse values for flags that take none', () => {
    expect(mistakesOf(['--print-config=yes'])).toEqual(['--print-config takes no value.']);
  });

  it('name both sides of a contradiction', () => {
    expect(mistakesOf(['--ops-port', '9'], { CALLBOARD_JSON_PORT: '9' })).toEqual([
      'jsonPort (CALLBOARD_JSON_PORT) is 9 and opsPort (--ops-port) is 9: two servers cannot listen on the same port.',
    ]);
  });

  it('look at the TLS files', () => {
    const mistakes = mistakesOf(['--tls-cert-file=/none.crt', '--tls-key-file=/none.key']);
    expect(mistakes).toEqual([
      expect.stringMatching(/^tlsCertFile "\/none\.crt" cannot be used: ENOENT/),
      expect.stringMatching(/^tlsKeyFile "\/none\.key" cannot be used: ENOENT/),
    ]);
  });

  it('are not disturbed by what Kubernetes adds for services of our name', () => {
    const env = {
      CALLBOARD_SERVICE_HOST: '10.0.0.1',
      CALLBOARD_SERVICE_PORT: '8080',
      CALLBOARD_SERVICE_PORT_JSON: '8080',
      CALLBOARD_PORT: 'tcp://10.0.0.1:8080',
      CALLBOARD_PORT_8080_TCP: 'tcp://10.0.0.1:8080',
      CALLBOARD_PORT_8080_TCP_PROTO: 'tcp',
      CALLBOARD_PORT_8080_TCP_ADDR: '10.0.0.1',
      CALLBOARD_JSON_PORT: 'tcp://10.0.0.2:80',
      CALLBOARD_JSON_SERVICE_HOST: '10.0.0.2',
    };
    expect(settingsOf([], env)).toEqual(defaults);
  });

  it('never fail on anything that can be typed', () => {
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom('--', '-', '--json-port', '--help', '-hv', '--host=', '--__proto__', '='),
    );
    fc.assert(
      fc.property(fc.array(word), fc.dictionary(fc.string(), fc.string()), (args, rest) => {
        const env = Object.fromEntries(
          Object.entries(rest).map(([key, value]) => [`CALLBOARD_${key}`, value]),
        );
        expect(['serve', 'print', 'refuse']).toContain(plan(args, env).kind);
      }),
    );
  });
});

describe('PORT', () => {
  it.each([
    ['both protocols are on', [], { jsonPort: 3000 }],
    ['only JSON is on', ['--protocols=json'], { jsonPort: 3000 }],
    ['only Red5 is on', ['--protocols=red5'], { red5Port: 3000 }],
    ['the JSON port has a flag', ['--json-port=1'], { jsonPort: 1 }],
  ])('sets the right port when %s', (_, args, expected) => {
    expect(settingsOf(args, { PORT: '3000' })).toEqual({
      ...defaults,
      ...(args[0]?.startsWith('--protocols=') ? { protocols: [args[0].slice(12)] } : {}),
      ...expected,
    });
  });

  it('yields to the environment name of the port, and reads protocols from there', () => {
    const env = { PORT: '3000', CALLBOARD_PROTOCOLS: 'red5' };
    expect(settingsOf([], env).red5Port).toBe(3000);
    expect(settingsOf([], { ...env, CALLBOARD_RED5_PORT: '4000' }).red5Port).toBe(4000);
  });

  it('is named where it is wrong', () => {
    expect(mistakesOf([], { PORT: 'http' })).toEqual([
      'jsonPort (PORT) must be a whole number from 0 to 65535, not "http".',
    ]);
    expect(mistakesOf([], { PORT: '8001' })).toEqual([
      expect.stringContaining('jsonPort (PORT) is 8001 and red5Port (default) is 8001'),
    ]);
  });

  it('is not looked at when a setting beats it', () => {
    expect(settingsOf(['--json-port=1'], { PORT: 'http' }).jsonPort).toBe(1);
  });
});

describe('SSL', () => {
  it('true asks for the certificate and key of the replaced servers', () => {
    expect(mistakesOf([], { SSL: 'true' })).toEqual([
      expect.stringMatching(/^tlsCertFile "\.\/cert\/certificate\.crt" cannot be used: ENOENT/),
      expect.stringMatching(/^tlsKeyFile "\.\/cert\/privateKey\.key" cannot be used: ENOENT/),
    ]);
  });

  it('true leaves alone what is set otherwise', () => {
    expect(mistakesOf(['--tls-key-file=/none.key'], { SSL: 'true' })).toEqual([
      expect.stringContaining('./cert/certificate.crt'),
      expect.stringContaining('/none.key'),
    ]);
  });

  it.each(['false', ''])('"%s" asks for nothing', (value) => {
    expect(settingsOf([], { SSL: value })).toEqual(defaults);
  });

  it.each(['1', 'TRUE', 'yes', '0'])('"%s" is a mistake', (value) => {
    expect(mistakesOf([], { SSL: value })).toEqual([`SSL must be true or false, not "${value}".`]);
  });
});

describe('what is printed instead of serving', () => {
  it('is the help, with every setting, its default, unit and environment name', () => {
    const help = textOf(['--help']);
    for (const name of settingNames) {
      const { flag, environmentName, default: fallback, unit, help: line } = describeSetting(name);
      const amount = unit === null ? fallback : `${fallback} ${unit}`;
      expect(help).toContain(`  ${flag}\n      ${line}\n      Default: ${amount}. `);
      expect(help).toContain(` ${environmentName}: `);
    }
    expect(textOf(['-h'])).toBe(help);
  });

  it('is the help even when all else is wrong', () => {
    expect(textOf(['--json-port', 'x', '--help', '--nonsense'], { SSL: '1' })).toBe(
      textOf(['--help']),
    );
  });

  it('is the version', () => {
    expect(textOf(['--version'])).toBe('1.2.3\n');
    expect(textOf(['-v'])).toBe('1.2.3\n');
  });

  it('is the configuration in effect, which a program could start with', () => {
    const printed: unknown = JSON.parse(textOf(['--print-config', '--json-port=9'], { PORT: '8' }));
    expect(printed).toEqual({ ...defaults, jsonPort: 9 });
  });

  it('is no configuration while it is wrong', () => {
    expect(mistakesOf(['--print-config', '--json-port=x'])).toHaveLength(1);
  });
});
