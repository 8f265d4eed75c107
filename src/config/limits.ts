// Every chosen constant with its reason. What an operator may change is in config.ts instead.

export const limits = {
  /** Each worker looks for waiting rows this often: the longest that a lost poke can delay anything. */
  sweepEveryMs: 1_000,
  /** Pokes of one name and key given within this time travel as one. */
  pokeCoalesceMs: 10,
  /** A request must not wait for a database that is gone. */
  queryTimeoutMs: 10_000,
  statementTimeoutMs: 9_000,
  lockTimeoutMs: 2_000,
  idleInTransactionMs: 30_000,
  poolSize: 10,
  /** How long a request waits for a free connection before it answers 503. */
  poolWaitMs: 2_000,
  /** Entries that one scoring transaction takes; embedded takes fewer, because its one session serves the API as well. */
  scoringBatch: 500,
  scoringBatchEmbedded: 100,
  /** Starts without an end before a batch is halved, and a single entry leaves the lane. */
  scoringAttempts: 3,
  /** A tick waits this long after its due time, so that entries accepted just before are usually taken up first. */
  tickGraceMs: 2_000,
  /** A lane's memory is dropped after a step when it holds more contributions than this (about 200 bytes each). */
  laneMemoryContributions: 1_000_000,
  /** Entries of a lane's log up to which a new rule state is built inside the activation's own step: a few seconds of work. */
  rebuildAtOnce: 50_000,
  /** Log entries that one step of such a build reads: short transactions, so that signals never wait behind it. */
  rebuildStep: 2_000,
  /** Groups of held rows that one transaction sends out, and drafts of which it tells. */
  heldGroups: 50,
  /** Alerts that a silence's end looks at again, and those whose audiences are told of it; what is beyond waits for its next change. */
  silenceAlerts: 1_000,
  silenceAudiences: 20,
  /** Audit events that one transaction seals: a second of a busy day, and a fifth of a second of the embedded session. */
  sealBatch: 2_000,
  /** Log lines that wait for a collector that does not answer: some ten minutes of a busy process, 5 MB. */
  logLinesWaiting: 10_000,
  /** A decision of the verification desk is taken back at once this long: ten seconds on the screen, and the way of a slow line. */
  undoSeconds: 60,
  /** A signal is out of the queue at most this long: longer than a shift and a night, shorter than being forgotten. */
  snoozeHours: 24,
  /** Reports that may be one: looked for this far before and after, as far as people differ about the hour of one event. */
  likenessHours: 6,
  /** Reports near a signal that are compared with it, and those that are shown. */
  likenessCandidates: 200,
  likenessShown: 5,
  /** After another person has agreed, or at once in an emergency, the identities behind a signal may be read this long. */
  identityWindowMinutes: 15,
  /** A request to read identities that nobody has decided lapses: the reason for it has changed by then. */
  identityRequestHours: 24,
  /** Days after the closing of every process of a report for which its identity is kept, unless two persons have set another figure. */
  identityRetentionDays: 90,
  /** How long a two-person proposal may wait for its second person. */
  proposalDays: 14,
  /** Days of the log that the back-test of a revision covers; the rule language asks for 90. */
  backtestDays: 90,
  /** A back-test older than this says too little about the log of today to be proposed on. */
  backtestFreshDays: 14,
  /** New alerts a week of watch or above that one rule may raise in one electoral process before it is called noisy: two a day. */
  alertBudgetPerWeek: 14,
  /** Signals that one group commit writes, and how many commits may be under way. */
  groupCommit: 500,
  groupCommitWriters: 2,
  /** Signals waiting for a group commit before intake sheds load with 503. */
  groupCommitQueue: 5_000,
  /** Deadlocks and serialisation failures are tried again this often, with jitter. */
  transactionRetries: 5,
  bodyBytes: 65_536,
  batchBytes: 1_048_576,
  batchItems: 500,
  jsonDepth: 32,
  jsonKeys: 2_000,
  pageLimit: 200,
  pageDefault: 50,
  /** Answers below this are sent as they are: they fit into one packet with their head either way. */
  compressFromBytes: 1_024,
  /** Files or summaries that a feed lists: days of a busy process, and below 200 kB. */
  feedEntries: 200,
  /** Streams of server-sent events that one token may have open: a few screens of one room. */
  streamsPerToken: 8,
  /** How often a process with open streams looks for changes. */
  streamPollMs: 500,
  /** With the three seconds that an authentication is kept, a revoked token's streams end within five. */
  streamCheckMs: 1_000,
  /** Proxies close lines that are silent for 15 seconds. */
  streamBeatMs: 10_000,
  streamPage: 500,
  /** Changes after which a client that was away is told to load anew instead of being told each. */
  streamGap: 5_000,
  /** What a client that does not read may leave in our memory. */
  streamWaitingBytes: 1_048_576,
  /** Sessions: a desk left alone, a working day, and how fresh the proof must be for dangerous acts. */
  sessionIdleMinutes: 30,
  sessionHours: 12,
  stepUpSeconds: 300,
  /** Open sessions of one account: its devices, and what was left open there within the twelve hours. A further sign-in ends the one unused longest. */
  sessionsPerAccount: 20,
  /** A session's last use is written at most this often. */
  sessionTouchSeconds: 60,
  /** Short, so that a token read over a shoulder is worth little; an invitation has to reach somebody in the field. */
  firstAdminMinutes: 15,
  invitationHours: 48,
  /** Between the options of a passkey or a TOTP secret and the answer. */
  challengeMinutes: 10,
  /** Failed sign-ins before each further one has to wait; a network may be a whole office behind one address. */
  freeFailuresAccount: 3,
  freeFailuresNetwork: 20,
  /** Counters are forgotten after a quiet day. */
  attemptHours: 24,
  recoveryCodes: 10,
  /** Two years: an electoral cycle with its run-off, challenges and judicial elections. */
  tokenDaysMost: 730,
  /** How long the old and the new token may both be valid after a rotation. */
  rotationHours: 72,
  requestTimeoutMs: 15_000,
  headersTimeoutMs: 10_000,
  /** How often connections are looked at for these two: of Node's own thirty seconds a slow caller would get three times the limit. */
  timeoutLookMs: 2_000,
  /** event_time up to this far ahead is set to received_at; further ahead is refused. */
  futureToleranceMs: 600_000,
  /** The canary's beat; how often its processes look whether one is due, and how soon a beat that did not get in is followed by the next. */
  canaryEveryMs: 60_000,
  canaryLookMs: 1_000,
  canaryRetryMs: 5_000,
  canaryPostMs: 10_000,
  /** What a beat left behind (signal, alert, deliveries) is removed after this; 1,440 beats a day say nothing once the chain goes on. */
  canaryKeepHours: 24,
  /** How often that is looked for, and how many alerts and signals one transaction removes: milliseconds under their locks. */
  canaryPruneEveryMs: 600_000,
  canaryPruneRows: 200,
  /** A lane whose oldest entry or tick waits longer stands still: the canary keeps silent for it. Far above what a loaded lane needs. */
  laneStandsSeconds: 60,
  /** How often a drill looks whether what it has set off is worked off. */
  drillLookMs: 100,
  /** Without a new beat for this long the chain counts as silent. */
  silenceSeconds: 180,
  /** A database clock that differs more than this from ours is told at start. */
  clockSkewWarnMs: 2_000,
} as const
