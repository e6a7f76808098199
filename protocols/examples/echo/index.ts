import {
  type Connection,
  type ConnectionRequest,
  errors,
  type EngineEvent,
  type Farewell,
  type Notice,
  type Protocol,
  type ProtocolContext,
  type ProtocolInstance,
  type Session,
} from '../../../src/protocol.js';

/** An echo for a whole room: README.md. */
export const echoProtocol: Protocol = {
  title: 'echo',
  defaultPort: 8090,
  greeting: 'Callboard: an echo. Open a WebSocket with ?room=R.',
  clientsReconnect: true,
  messages: { received: ['text'], sent: ['echo', 'error'] },
  create: (context) => new EchoInstance(context),
};

class EchoInstance implements ProtocolInstance {
  readonly #context: ProtocolContext;
  readonly #connections = new Map<string, Connection>();

  constructor(context: ProtocolContext) {
    this.#context = context;
  }

  open(connection: Connection, { query }: ConnectionRequest): Session {
    const roomId = new URLSearchParams(query ?? '').get('room') ?? 'lobby';
    const context = this.#context;
    const { authenticator, limits, rooms } = context;
    const { id } = connection;
    const isTooLong = Buffer.byteLength(roomId) > limits.maxNameBytes;
    if (authenticator !== null) end(connection, 'unauthorized');
    else if (isTooLong && limits.refuses('maxNameBytes')) end(connection, 'name-too-long');
    else {
      this.#connections.set(id, connection);
      const room = { namespace: rooms.namespace, roomId };
      const who = { userId: id, userName: id, roomName: roomId, password: '' };
      const wishes = { seat: 'own', resumeToken: null, history: 0, recover: null } as const;
      context.dispatch({ type: 'join', connection: id, room, ...who, ...wishes });
    }
    return {
      receive: (message) => {
        connection.countReceived('text', message.byteLength);
        if (message.byteLength > limits.maxChatBytes && limits.refuses('maxChatBytes')) {
          end(connection, 'message-too-large');
          return;
        }
        const content = JSON.stringify(new TextDecoder().decode(message));
        const claim = { roomId, userId: id };
        context.dispatch({
          type: 'send-message',
          connection: id,
          claim,
          content,
          clientMessageId: null,
        });
      },
      closed: ({ reason }) => {
        const wasLetIn = this.#connections.delete(id);
        if (!wasLetIn || reason === 'moved') return;
        const how = reason === 'goodbye' ? 'left' : 'disconnected';
        context.dispatch({ type: 'leave', connection: id, claim: null, reason: how });
      },
      notify: ({ code }) => {
        connection.send(errors[code].message, 'error');
      },
      end: ({ code }) => {
        end(connection, code);
      },
      overwhelmed: () => farewellOf('slow-consumer'),
      relieved: () => undefined,
    };
  }

  refuse(connection: Connection, { code }: Notice): void {
    end(connection, code);
  }

  render(event: EngineEvent): void {
    if (event.type === 'message-sent') {
      const { content } = event.message;
      this.#context.broadcaster.publish(event.room.epoch, content, 'echo');
    } else if (event.type === 'joined') {
      this.#connections.get(event.connection)?.subscribe(event.room.epoch);
    } else if (event.type === 'join-rejected') {
      const connection = this.#connections.get(event.connection);
      if (connection !== undefined) end(connection, event.code);
    }
  }
}

function farewellOf(code: Notice['code']): Farewell {
  const { closeCode, message } = errors[code];
  return { frame: message, type: 'error', closeCode: closeCode ?? 1008, reason: message };
}

function end(connection: Connection, code: Notice['code']): void {
  const { frame, type, closeCode, reason } = farewellOf(code);
  connection.countRejection(code);
  connection.send(frame, type);
  connection.close(closeCode, reason);
}
