// SPDX-License-Identifier: Apache-2.0
//
// The C interface over the C++ one. Nothing may be thrown across it.
#include <algorithm>
#include <cstring>
#include <new>
#include <span>
#include <vector>

#include "portolan/lookup.h"
#include "portolan/portolan.h"

#ifndef PORTOLAN_VERSION
#error "the build gives the version"
#endif

struct portolan_lookup {
  portolan::Lookup lookup;
};

struct portolan_search {
  explicit portolan_search(const portolan::Lookup& lookup) : search(lookup) {}
  portolan::Search search;
};

namespace {

using portolan::Date;
using portolan::Matches;
using portolan::RecordView;
using portolan::Transport;
using portolan::Transports;

portolan_text text(std::string_view from) noexcept { return {from.data(), from.size()}; }
portolan_date date(Date from) noexcept { return {from.year, from.month, from.day}; }

portolan_record record_of(RecordView view) noexcept {
  const auto ports = view.ports();
  const auto transport = view.transport();
  const auto code = view.service_code();
  portolan_record out{};
  out.position = view.position();
  out.status = static_cast<int>(view.status());
  out.has_ports = ports ? 1 : 0;
  out.first_port = ports ? ports->first : std::uint16_t{0};
  out.last_port = ports ? ports->last : std::uint16_t{0};
  out.transport = transport ? static_cast<int>(*transport) : PORTOLAN_ANY;
  out.has_service_code = code ? 1 : 0;
  out.service_code = code.value_or(0);
  out.registered = date(view.registered());
  out.modified = date(view.modified());
  out.deassigned = date(view.deassigned());
  out.name = text(view.name());
  out.description = text(view.description());
  out.assignee = text(view.assignee());
  out.contact = text(view.contact());
  out.reference = text(view.reference());
  out.unauthorized_use = text(view.unauthorized_use());
  out.notes = text(view.notes());
  out.alias_of = text(view.alias_of());
  out.replaces = text(view.replaces());
  return out;
}

bool is_transport(int transport) noexcept { return transport >= PORTOLAN_ANY && transport <= PORTOLAN_DCCP; }

Transports transports_of(int transport) noexcept {
  return transport == PORTOLAN_ANY ? Transports::all() : Transports(static_cast<Transport>(transport));
}

std::size_t fill(const Matches& matches, portolan_record* records, std::size_t capacity) noexcept {
  std::size_t count = 0;
  for (const RecordView view : matches) {
    if (count < capacity) records[count] = record_of(view);
    ++count;
  }
  return count;
}

void explain(std::string_view message, char* why, std::size_t size) noexcept {
  if (why == nullptr || size == 0) return;
  const std::size_t length = std::min(message.size(), size - 1);
  std::memcpy(why, message.data(), length);
  why[length] = '\0';
}

portolan_status status_of(portolan::ErrorCode code) noexcept {
  switch (code) {
    case portolan::ErrorCode::kInvalidArgument: return PORTOLAN_INVALID_ARGUMENT;
    case portolan::ErrorCode::kNotFound: return PORTOLAN_NOT_FOUND;
    case portolan::ErrorCode::kIo: return PORTOLAN_IO;
    default: return PORTOLAN_DAMAGED;
  }
}

}  // namespace

extern "C" {

const char* portolan_version(void) { return PORTOLAN_VERSION; }

portolan_status portolan_open(const char* path, portolan_lookup** lookup, char* why, size_t why_size) {
  if (lookup != nullptr) *lookup = nullptr;
  if (path == nullptr || lookup == nullptr) {
    explain("a path, and a place for the lookup, are needed: one of them is null", why, why_size);
    return PORTOLAN_INVALID_ARGUMENT;
  }
  try {
    auto opened = portolan::Lookup::open(path);
    if (!opened) {
      explain(to_string(opened.error()), why, why_size);
      return status_of(opened.error().code);
    }
    *lookup = new portolan_lookup{std::move(*opened)};
    return PORTOLAN_OK;
  } catch (const std::bad_alloc&) {
    explain("memory is short", why, why_size);
    return PORTOLAN_IO;
  }
}

void portolan_close(portolan_lookup* lookup) { delete lookup; }

uint32_t portolan_count(const portolan_lookup* lookup) { return lookup->lookup.size(); }
portolan_date portolan_updated(const portolan_lookup* lookup) { return date(lookup->lookup.updated()); }

size_t portolan_on_port(const portolan_lookup* lookup, uint16_t port, int transport, portolan_record* records,
                        size_t capacity) {
  return portolan_in_range(lookup, port, port, transport, records, capacity);
}

size_t portolan_in_range(const portolan_lookup* lookup, uint16_t first, uint16_t last, int transport,
                         portolan_record* records, size_t capacity) {
  if (first > last || !is_transport(transport)) return 0;
  return fill(lookup->lookup.in_range({first, last}, transports_of(transport)), records, capacity);
}

size_t portolan_named(const portolan_lookup* lookup, const char* name, size_t size, portolan_record* records,
                      size_t capacity) {
  return fill(lookup->lookup.named({name, size}), records, capacity);
}

int portolan_record_at(const portolan_lookup* lookup, uint32_t position, portolan_record* record) {
  const RecordView view = lookup->lookup.record(position);
  if (view) *record = record_of(view);
  return view ? 1 : 0;
}

int portolan_contact_by_id(const portolan_lookup* lookup, const char* id, size_t size, portolan_contact* contact) {
  const portolan::ContactView view = lookup->lookup.contact({id, size});
  if (!view) return 0;
  *contact = {text(view.id()), text(view.name()), text(view.organization()), text(view.uris()), date(view.updated())};
  return 1;
}

portolan_search* portolan_search_new(const portolan_lookup* lookup) {
  try {
    return new portolan_search(lookup->lookup);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

void portolan_search_free(portolan_search* search) { delete search; }

size_t portolan_search_run(portolan_search* search, const char* text_asked, size_t size, portolan_record* records,
                           size_t capacity) {
  // In pieces on the stack, so that a search allocates nothing; no screen shows more.
  std::array<portolan::Hit, 256> hits;
  const std::size_t count =
      search->search.run({text_asked, size}, std::span(hits).first(std::min(capacity, hits.size())));
  for (std::size_t i = 0; i < count; ++i) {
    records[i] = record_of(hits[i].record);
    records[i].rank = static_cast<int>(hits[i].rank);
  }
  return count;
}

}  // extern "C"
