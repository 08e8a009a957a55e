-- SPDX-License-Identifier: Apache-2.0
-- Applications: their events are no part of a registry's main line.
ALTER TABLE registries ADD COLUMN next_application BIGINT NOT NULL DEFAULT 1;
ALTER TABLE events ADD COLUMN application BIGINT NOT NULL DEFAULT 0;  -- the number of the application it is about
ALTER TABLE events ADD COLUMN step BIGINT NOT NULL DEFAULT 0;         -- of that application, from 1
ALTER TABLE personal ADD COLUMN application BIGINT NOT NULL DEFAULT 0;
DROP INDEX events_main;
CREATE INDEX events_main ON events (registry, effective, position) WHERE late = 0 AND application = 0;
-- Of two who do something to the same application at once, only one can be first.
CREATE UNIQUE INDEX events_step ON events (registry, application, step) WHERE step <> 0;
CREATE INDEX personal_application ON personal (registry, application) WHERE application <> 0;
-- Where each application stands, by its last step.
CREATE TABLE applications (
  registry BIGINT NOT NULL,
  application BIGINT NOT NULL,
  steps BIGINT NOT NULL,
  first BIGINT NOT NULL,        -- position of its first step
  last BIGINT NOT NULL,         -- and of its last
  submitted BIGINT NOT NULL,    -- microseconds since 1970, UTC
  changed BIGINT NOT NULL,
  is_open BIGINT NOT NULL,
  state TEXT NOT NULL,
  kind TEXT NOT NULL,
  service TEXT NOT NULL,        -- in lower case
  applicant BIGINT NOT NULL,
  reviewer BIGINT NOT NULL,     -- 0: nobody
  due BIGINT NOT NULL,          -- seconds since 1970, UTC; 0: never
  standing $BLOB NOT NULL,      -- all of it
  PRIMARY KEY (registry, application)
);
CREATE INDEX applications_open ON applications (registry, is_open, application);
CREATE INDEX applications_state ON applications (registry, state, application);
CREATE INDEX applications_applicant ON applications (registry, applicant, application);
CREATE INDEX applications_reviewer ON applications (registry, reviewer, application) WHERE reviewer <> 0;
CREATE INDEX applications_service ON applications (registry, service, application);
CREATE INDEX applications_due ON applications (registry, due) WHERE due <> 0;
-- A command that is repeated under its key is done once.
CREATE TABLE request_keys (
  registry BIGINT NOT NULL,
  actor TEXT NOT NULL,
  request_key TEXT NOT NULL,
  position BIGINT NOT NULL,
  PRIMARY KEY (registry, actor, request_key)
);
