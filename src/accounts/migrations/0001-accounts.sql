-- SPDX-License-Identifier: Apache-2.0
-- People, their secrets, sessions and tokens. Times are seconds since 1970 in UTC. Of what is secret and random only a
-- hash is here.
CREATE TABLE accounts (
  id BIGINT PRIMARY KEY,        -- never taken away and never given again: rows stay
  name TEXT UNIQUE,             -- in lower case; null: no sign-in by name
  shown TEXT NOT NULL,
  mail TEXT NOT NULL,           -- as it was given; empty: none
  mail_key TEXT UNIQUE,         -- in lower case; null: none
  password TEXT NOT NULL,       -- libsodium's text of an argon2id hash; empty: none, no sign-in by password
  disabled BIGINT NOT NULL,     -- 1: cannot do anything
  erased BIGINT NOT NULL,       -- 1: only the number is left
  created BIGINT NOT NULL
);
-- Whoever works on the file of a ledger directly.
INSERT INTO accounts VALUES (1, NULL, 'local operator', '', NULL, '', 0, 0, 0);
CREATE TABLE account_roles (
  account BIGINT NOT NULL,
  registry TEXT NOT NULL,       -- empty: every registry
  role TEXT NOT NULL,
  transports BIGINT NOT NULL,   -- of an expert, as bits
  PRIMARY KEY (account, registry, role)
);
CREATE TABLE account_contacts (
  account BIGINT NOT NULL,
  registry TEXT NOT NULL,
  contact TEXT NOT NULL,        -- whose word this person's is
  PRIMARY KEY (account, registry, contact)
);
CREATE TABLE account_sessions (
  hash $BLOB PRIMARY KEY,
  account BIGINT NOT NULL,
  level BIGINT NOT NULL,        -- 0: a code is missing, 1: password, 2: second factor
  created BIGINT NOT NULL,
  seen BIGINT NOT NULL,         -- never goes back
  ends BIGINT NOT NULL,
  address TEXT NOT NULL,
  agent TEXT NOT NULL
);
CREATE INDEX account_sessions_account ON account_sessions (account);
CREATE TABLE account_tokens (
  id BIGINT PRIMARY KEY,
  hash $BLOB NOT NULL UNIQUE,
  account BIGINT NOT NULL,
  name TEXT NOT NULL,
  scopes BIGINT NOT NULL,
  registry TEXT,                -- null: every one
  created BIGINT NOT NULL,
  ends BIGINT,                  -- null: never
  used BIGINT,                  -- the beginning of the last day on which it was used
  revoked BIGINT
);
CREATE INDEX account_tokens_account ON account_tokens (account);
-- Links that work once: invitations, new passwords.
CREATE TABLE account_tickets (
  id BIGINT PRIMARY KEY,
  hash $BLOB NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  account BIGINT NOT NULL,      -- of a new password; 0: none yet
  mail TEXT NOT NULL,           -- of an invitation
  made_by BIGINT NOT NULL,
  created BIGINT NOT NULL,
  ends BIGINT NOT NULL,
  used BIGINT
);
CREATE TABLE account_ticket_roles (
  ticket BIGINT NOT NULL,
  registry TEXT NOT NULL,
  role TEXT NOT NULL,
  transports BIGINT NOT NULL,
  PRIMARY KEY (ticket, registry, role)
);
-- Guesses of passwords and codes that were looked at. A stranger is an address from which nobody ever signed in to the
-- account. Subjects and addresses are keyed hashes.
CREATE TABLE account_guesses (
  id BIGINT PRIMARY KEY,
  subject $BLOB NOT NULL,
  address $BLOB NOT NULL,
  stranger BIGINT NOT NULL,
  at BIGINT NOT NULL,
  wrong BIGINT NOT NULL
);
CREATE INDEX account_guesses_subject ON account_guesses (subject, at);
CREATE INDEX account_guesses_address ON account_guesses (address, at);
CREATE INDEX account_guesses_at ON account_guesses (at);
CREATE TABLE account_addresses (
  account BIGINT NOT NULL,
  address $BLOB NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (account, address)
);
CREATE TABLE account_totp (
  account BIGINT PRIMARY KEY,
  nonce $BLOB NOT NULL,
  box $BLOB NOT NULL,           -- the account's number and the secret, encrypted
  confirmed BIGINT NOT NULL,
  step BIGINT NOT NULL          -- of the last code that was taken
);
CREATE TABLE account_recovery (
  account BIGINT NOT NULL,
  hash $BLOB NOT NULL,
  PRIMARY KEY (account, hash)
);
CREATE TABLE account_log (
  number BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  by_account BIGINT NOT NULL,   -- 0: nobody who is known
  what TEXT NOT NULL,
  subject BIGINT NOT NULL,      -- the account that it is about; 0: none
  detail TEXT NOT NULL,
  address TEXT NOT NULL         -- emptied after 90 days
);
CREATE INDEX account_log_subject ON account_log (subject, number);
