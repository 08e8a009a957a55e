-- SPDX-License-Identifier: Apache-2.0
-- The events, and what is made from them.
CREATE TABLE registries (
  id BIGINT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  version BIGINT NOT NULL,      -- grows with every append
  last BIGINT NOT NULL,         -- one more than the position of the last event of the main line
  effective BIGINT NOT NULL,    -- of that event, as year * 10000 + month * 100 + day
  next_record BIGINT NOT NULL,
  next_contact BIGINT NOT NULL
);
CREATE TABLE events (
  position BIGINT PRIMARY KEY,
  registry BIGINT NOT NULL,
  late BIGINT NOT NULL,         -- 0: the main line; else one more than the position of the late import
  effective BIGINT NOT NULL,
  record BIGINT NOT NULL,       -- the number of the record it is about; 0: none
  contact BIGINT NOT NULL,
  bytes $BLOB NOT NULL,
  hash $BLOB NOT NULL           -- the leaf's, as RFC 6962 has it
);
CREATE INDEX events_main ON events (registry, effective, position) WHERE late = 0;
CREATE INDEX events_late ON events (registry, effective, position) WHERE late <> 0;
CREATE INDEX events_record ON events (registry, record, position) WHERE record <> 0;
CREATE INDEX events_contact ON events (registry, contact, position) WHERE contact <> 0;
-- Who holds what. The key is what makes "only one may have it" true.
CREATE TABLE holdings (
  registry BIGINT NOT NULL,
  holding TEXT NOT NULL,
  position BIGINT NOT NULL,
  PRIMARY KEY (registry, holding)
);
-- Every name and every port that a record ever had.
CREATE TABLE subjects (
  registry BIGINT NOT NULL,
  name TEXT NOT NULL,           -- in lower case; empty: none
  first_port BIGINT NOT NULL,   -- -1: none
  last_port BIGINT NOT NULL,
  record BIGINT NOT NULL,
  PRIMARY KEY (registry, name, first_port, last_port, record)
);
CREATE INDEX subjects_port ON subjects (registry, first_port);
CREATE INDEX subjects_range ON subjects (registry, first_port, last_port) WHERE last_port > first_port;
-- What an event about a contact committed to. Can be erased.
CREATE TABLE personal (
  position BIGINT PRIMARY KEY,
  registry BIGINT NOT NULL,
  contact BIGINT NOT NULL,
  id TEXT NOT NULL,
  salt $BLOB NOT NULL,
  data $BLOB NOT NULL
);
CREATE INDEX personal_contact ON personal (registry, contact);
CREATE INDEX personal_id ON personal (registry, id);
-- The perfect subtrees over 256 events and more.
CREATE TABLE tree (
  level BIGINT NOT NULL,
  number BIGINT NOT NULL,
  hash $BLOB NOT NULL,
  PRIMARY KEY (level, number)
);
CREATE TABLE documents (
  registry BIGINT NOT NULL,
  sha256 $BLOB NOT NULL,
  position BIGINT NOT NULL,
  PRIMARY KEY (registry, sha256)
);
-- States, so that none is ever folded from the beginning.
CREATE TABLE checkpoints (
  registry BIGINT NOT NULL,
  position BIGINT NOT NULL,     -- one more than that of the last event in it
  state $BLOB NOT NULL,
  PRIMARY KEY (registry, position)
);
CREATE TABLE properties (
  name TEXT PRIMARY KEY,
  value $BLOB NOT NULL
);
