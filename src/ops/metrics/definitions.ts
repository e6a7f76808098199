/** The name and meaning of a metric. */
export interface MetricDefinition {
  /** Ends in the unit it counts in, and in `_total` where it never falls. */
  readonly name: string;
  readonly type: 'gauge' | 'counter' | 'histogram';
  readonly labels: readonly string[];
  /** For people: what is counted. */
  readonly help: string;
}

/** Every metric of Callboard's own. Scrapes, the README's table and the dashboard's test go by it. */
export const metricDefinitions = {
  buildInfo: {
    name: 'callboard_build_info',
    type: 'gauge',
    labels: ['version', 'node_version'],
    help: 'Always 1; the labels tell what runs.',
  },
  ready: {
    name: 'callboard_ready',
    type: 'gauge',
    labels: [],
    help: 'Whether new connections are taken: 1, or 0 in a drain and while descriptors are short.',
  },
  connections: {
    name: 'callboard_connections',
    type: 'gauge',
    labels: ['protocol'],
    help: 'Connections that are open.',
  },
  connectionsOpened: {
    name: 'callboard_connections_opened_total',
    type: 'counter',
    labels: ['protocol'],
    help: 'Connections that opened, those included that were refused right after.',
  },
  connectionsClosed: {
    name: 'callboard_connections_closed_total',
    type: 'counter',
    labels: ['protocol', 'by', 'code'],
    help: 'Connections that ended, by whoever closed them (server, client, nobody: lost) and the close code; other: any that is not listed.',
  },
  rooms: {
    name: 'callboard_rooms',
    type: 'gauge',
    labels: ['protocol'],
    help: 'Rooms that are open, empty ones included.',
  },
  roomsEmpty: {
    name: 'callboard_rooms_empty',
    type: 'gauge',
    labels: ['protocol'],
    help: 'Rooms that stand empty and are kept for a while.',
  },
  participants: {
    name: 'callboard_participants',
    type: 'gauge',
    labels: ['protocol'],
    help: 'Participants in all rooms, those who are away included.',
  },
  participantsAway: {
    name: 'callboard_participants_away',
    type: 'gauge',
    labels: [],
    help: 'Participants who have lost their connection and whose seat is kept.',
  },
  participantsHidden: {
    name: 'callboard_participants_hidden',
    type: 'gauge',
    labels: ['protocol'],
    help: 'People in rooms whom nobody sees; not among the participants.',
  },
  streams: {
    name: 'callboard_streams',
    type: 'gauge',
    labels: ['protocol'],
    help: 'Streams in all rooms.',
  },
  historyMessages: {
    name: 'callboard_history_messages',
    type: 'gauge',
    labels: ['protocol'],
    help: 'Chat messages that are kept for those who come later.',
  },
  historyBytes: {
    name: 'callboard_history_bytes',
    type: 'gauge',
    labels: ['protocol'],
    help: 'Size of these messages.',
  },
  joins: {
    name: 'callboard_joins_total',
    type: 'counter',
    labels: ['protocol'],
    help: 'Joins that succeeded: new seats, taken over ones and refreshed ones.',
  },
  leaves: {
    name: 'callboard_leaves_total',
    type: 'counter',
    labels: ['protocol', 'reason'],
    help: 'Seats that were given up: left, disconnected, timeout (away for too long), replaced (by another connection). Those who are moved on in a drain are not counted.',
  },
  absences: {
    name: 'callboard_absences_total',
    type: 'counter',
    labels: ['protocol'],
    help: 'Connections that were lost and whose seat was kept.',
  },
  reconnects: {
    name: 'callboard_reconnects_total',
    type: 'counter',
    labels: ['protocol'],
    help: 'Participants who came back to the seat that was kept for them.',
  },
  recoveries: {
    name: 'callboard_recoveries_total',
    type: 'counter',
    labels: ['protocol', 'outcome'],
    help: 'Joins that asked for missed messages: recovered, or why not (epoch-changed, gap, expired).',
  },
  streamsStarted: {
    name: 'callboard_streams_started_total',
    type: 'counter',
    labels: ['protocol'],
    help: 'Streams that began, repeated starts included.',
  },
  chatMessages: {
    name: 'callboard_chat_messages_total',
    type: 'counter',
    labels: ['protocol'],
    help: 'Chat messages that a room was told, each counted once.',
  },
  chatRepeats: {
    name: 'callboard_chat_repeats_total',
    type: 'counter',
    labels: ['protocol'],
    help: 'Chat messages that were sent again and that the room had already.',
  },
  messagesReceived: {
    name: 'callboard_messages_received_total',
    type: 'counter',
    labels: ['protocol', 'type'],
    help: 'Messages of clients, by type; also unknown (no such type), invalid (no JSON object), oversized, rate-limited (too many, not read) and, on Red5, ignored.',
  },
  receivedBytes: {
    name: 'callboard_received_bytes_total',
    type: 'counter',
    labels: ['protocol', 'type'],
    help: 'Payload of these messages.',
  },
  messagesSent: {
    name: 'callboard_messages_sent_total',
    type: 'counter',
    labels: ['protocol', 'type'],
    help: 'Frames to clients, by type, counted for each receiver.',
  },
  sentBytes: {
    name: 'callboard_sent_bytes_total',
    type: 'counter',
    labels: ['protocol', 'type'],
    help: 'Payload of these frames, counted for each receiver.',
  },
  publishes: {
    name: 'callboard_publishes_total',
    type: 'counter',
    labels: ['protocol'],
    help: 'Frames that were published to a room, each counted once.',
  },
  coalescedLists: {
    name: 'callboard_coalesced_lists_total',
    type: 'counter',
    labels: ['protocol'],
    help: 'Red5 lists that were saved because a later one told their change as well.',
  },
  rejections: {
    name: 'callboard_rejections_total',
    type: 'counter',
    labels: ['protocol', 'code'],
    help: 'Errors that clients were told, or closed for, by code.',
  },
  slowConsumers: {
    name: 'callboard_slow_consumers_total',
    type: 'counter',
    labels: ['protocol'],
    help: 'Times that a client was found to read too slowly: JSON clients are closed for it, Red5 clients skip to the newest list.',
  },
  limitsExceeded: {
    name: 'callboard_limits_exceeded_total',
    type: 'counter',
    labels: ['limit'],
    help: 'Times that a limit was exceeded, in force or in a dry run, by the name of its setting.',
  },
  handlerFailures: {
    name: 'callboard_handler_failures_total',
    type: 'counter',
    labels: [],
    help: 'Handlers that failed: always a bug, and in the log.',
  },
  convergence: {
    name: 'callboard_convergence_seconds',
    type: 'histogram',
    labels: ['protocol'],
    help: 'From reading what a client did (sent, connected, disconnected) until the frames that tell a room are handed to the last socket; waiting for a coalesced list included.',
  },
  handling: {
    name: 'callboard_handling_seconds',
    type: 'histogram',
    labels: ['protocol'],
    help: 'How long one message takes to handle, without the sockets; every 16th message is timed.',
  },
  eventLoopLag: {
    name: 'callboard_event_loop_lag_seconds',
    type: 'histogram',
    labels: [],
    help: 'How late a timer of 50 ms is: what waits in front of anything that comes in.',
  },
  eventLoopBusy: {
    name: 'callboard_event_loop_busy_seconds_total',
    type: 'counter',
    labels: [],
    help: 'Time in which the event loop had something to do; its rate is the share of the one core there is.',
  },
} as const satisfies Readonly<Record<string, MetricDefinition>>;
