// SPDX-License-Identifier: Apache-2.0
//
// What people and their programs do on the site beyond reading: they sign in, apply, claim, review, decide. Pages that
// are complete without scripts, and the part of the API that writes.
//
// An answer to somebody who is signed in is kept by nobody (Cache-Control: no-store), and a page that changes something
// takes a POST from this site's own form only (csrf_of).
//
// Thread-safety: as server::Site. The registrar must outlive it.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "registrar/registrar.h"
#include "server/site.h"

namespace portolan::portal {

class Portal : public server::Area {
 public:
  using Clock = std::function<std::uint64_t()>;  // microseconds since 1970, UTC; called by any thread
  Portal(registrar::Registrar& registrar, Clock clock) : registrar_(registrar), clock_(std::move(clock)) {}

  static std::vector<std::span<const server::Route>> all_routes();
  std::vector<std::span<const server::Route>> routes() const override { return all_routes(); }
  std::span<const server::NavigationEntry> navigation() const noexcept override;

  registrar::Registrar& registrar() noexcept { return registrar_; }
  std::uint64_t now() const { return clock_(); }

 private:
  registrar::Registrar& registrar_;
  Clock clock_;
};

}  // namespace portolan::portal
