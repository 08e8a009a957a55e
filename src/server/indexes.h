// SPDX-License-Identifier: Apache-2.0
//
// What lists, searches, people and pick need of a view besides its lookup file: made once for each view, at the first
// request that needs it.
//
// Thread-safety: any thread. Two that need the same at once make it once. Lifetimes: they point into their view, so use
// them only while you hold it, as a context does.
#pragma once

#include <memory>

#include "app/citations.h"
#include "app/contact_names.h"
#include "app/listing.h"
#include "app/searches.h"
#include "app/view.h"
#include "registry/availability.h"
#include "server/context.h"

namespace portolan::server {

class Indexes {
 public:
  explicit Indexes(const app::View& view);

  const app::Citations& citations() const noexcept { return citations_; }
  const app::ListIndex& records() const noexcept { return records_; }
  const app::ContactNames& contacts() const noexcept { return contacts_; }
  const app::Searches& searches() const noexcept { return searches_; }
  // Of an idle host that nothing is known of.
  const registry::Availability& availability() const noexcept { return availability_; }

 private:
  app::Citations citations_;
  app::ListIndex records_;
  app::ContactNames contacts_;
  app::Searches searches_;
  registry::PortUse use_;
  registry::Availability availability_;
};

// Those of the context's view. Null: they are still to be made, and the context must not wait; answer Reply::kWait.
std::shared_ptr<const Indexes> indexes_of(const Context& context);

}  // namespace portolan::server
