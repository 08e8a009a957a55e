// SPDX-License-Identifier: Apache-2.0
//
// Makes the text of a message, from the ledger as it was behind the event, and hands it over. The queue is not touched.
//
// Thread-safety: as its ledger and its office, which must outlive it.
#pragma once

#include <string>

#include "accounts/office.h"
#include "desk/desk.h"
#include "ledger/ledger.h"
#include "post/courier.h"
#include "post/delivery.h"
#include "post/hooks.h"
#include "post/letters.h"
#include "post/queue.h"

namespace portolan::post {

class Carrier {
 public:
  Carrier(const accounts::Office& office, ledger::Ledger& ledger, const std::string& registry, const Settings& settings,
          Letters letters)
      : office_(office), desk_(ledger, registry), settings_(settings), letters_(std::move(letters)) {}

  // One try. Fails where the database does.
  Result<Delivery> carry(const Message& message, Time now);

 private:
  Result<Delivery> mail(const Message& message, const desk::File& file);
  Result<Delivery> hook(const Message& message, const desk::File& file, Time now);
  std::string message_id(const Message& message, std::uint64_t position) const;

  const accounts::Office& office_;
  desk::Desk desk_;
  const Settings& settings_;
  Letters letters_;
};

// "harbour.17.2": the same for every try, and another for every other message of its kind.
std::string delivery_id(const Message& message, std::uint64_t position);
// The host of an address; empty if it has none.
std::string host_of(const std::string& url);

}  // namespace portolan::post
