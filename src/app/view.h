// SPDX-License-Identifier: Apache-2.0
//
// A registry as servers answer from it: compiled, searchable, with what every answer needs made once.
//
// Thread-safety: immutable; any number of threads share one View through shared_ptr<const View>. Views into it
// (records, texts) live as long as the View.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/source.h"
#include "portolan/error.h"
#include "portolan/lookup.h"
#include "registry/registry.h"

namespace portolan::app {

class View {
 public:
  // When a registry came to be what it is.
  struct Moment {
    std::uint64_t position = 0;  // how many events of a ledger it is made of; 0 where there is no ledger
    std::int64_t modified = 0;   // seconds since 1970, UTC; 0: not known
  };
  // Of a registry that was opened. Fails with kDamaged.
  static Result<std::shared_ptr<const View>> make(Source source, Moment moment);
  static Result<std::shared_ptr<const View>> make(Source source, std::uint64_t position = 0) {
    return make(std::move(source), Moment{.position = position});
  }
  // Of a registry in memory; `where` says where it comes from.
  static Result<std::shared_ptr<const View>> make(const registry::Registry& registry, std::string where, Moment moment);
  static Result<std::shared_ptr<const View>> make(const registry::Registry& registry, std::string where,
                                                  std::uint64_t position = 0) {
    return make(registry, std::move(where), Moment{.position = position});
  }

  const Lookup& lookup() const noexcept { return source_.lookup; }
  std::uint64_t position() const noexcept { return moment_.position; }
  // Seconds since 1970, UTC; the registry's own date at midnight where nothing else is known.
  std::int64_t modified() const noexcept { return moment_.modified; }
  Date updated() const noexcept { return lookup().updated(); }
  // "registry of 2026-08-17, from ...", for wherever the date of the data is shown.
  const std::string& description() const noexcept { return description_; }
  Source::Origin origin() const noexcept { return source_.origin; }
  // The lookup file itself, and 32 hexadecimal digits that only the same file has: views with the same identity give
  // the same answers.
  std::string_view bytes() const noexcept { return bytes_; }
  const std::string& identity() const noexcept { return identity_; }

  // The JSON object of a record or contact (formats/json.h), by position.
  std::string_view record_json(std::uint32_t position) const noexcept { return texts_.at(position); }
  std::string_view contact_json(std::uint32_t position) const noexcept { return texts_.at(lookup().size() + position); }

  // The whole registry; made anew by each call, since it is large and few need it.
  Result<registry::Registry> registry() const;

 private:
  // Texts one behind the other.
  class Texts {
   public:
    std::string_view at(std::size_t i) const noexcept {
      return std::string_view(bytes_).substr(ends_[i], ends_[i + 1] - ends_[i]);
    }
    std::string& bytes() noexcept { return bytes_; }
    void end_text() { ends_.push_back(bytes_.size()); }
    void shrink() {
      bytes_.shrink_to_fit();
      ends_.shrink_to_fit();
    }

   private:
    std::string bytes_;
    std::vector<std::size_t> ends_ = {0};
  };

  View(Source source, Moment moment);
  Result<void> prepare();

  Source source_;
  Moment moment_;
  std::string description_;
  std::string_view bytes_;
  std::string identity_;
  Texts texts_;
};

}  // namespace portolan::app
