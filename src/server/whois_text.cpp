// SPDX-License-Identifier: Apache-2.0
//
// The words of WHOIS answers.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "app/query.h"
#include "app/rows.h"
#include "app/suggestions.h"
#include "registry/registry.h"
#include "server/context.h"
#include "server/whois.h"

namespace portolan::server {
namespace {

constexpr std::size_t kMostRows = 200;
constexpr std::size_t kMostHits = 10;
constexpr std::size_t kValueColumn = 22;

// A key is one word. A value on several lines is that many lines with its key, so that each can be read alone.
void add_line(std::string& out, std::string_view key, std::string_view value) {
  std::string word = fmt::format("{}:", key);
  std::ranges::replace(word, ' ', '-');
  while (!value.empty()) {
    const std::string_view line = value.substr(0, value.find('\n'));
    value.remove_prefix(std::min(value.size(), line.size() + 1));
    if (line.find_first_not_of(' ') != line.npos) out += fmt::format("{:<{}} {}\n", word, kValueColumn, line);
  }
}

// "registered: 2013-11-12", as app/rows.h has them.
void add_words(std::string& out, std::string_view words) {
  const std::size_t colon = words.find(": ");
  if (colon == words.npos) return add_line(out, "remark", words);
  // "description (tcp, udp): ...": of some of a service's transports only.
  if (const std::size_t of = words.find(" ("); of < colon)
    return add_line(out, words.substr(0, of),
                    fmt::format("{}: {}", words.substr(of + 1, colon - of - 1), words.substr(colon + 2)));
  add_line(out, words.substr(0, colon), words.substr(colon + 2));
}

void add_row(std::string& out, const app::Row& row, const Lookup& lookup) {
  out += '\n';
  const std::string status = app::status_words(row);
  add_line(out, "service", app::name_cell(row));
  add_line(out, "port", app::ports_cell(row));
  add_line(out, "transport", app::transports_cell(row));
  add_line(out, "status", to_string(row.first().status()));
  if (status != to_string(row.first().status())) add_line(out, "status-words", status);
  add_line(out, "description", app::description_cell(row));
  for (const std::string& words : app::remarks(row, true)) add_words(out, words);
  for (const std::string& words : app::particulars(row, lookup)) add_words(out, words);
}

void add_rows(std::string& out, std::span<const RecordView> records, const Lookup& lookup) {
  const std::vector<app::Row> rows = app::join_rows(records);
  for (const app::Row& row : std::span(rows).first(std::min(rows.size(), kMostRows))) add_row(out, row, lookup);
  if (rows.size() > kMostRows)
    out += fmt::format("\n% {} more are left out: ask for less at once\n", rows.size() - kMostRows);
}

void add_silence(std::string& out, const Lookup& lookup, const app::Query& query, PortRange ports) {
  out += '\n';
  add_line(out, "port", to_string(ports));
  add_line(out, "transport", query.transports == Transports::all() ? "any" : to_string(query.transports));
  add_line(out, "status", app::silence_words(lookup, query, ports));
}

void add_contact(std::string& out, ContactView contact) {
  out += '\n';
  add_line(out, "contact", contact.id());
  add_line(out, "name", contact.name());
  add_line(out, "organization", contact.organization());
  for (std::string_view uris = contact.uris(); !uris.empty();) {
    const std::string_view uri = uris.substr(0, uris.find('\n'));
    uris.remove_prefix(std::min(uris.size(), uri.size() + 1));
    add_line(out, "address", registry::address(uri));
  }
  add_line(out, "updated", to_string(contact.updated()));
}

std::vector<RecordView> records_of(const Lookup& lookup, std::string_view contact) {
  const std::string published = fmt::format("[{}]", contact);
  std::vector<RecordView> records;
  for (std::uint32_t i = 0; i < lookup.size(); ++i) {
    const RecordView record = lookup.record(i);
    if (record.assignee().find(published) != std::string_view::npos ||
        record.contact().find(published) != std::string_view::npos)
      records.push_back(record);
  }
  return records;
}

void add_hits(std::string& out, const Lookup& lookup, std::string_view text) {
  std::array<Hit, kMostHits> hits;
  const std::size_t count = Search(lookup).run(text, hits);
  if (count == 0) return;
  std::vector<RecordView> records;
  for (const Hit& hit : std::span(hits).first(count)) records.push_back(hit.record);
  out += "% What fits best:\n\n";
  for (const app::Row& row : app::join_rows(records))
    add_line(out, "see",
             fmt::format("{} {}/{} {}", app::name_cell(row), app::ports_cell(row), app::transports_cell(row),
                         app::description_cell(row)));
}

std::string beginning(const app::View& view) {
  std::string out = fmt::format("% {}\n", source_words(view));
  if (view.position() != 0) out += fmt::format("% as of position @{} of its ledger\n", view.position());
  return out +=
         "% An assignment says for whom a name or number is kept (RFC 6335). It says nothing sure about the traffic "
         "that\n"
         "% is seen there, and it is no endorsement.\n";
}

// The id of a contact, with or without the brackets that records have around it, and in any case: Debian's whois sends
// one word in small letters.
ContactView contact_named(const Lookup& lookup, std::string_view text) {
  if (text.starts_with('[') && text.ends_with(']') && text.size() > 2) text = text.substr(1, text.size() - 2);
  if (const ContactView exact = lookup.contact(text)) return exact;
  for (std::uint32_t i = 0; i < lookup.contact_count(); ++i)
    if (const ContactView contact = lookup.contact_at(i); net::same_word(contact.id(), text)) return contact;
  return {};
}

std::string damage() { return "% The registry of this server is damaged where the answer lies\n"; }

std::string on_ports(const app::View& view, const app::Query& query) {
  const app::Answer answer = app::answer(view.lookup(), query);
  if (answer.damaged) return damage();
  std::string out = beginning(view);
  add_rows(out, answer.records, view.lookup());
  const std::vector<PortRange> gaps = app::silent_ports(query, answer);
  for (const PortRange gap : std::span(gaps).first(std::min(gaps.size(), kMostRows)))
    add_silence(out, view.lookup(), query, gap);
  if (gaps.size() > kMostRows)
    out += fmt::format("\n% {} more ranges without an assignment are left out\n", gaps.size() - kMostRows);
  return out;
}

std::string on_name(const app::View& view, const app::Query& query) {
  const Lookup& lookup = view.lookup();
  const app::Answer answer = app::answer(lookup, query);
  if (answer.damaged) return damage();
  const ContactView contact = contact_named(lookup, query.text);
  std::string out = beginning(view);
  add_rows(out, answer.records, lookup);
  if (contact) {
    add_contact(out, contact);
    add_rows(out, records_of(lookup, contact.id()), lookup);
  }
  if (!answer.records.empty() || contact) return out;
  out += fmt::format("%\n% Not found: {}\n", app::not_found_words(lookup, query));
  add_hits(out, lookup, query.text);
  return out;
}

}  // namespace

std::string whois_text(const app::View& view, std::string_view question) {
  const auto query = app::parse_query(question);
  if (!query) return fmt::format("% {}\n", query.error().message);
  return query->ports ? on_ports(view, *query) : on_name(view, *query);
}

std::string whois_help(const app::View& view) {
  return beginning(view) +
         "%\n"
         "% 443                    what a port is assigned to, on every transport\n"
         "% 443/tcp                on one transport: tcp, udp, sctp or dccp\n"
         "% 6000-6063              every port of a range\n"
         "% https                  a service, by its name; https/tcp and _https._tcp on one transport\n"
         "% Jon_Postel             a contact, by its id, and what is registered with it\n"
         "% apple remote desktop   words: what fits best\n"
         "% free 8765/tcp          one line: free, or why not; also of ports (free 8000-8100) and names (free https)\n"
         "% 443/tcp @2024-07-01    any of these at the end of a day, or (@1234) at a position of the ledger\n"
         "% help                   this\n";
}

}  // namespace portolan::server
