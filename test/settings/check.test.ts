import { describe, expect, it } from 'vitest';

import { SettingsError, settingsFromObject, shownSettings } from '../../src/settings/check.js';
import { isSecret, isSettingName } from '../../src/settings/settings.js';

/** Defaults that somebody may rely on. What is new stands in the documented table, not here. */
const promised = {
  protocols: ['json', 'red5'],
  host: '',
  jsonPort: 8080,
  red5Port: 8001,
  tlsCertFile: null,
  tlsKeyFile: null,
  maxPayloadBytes: 131072,
  maxQueuedBytes: 1048576,
  maxNameBytes: 1024,
  maxChatBytes: 65536,
  maxJsonDepth: 100,
  maxConnections: 0,
  maxConnectionsPerAddress: 0,
  maxRooms: 0,
  maxParticipantsPerRoom: 0,
  rateLimitPerSecond: 100,
  rateLimitBurst: 200,
  rateLimitGraceMs: 10000,
  connectRatePerAddressPerSecond: 0,
  dryRunLimits: false,
  allowedOrigins: ['*'],
  trustedProxies: [],
  authJwtSecret: null,
  authJwtPublicKeyFile: null,
  authJwksUrl: null,
  authJwtIssuer: null,
  authJwtAudience: null,
  authTimeoutMs: 10000,
  tokenGraceMs: 25000,
  bridgeRooms: false,
  demo: true,
  demoIceServers: [],
  historySize: 100,
  historyTtlSeconds: 300,
  historyMaxBytes: 262144,
  emptyRoomTtlSeconds: 0,
  maxEmptyRooms: 1000,
  reconnectGraceMs: 0,
  maxAwayParticipants: 10000,
  duplicateUser: 'replace',
  idleTimeoutSeconds: 32,
  opsPort: 9464,
  opsHost: '127.0.0.1',
  metrics: true,
  drainTimeoutMs: 10000,
  logLevel: 'info',
};

const defaults = settingsFromObject({});

function mistakesOf(partial: object): readonly string[] {
  try {
    settingsFromObject(partial);
  } catch (error) {
    if (error instanceof SettingsError) return error.mistakes;
    throw error;
  }
  return [];
}

describe('settings that a program gives', () => {
  it('have the defaults that were promised', () => {
    expect(defaults).toMatchObject(promised);
  });

  it('replace the defaults one by one, undefined counting as not given', () => {
    const settings = settingsFromObject({ jsonPort: 0, opsPort: 'off', red5Port: undefined });
    expect(settings).toEqual({ ...defaults, jsonPort: 0, opsPort: 'off' });
  });

  it('do not change when the given object changes later', () => {
    const protocols: string[] = ['json'];
    const settings = settingsFromObject({ protocols });
    protocols.push('red5');
    expect(settings.protocols).toEqual(['json']);
  });

  it.each([
    ['protocols', ['red5', 'json']],
    ['host', '::1'],
    ['host', '0.0.0.0'],
    ['host', 'conference.example.org'],
    ['jsonPort', 65535],
    ['demo', false],
    ['maxConnections', 10_000_000],
    ['rateLimitPerSecond', 0],
    ['rateLimitBurst', 1],
    ['rateLimitGraceMs', 0],
    ['dryRunLimits', true],
    [
      'allowedOrigins',
      ['https://app.example.org', '*.example.org', 'http://localhost:3000', 'null'],
    ],
    [
      'allowedOrigins',
      ['https://*.example.org:8443', 'http://[::1]:3000', 'capacitor://localhost'],
    ],
    ['trustedProxies', ['10.0.0.0/8', '192.0.2.1', 'fd00::/8', '::1']],
    ['authJwtSecret', '0123456789abcdef0123456789abcdef'],
    ['authJwtSecret', 'ä'.repeat(16)],
    ['authJwtPublicKeyFile', 'public.pem'],
    ['authJwksUrl', 'https://keys.example.org/jwks.json'],
    ['authJwksUrl', 'http://localhost:9000/jwks.json'],
    ['authJwksUrl', 'http://[::1]:9000/jwks.json'],
    ['authTimeoutMs', 100],
    ['tokenGraceMs', 0],
    ['demoIceServers', ['stun:stun.example.org', 'turn:ann:a%3Ab@[::1]:3478?transport=tcp']],
    ['red5Port', 0],
    ['maxPayloadBytes', 67108864],
    ['maxQueuedBytes', 1024],
    ['maxNameBytes', 1],
    ['maxChatBytes', 131072],
    ['bridgeRooms', true],
    ['historySize', 0],
    ['historyTtlSeconds', 1],
    ['historyMaxBytes', 0],
    ['emptyRoomTtlSeconds', 604800],
    ['maxEmptyRooms', 0],
    ['reconnectGraceMs', 3600000],
    ['maxAwayParticipants', 0],
    ['duplicateUser', 'reject'],
    ['idleTimeoutSeconds', 8],
    ['idleTimeoutSeconds', 960],
    ['opsPort', 'off'],
    ['opsHost', 'localhost'],
    ['drainTimeoutMs', 0],
    ['logLevel', 'silent'],
    ['metrics', false],
  ])('take %s = %j', (name, value) => {
    expect(settingsFromObject({ [name]: value })).toEqual({ ...defaults, [name]: value });
  });

  it.each([
    ['protocols', []],
    ['protocols', ['json', 'json']],
    ['protocols', ['smtp']],
    ['protocols', 'json'],
    ['host', 'not a host'],
    ['host', '[::1]'],
    ['host', null],
    ['jsonPort', -1],
    ['jsonPort', 65536],
    ['jsonPort', 80.5],
    ['jsonPort', '8080'],
    ['red5Port', Number.NaN],
    ['tlsCertFile', ''],
    ['tlsKeyFile', 1],
    ['maxPayloadBytes', 127],
    ['maxPayloadBytes', 67108865],
    ['maxQueuedBytes', 0],
    ['maxNameBytes', 0],
    ['maxChatBytes', Number.POSITIVE_INFINITY],
    ['maxConnections', -1],
    ['rateLimitBurst', 0],
    ['allowedOrigins', []],
    ['allowedOrigins', ['https://app.example.org/']],
    ['allowedOrigins', ['app.*.org']],
    ['trustedProxies', ['10.0.0.0/33']],
    ['trustedProxies', ['proxy.example.org']],
    ['authJwtSecret', 'too short to be a secret of any'],
    ['authJwtSecret', ''],
    ['authJwtPublicKeyFile', ''],
    ['authJwksUrl', 'http://keys.example.org/jwks.json'],
    ['authJwksUrl', 'https://ann:secret@keys.example.org/jwks.json'],
    ['authJwksUrl', 'keys.example.org'],
    ['authJwtIssuer', ''],
    ['authJwtAudience', ['rooms']],
    ['authTimeoutMs', 0],
    ['tokenGraceMs', -1],
    ['bridgeRooms', 'true'],
    ['demoIceServers', ['stun.example.org']],
    ['demoIceServers', ['turn:without.credentials.example.org']],
    ['demoIceServers', ['turn:ann:50%@turn.example.org']],
    ['demoIceServers', ['https://example.org']],
    ['demoIceServers', 'stun:stun.example.org'],
    ['historySize', -1],
    ['historyTtlSeconds', 0],
    ['historyMaxBytes', 0.5],
    ['emptyRoomTtlSeconds', -1],
    ['maxEmptyRooms', '1'],
    ['reconnectGraceMs', 3600001],
    ['maxAwayParticipants', -1],
    ['duplicateUser', 'ignore'],
    ['idleTimeoutSeconds', 0],
    ['idleTimeoutSeconds', 7],
    ['idleTimeoutSeconds', 961],
    ['opsPort', 'on'],
    ['opsPort', 65536],
    ['opsHost', ''],
    ['drainTimeoutMs', -1],
    ['drainTimeoutMs', null],
    ['logLevel', 'loud'],
    ['logLevel', { toString: null }],
  ])('refuse %s = %j in one sentence with the name in it', (name, value) => {
    const mistakes = mistakesOf({ [name]: value });
    expect(mistakes).toHaveLength(1);
    const shown = isSettingName(name) && isSecret(name) ? '' : ', not .+';
    expect(mistakes[0]).toMatch(new RegExp(`^${name} must be [^"]+${shown}\\.$`));
  });

  it('are refused for all their mistakes at once', () => {
    const mistakes = mistakesOf({ jsonPort: -1, logLevel: 'loud', opsHost: '', prot: 1 });
    expect(mistakes).toEqual([
      'There is no setting prot.',
      'jsonPort must be a whole number from 0 to 65535, not -1.',
      'opsHost must be an IP address or a host name, not "".',
      'logLevel must be one of silent, fatal, error, warn, info, debug, trace, not "loud".',
    ]);
  });

  it('are refused under a name that does not exist, and the right one is suggested', () => {
    expect(mistakesOf({ jsonport: 1 })).toEqual([
      'There is no setting jsonport. Did you mean jsonPort?',
    ]);
    expect(mistakesOf({ ['__proto__x']: 1, constructor: 1 })).toHaveLength(2);
  });

  it('cannot write control characters to the terminal that shows a mistake', () => {
    expect(mistakesOf({ logLevel: '\u001b[2Jinfo\n' })[0]).toContain('"\\u001b[2Jinfo\\u000a"');
  });
});

describe('secrets', () => {
  const secret = 'not to be told to anybody at all';
  const turn = 'turn:ann:hunter2@turn.example.org';

  it('are in no mistake', () => {
    const partial = { authJwtSecret: secret, authJwksUrl: 'https://keys.example.org' };
    const wrong = { ...partial, demoIceServers: [`x${turn}`], logLevel: 'loud' };
    expect(mistakesOf(wrong)).toHaveLength(3);
    const url = { authJwksUrl: 'http://ann:hunter2@keys.example.org' };
    for (const one of [partial, wrong, { authJwtSecret: secret.slice(1) }, url]) {
      expect(mistakesOf(one).length).toBeGreaterThan(0);
      expect(mistakesOf(one).join()).not.toMatch(/hunter2|to be told/);
    }
  });

  it('are hidden where settings are shown, and are said to be there', () => {
    const shown = shownSettings(
      settingsFromObject({ authJwtSecret: secret, demoIceServers: [turn] }),
    );
    expect(JSON.stringify(shown)).not.toMatch(/hunter2|to be told/);
    expect(shown).toMatchObject({ authJwtSecret: '(hidden)', demoIceServers: '(hidden)' });
    const none = shownSettings(settingsFromObject({}));
    expect(none).toMatchObject({ authJwtSecret: null, demoIceServers: [] });
  });
});

describe('settings that contradict each other', () => {
  it.each([
    [
      { authJwksUrl: 'https://a.example.org/', authJwtPublicKeyFile: 'key.pem' },
      'authJwtPublicKeyFile is key.pem and authJwksUrl is https://a.example.org/',
    ],
    [{ authJwtIssuer: 'me' }, 'authJwtIssuer is me'],
    [{ authJwtAudience: 'rooms' }, 'authJwtAudience is rooms'],
    [{ tlsCertFile: 'a.crt' }, 'tlsCertFile is a.crt and tlsKeyFile (default) is not set'],
    [{ tlsKeyFile: 'a.key' }, 'tlsCertFile (default) is not set and tlsKeyFile is a.key'],
    [{ jsonPort: 8001 }, 'jsonPort is 8001 and red5Port (default) is 8001'],
    [{ host: '127.0.0.1', red5Port: 9464 }, 'red5Port is 9464 and opsPort (default) is 9464'],
    [{ opsPort: 8080 }, 'jsonPort (default) is 8080 and opsPort is 8080'],
    [{ host: '0.0.0.0', opsPort: 8001 }, 'red5Port (default) is 8001 and opsPort is 8001'],
    [{ opsHost: '::', opsPort: 8001 }, 'red5Port (default) is 8001 and opsPort is 8001'],
  ])('are refused together: %j', (partial, expected) => {
    const mistakes = mistakesOf(partial);
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toContain(`${expected}: `);
  });

  it.each([
    [{ jsonPort: 0, red5Port: 0, opsPort: 0 }],
    [{ protocols: ['json'], jsonPort: 8001 }],
    [{ protocols: ['red5'], opsPort: 8080 }],
    [{ host: '127.0.0.1', opsHost: '127.0.0.2', opsPort: 8080 }],
    [{ host: '0.0.0.0', opsHost: '::1', opsPort: 8080 }],
    // Of two limits on one message the smaller one rules.
    [{ maxPayloadBytes: 512 }],
    [{ tlsCertFile: 'a.crt', tlsKeyFile: 'a.key' }],
  ])('are told from those that do not: %j', (partial) => {
    expect(mistakesOf(partial)).toEqual([]);
  });

  it('are not looked for where a setting is wrong in itself', () => {
    expect(mistakesOf({ jsonPort: 'x', red5Port: 8080 })).toHaveLength(1);
  });
});
