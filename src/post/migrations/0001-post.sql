-- SPDX-License-Identifier: Apache-2.0
-- Who was told what, and the programs that want to be told. Times are seconds since 1970 in UTC. No text of a message is
-- here: it is made of the ledger when it is sent, so that what was erased is not sent.
CREATE TABLE post_cursors (
  registry TEXT PRIMARY KEY,
  position BIGINT NOT NULL      -- of the first event that was not looked at
);
CREATE TABLE post_messages (
  registry TEXT NOT NULL,
  position BIGINT NOT NULL,     -- of the event that it tells
  kind TEXT NOT NULL,           -- mail, hook
  receiver BIGINT NOT NULL,     -- an account, a hook
  application BIGINT NOT NULL,
  what TEXT NOT NULL,           -- of a mail its letter, of a hook the event
  state TEXT NOT NULL,          -- waiting, sent, failed, dropped
  tries BIGINT NOT NULL,
  due BIGINT NOT NULL,          -- not sent before
  lease BIGINT NOT NULL,        -- somebody sends it until then; 0: nobody
  claim BIGINT NOT NULL,        -- grows with every one who takes it
  settled BIGINT NOT NULL,      -- when it was sent, refused or dropped; 0: not yet
  problem TEXT NOT NULL,        -- of the last try
  PRIMARY KEY (registry, position, kind, receiver)
);
CREATE INDEX post_messages_waiting ON post_messages (registry, kind, receiver, position) WHERE state = 'waiting';
CREATE INDEX post_messages_failed ON post_messages (registry, position) WHERE state = 'failed';
CREATE INDEX post_messages_thread ON post_messages (registry, kind, receiver, application, position);
CREATE TABLE post_hooks (
  id BIGINT PRIMARY KEY,        -- never given again: rows stay
  registry TEXT NOT NULL,
  url TEXT NOT NULL,            -- empty: removed
  events TEXT NOT NULL,         -- their names, separated by blanks; empty: every one
  nonce $BLOB NOT NULL,
  box $BLOB NOT NULL,           -- the hook's number and the key that signs, encrypted
  made BIGINT NOT NULL
);
