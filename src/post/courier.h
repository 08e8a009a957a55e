// SPDX-License-Identifier: Apache-2.0
//
// Word goes out: mail to people and calls to programs when something happens to an application of a registry.
//
//   auto courier = Courier::open(office, ledger, "harbour", settings);
//   courier->collect(now);                     // what happened becomes messages
//   while (courier->send_due(now)->more) {     // and they are sent
//     now = ...;                               // which takes its time
//   }
//
// Nothing has to tell a courier that something happened: the ledger's events stay, and a cursor beside them says how
// far they were looked at. It moves in one transaction with the messages it leads to, so that a crash loses nothing and
// doubles nothing. Several couriers may work on one registry at once, in any number of processes. A crash between
// handing a message over and noting it sends it twice, under the same Message-ID or Portolan-Delivery.
//
// What happened before the first collect() of a registry is not told.
//
// Thread-safety: a Courier serves one thread at a time, as its ledger and its office do; both must outlive it, on the
// same database. collect() is as fast as the database; send_due() waits for servers, at most `at_once` times
// `timeout`. Times are passed in; a later call has no earlier time.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "accounts/office.h"
#include "ledger/ledger.h"
#include "portolan/error.h"
#include "post/collector.h"
#include "post/mail.h"
#include "post/queue.h"

namespace portolan::post {

struct Settings {
  std::optional<MailServer> mail = {};  // nothing: nobody gets mail
  std::string public_url;               // https://ports.example.org: of links, and of Message-IDs
  std::string letters = {};             // a folder with letters instead of the program's own; empty: none
  std::string ca_file = {};             // certificates to trust instead of the system's, where webhooks are called
  std::chrono::seconds timeout{30};     // of one try
  std::uint64_t at_once = 8;            // messages of one send_due()
  Officers officers = {};               // called by collect()
};

struct Round {
  std::uint64_t sent = 0;
  std::uint64_t put_off = 0;
  std::uint64_t failed = 0;   // refused for good
  std::uint64_t dropped = 0;  // the receiver is gone
  bool more = false;          // it ended because of at_once: call again
};

class Courier {
 public:
  // Makes the tables that are missing, and reads the letters. kInvalidArgument: settings that make no sense; the errors
  // of Letters::read(), and those of the database.
  static Result<Courier> open(const accounts::Office& office, ledger::Ledger& ledger, std::string registry,
                              Settings settings);
  Courier(Courier&&) noexcept;
  Courier& operator=(Courier&&) = delete;
  ~Courier();

  // Queues what happened since the last time: the number of new messages. kNotFound: there is no such registry.
  // kDamaged: the ledger has fewer events than it had.
  Result<std::uint64_t> collect(Time now);
  // Sends what is due. A message that cannot be handed over is no error of this.
  Result<Round> send_due(Time now);
  // When to call send_due() next, if nothing new happens; nothing if nothing waits.
  Result<std::optional<Time>> next_due();

 private:
  class Work;
  explicit Courier(std::unique_ptr<Work> work) noexcept;

  std::unique_ptr<Work> work_;
};

}  // namespace portolan::post
