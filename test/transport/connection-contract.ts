/**
 * The promises of every connection to a protocol (`Connection`, `Broadcaster` and
 * the order of calls of `Session` in src/protocol.ts), be there a socket behind
 * it or none.
 */

import { afterEach, describe, expect, it } from 'vitest';

import type {
  Broadcaster,
  Connection,
  Disconnection,
  ProtocolInstance,
  Session,
} from '../../src/protocol.js';
import type { Counted } from '../support/doubles/fake-connection.js';

/** The client at the other end of a connection. */
export interface RemoteEnd {
  /** Every text frame that it has got, once nothing is on its way any more. */
  frames(): Promise<readonly string[]>;
  /** The close of the server, as a client sees it: 1005 for a close frame without a code. */
  closeFrame(): Promise<{ readonly code: number; readonly reason: string }>;
  /** Sends a message; resolves when it has been handled. */
  say(message: string): Promise<void>;
  /** Closes the connection in order; resolves when the server knows. */
  hangUp(): Promise<void>;
  /** Is gone without a close frame; resolves when the server knows. */
  vanish(): Promise<void>;
}

/** The carrier of the connections of one protocol. */
export interface Carrier {
  readonly broadcaster: Broadcaster;
  /** The counts of the protocol and its frames, in order. */
  readonly counted: readonly Counted[];
  connect(): Promise<RemoteEnd>;
  close(): void;
}

const goodbye: Disconnection = { reason: 'goodbye' };
const lost: Disconnection = { reason: 'lost' };

/** Keeps what it is told. */
class RecordingSession implements Session {
  readonly messages: string[] = [];
  readonly ends: Disconnection[] = [];

  receive(message: Uint8Array): void {
    if (this.ends.length > 0) throw new Error('nothing comes after the end');
    this.messages.push(Buffer.from(message).toString());
  }

  closed(disconnection: Disconnection): void {
    this.ends.push(disconnection);
  }

  notify(): void {
    throw new Error('there is nothing to be told');
  }

  end(): void {
    throw new Error('nobody is sent away');
  }

  overwhelmed(): null {
    throw new Error('nobody reads slowly');
  }

  relieved(): void {
    throw new Error('nobody reads slowly');
  }
}

interface Conversation {
  readonly connection: Connection;
  readonly session: RecordingSession;
  readonly remote: RemoteEnd;
}

/** @param serve carries the connections of a protocol */
export function describeConnection(
  name: string,
  serve: (instance: ProtocolInstance) => Carrier,
): void {
  let carrier: Carrier | null = null;
  afterEach(() => {
    carrier?.close();
    carrier = null;
  });

  /** Serves a protocol that leaves everything to the test. */
  const begin = (atOpen: (connection: Connection) => void = () => undefined) => {
    const opened: Omit<Conversation, 'remote'>[] = [];
    const served = serve({
      open: (connection) => {
        const session = new RecordingSession();
        opened.push({ connection, session });
        atOpen(connection);
        return session;
      },
      refuse: () => {
        throw new Error('everyone is let in');
      },
      render: () => {
        throw new Error('no engine here');
      },
    });
    carrier = served;
    const connect = async (): Promise<Conversation> => {
      const remote = await served.connect();
      const newest = opened.at(-1);
      if (newest === undefined) throw new Error('no connection has opened');
      return { ...newest, remote };
    };
    return { broadcaster: served.broadcaster, counted: served.counted, connect };
  };

  describe(name, () => {
    it('has an id of its own', async () => {
      const { connect } = begin();
      const [one, other] = [await connect(), await connect()];
      expect(one.connection.id).not.toBe(other.connection.id);
    });

    it('hands over the messages of its client, in order', async () => {
      const { connect } = begin();
      const { session, remote } = await connect();
      await remote.say('one');
      await remote.say('zwö 🎭');
      expect(session.messages).toEqual(['one', 'zwö 🎭']);
    });

    it('sends to its own client alone, in order', async () => {
      const { connect } = begin();
      const [one, other] = [await connect(), await connect()];
      one.connection.send('first', 'news');
      one.connection.send('zwö 🎭', 'news');
      expect(await one.remote.frames()).toEqual(['first', 'zwö 🎭']);
      expect(await other.remote.frames()).toEqual([]);
    });

    it('sends what it is given while it opens', async () => {
      const { connect } = begin((connection) => {
        connection.send('welcome', 'news');
      });
      const { remote } = await connect();
      expect(await remote.frames()).toEqual(['welcome']);
    });

    it('gets what is published to its topics, once, from its subscription to its end', async () => {
      const { broadcaster, connect } = begin();
      const { connection, remote } = await connect();
      broadcaster.publish('a', 'too early', 'news');
      expect(connection.isSubscribed('a')).toBe(false);
      connection.subscribe('a');
      connection.subscribe('a');
      connection.subscribe('b');
      expect([connection.isSubscribed('a'), connection.isSubscribed('b')]).toEqual([true, true]);
      broadcaster.publish('a', 'one', 'news');
      broadcaster.publish('b', 'two', 'news');
      broadcaster.publish('c', 'for others', 'news');
      connection.unsubscribe('a');
      connection.unsubscribe('a');
      connection.unsubscribe('never subscribed to');
      expect([connection.isSubscribed('a'), connection.isSubscribed('b')]).toEqual([false, true]);
      broadcaster.publish('a', 'too late', 'news');
      broadcaster.publish('b', 'three', 'news');
      expect(await remote.frames()).toEqual(['one', 'two', 'three']);
    });

    it('gets what is sent and published in the order in which it was, whatever its size', async () => {
      const { broadcaster, connect } = begin();
      const { connection, remote } = await connect();
      connection.subscribe('a');
      const large = 'ö'.repeat(20_000);
      const expected: string[] = [];
      for (const [index, text] of ['x', large, 'x', 'x', large, large, 'x'].entries()) {
        const frame = `${String(index)} ${text}`;
        expected.push(frame);
        if (index % 3 === 0) connection.send(frame, 'news');
        else broadcaster.publish('a', frame, 'news');
      }
      expect(await remote.frames()).toEqual(expected);
    });

    it('shares a topic with every other that is subscribed to it', async () => {
      const { broadcaster, connect } = begin();
      const [one, other, stranger] = [await connect(), await connect(), await connect()];
      one.connection.subscribe('a');
      other.connection.subscribe('a');
      broadcaster.publish('a', 'for two', 'news');
      await one.remote.hangUp();
      broadcaster.publish('a', 'for one', 'news');
      expect(await other.remote.frames()).toEqual(['for two', 'for one']);
      expect(await stranger.remote.frames()).toEqual([]);
    });

    it('counts what its protocol reads, refuses, sends and publishes, under the types that it says', async () => {
      const { broadcaster, connect, counted } = begin();
      const [one, other] = [await connect(), await connect()];
      one.connection.countReceived('question', 12);
      one.connection.countRejection('forbidden');
      one.connection.send('ä', 'answer');
      one.connection.subscribe('a');
      other.connection.subscribe('a');
      broadcaster.publish('a', 'two', 'late', { changes: 2, since: 1 });
      broadcaster.publish('b', 'three', 'late');
      expect(counted).toEqual([
        { kind: 'received', type: 'question', bytes: 12 },
        { kind: 'rejected', code: 'forbidden' },
        { kind: 'sent', type: 'answer', bytes: 2 },
        { kind: 'published', type: 'late', bytes: 3, receivers: 2 },
      ]);
    });

    it.each(['plain', 'Zoë', 'Zoë and Ζωή', '朝', `long ${'ä'.repeat(5000)}`])(
      'brings a text of any alphabet as it is: %s',
      async (text) => {
        const { broadcaster, connect } = begin();
        const { connection, remote } = await connect();
        connection.subscribe('a');
        connection.send(text, 'news');
        broadcaster.publish('a', text, 'news');
        expect(await remote.frames()).toEqual([text, text]);
      },
    );

    it('closes after everything that was sent, with code and reason', async () => {
      const { connect } = begin();
      const { connection, remote } = await connect();
      connection.send('last words', 'news');
      connection.close(4100, 'zu spät');
      expect(await remote.closeFrame()).toEqual({ code: 4100, reason: 'zu spät' });
      expect(await remote.frames()).toEqual(['last words']);
    });

    it.each([
      [undefined, undefined, { code: 1005, reason: '' }],
      [undefined, 'unsaid', { code: 1005, reason: '' }],
      [1000, undefined, { code: 1000, reason: '' }],
      [4999, 'x'.repeat(124), { code: 4999, reason: 'x'.repeat(123) }],
      [4999, 'ö'.repeat(62), { code: 4999, reason: 'ö'.repeat(61) }],
    ])('closes with code %s and reason %s', async (code, reason, expected) => {
      const { connect } = begin();
      const { connection, remote } = await connect();
      connection.close(code, reason);
      expect(await remote.closeFrame()).toEqual(expected);
    });

    it.each([0, 999, 1004, 1005, 1006, 1015, 2999, 5000])(
      'goes on if it is to be closed with %i, which may not be sent',
      async (code) => {
        const { connect } = begin();
        const { connection, session, remote } = await connect();
        expect(() => {
          connection.close(code);
        }).toThrow(new RangeError(`close code ${String(code)}`));
        connection.send('still here', 'news');
        expect(await remote.frames()).toEqual(['still here']);
        expect(session.ends).toEqual([]);
      },
    );

    it('tells its session of the end within the close of the server, as lost', async () => {
      const { connect } = begin();
      const { connection, session, remote } = await connect();
      connection.close(1000);
      expect(session.ends).toEqual([lost]);
      await remote.closeFrame();
      expect(session.ends).toHaveLength(1);
    });

    it('tells a session that closed it while it opened, once that is there', async () => {
      const { connect } = begin((connection) => {
        connection.close(4500, 'not you');
        connection.send('too late', 'news');
      });
      const { session, remote } = await connect();
      expect(await remote.closeFrame()).toEqual({ code: 4500, reason: 'not you' });
      expect(await remote.frames()).toEqual([]);
      expect(session.ends).toEqual([lost]);
    });

    it('tells its session of a client that hangs up from one that is lost', async () => {
      const { connect } = begin();
      const [polite, absent] = [await connect(), await connect()];
      await polite.remote.say('bye');
      await polite.remote.hangUp();
      await absent.remote.vanish();
      expect(polite.session.messages).toEqual(['bye']);
      expect(polite.session.ends).toEqual([goodbye]);
      expect(absent.session.ends).toEqual([lost]);
    });

    it.each([
      [
        'the server',
        ({ connection }: Conversation) => {
          connection.close(1000);
          return Promise.resolve();
        },
      ],
      ['its client', ({ remote }: Conversation) => remote.hangUp()],
      ['nobody', ({ remote }: Conversation) => remote.vanish()],
    ])('does nothing any more once it was closed by %s', async (_, end) => {
      const { broadcaster, connect, counted } = begin();
      const conversation = await connect();
      const { connection, session, remote } = conversation;
      connection.subscribe('a');
      await end(conversation);
      expect(connection.isSubscribed('a')).toBe(false);
      connection.subscribe('b');
      expect(connection.isSubscribed('b')).toBe(false);
      connection.unsubscribe('a');
      connection.send('too late', 'news');
      broadcaster.publish('a', 'too late', 'news');
      connection.close(4000, 'again');
      connection.close(1006);
      expect(await remote.frames()).toEqual([]);
      expect(session.ends).toHaveLength(1);
      expect(counted).toEqual([]);
    });
  });
}
