// SPDX-License-Identifier: Apache-2.0
//
// Registries made up for tests: a small one with every feature, and random ones of any size from a printed seed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "registry/registry.h"

namespace portolan::testing {

struct RecordBuilder {
  registry::Record record;

  explicit RecordBuilder(std::string_view name, std::string_view description = "") {
    record.name = registry::ServiceName(name);
    record.description = registry::RichText::plain(description);
  }
  RecordBuilder& ports(unsigned first, unsigned last) {
    record.ports = PortRange{static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(last)};
    return *this;
  }
  RecordBuilder& port(unsigned number) { return ports(number, number); }
  RecordBuilder& on(Transport transport) {
    record.transport = transport;
    return *this;
  }
  RecordBuilder& contact(std::string_view id) {
    record.contacts.add_person(id);
    return *this;
  }
  RecordBuilder& notes(std::string_view text) {
    record.notes = registry::RichText::plain(text);
    return *this;
  }
  operator registry::Record() const { return record; }  // NOLINT: it is what a builder is for
};

// Has every feature that a registry can have, and the traps of real data: several names for a port, ranges with and
// without transport, names without port, historic names, long names, rich texts, several addresses.
inline registry::Registry sample_registry() {
  using registry::ReferenceKind;
  using enum Transport;
  registry::Registry sample;
  registry::set_default_head(sample);
  sample.updated = {.year = 2024, .month = 7, .day = 1};
  sample.instructions = {{"xml-stylesheet", "type=\"text/xsl\" href=\"a.xsl\""}};
  sample.experts = registry::RichText::plain("TCP/UDP: Ann\nSCTP: Ben");
  sample.notes.resize(2);
  sample.notes[0].text.add_text("See ");
  sample.notes[0].text.add_reference({.kind = ReferenceKind::kRfc, .data = "rfc6335", .section = {}, .shown = {}});
  sample.notes[1].title = "Request an Assignment";
  sample.footnotes = {{"1", registry::RichText::plain("For experiments only.")}};
  sample.contacts = {{"Ann_Example", "Ann Example", std::nullopt, {"mailto:ann&example.org"}, Date{2020, 5, 0}},
                     {"Grey_Mueller", "Grey Müller", "Müller & Söhne", {"mailto:a&b.example", "https://b.example"}, {}},
                     {"Nobody", "", std::nullopt, {}, std::nullopt}};

  auto& records = sample.records;
  records.push_back(RecordBuilder("", "Reserved").port(0).on(kTcp));
  records.push_back(RecordBuilder("http", "World Wide Web HTTP").port(80).on(kTcp).contact("Ann_Example"));
  records.push_back(RecordBuilder("http", "World Wide Web HTTP").port(80).on(kUdp).contact("Ann_Example"));
  records.push_back(RecordBuilder("www", "World Wide Web HTTP").port(80).on(kTcp));
  records.push_back(RecordBuilder("www-http", "World Wide Web HTTP").port(80).on(kTcp));
  records.push_back(RecordBuilder("http-alt", "HTTP Alternate").port(591).on(kTcp));
  registry::Record old_name = RecordBuilder("encrypted_admin", "requests").port(1138).on(kTcp);
  old_name.notes = registry::RichText::plain(
      "This entry is an alias to \"encrypted-admin\".\n    This entry is now historic, not usable for use.");
  registry::Record new_name = RecordBuilder("encrypted-admin").port(1138).on(kTcp);
  new_name.description.add_text("requests");
  new_name.description.add_break();
  new_name.description.add_text(
      "    IANA assigned this well-formed service name as a replacement for \"encrypted_admin\".");
  records.push_back(new_name);
  records.push_back(old_name);
  registry::Record code = RecordBuilder("ltp-deepspace", "Licklider").port(1113).on(kDccp);
  code.service_code = 7107696;
  code.registered = {.year = 2013, .month = 11, .day = 12};
  code.modified = {.year = 2014, .month = 2, .day = 0};
  code.references.add({.kind = ReferenceKind::kRfc, .data = "rfc7122", .section = {}, .shown = {}});
  code.references.add(
      {.kind = ReferenceKind::kDraft, .data = "draft-x-05", .section = "4.3", .shown = "draft-x-05, Section 4.3"});
  records.push_back(code);
  records.push_back(
      RecordBuilder("", "Reserved").port(1276).on(kTcp).notes("This entry has been removed on 2014-05-23."));
  records.push_back(RecordBuilder("", "Reserved").port(1301).on(kTcp).notes("De-Assigned on 2019-10-30"));
  registry::Record one = RecordBuilder("", "Unassigned").port(4748);
  one.range_of_one = true;
  records.push_back(one);
  records.push_back(RecordBuilder("x11", "X Window System").ports(6000, 6063).on(kTcp).contact("Grey_Mueller"));
  records.push_back(RecordBuilder("x11-late", "Overlaps it").ports(6060, 6070).on(kTcp));
  records.push_back(RecordBuilder("swx", "The Swx Protocol").ports(7300, 7359));
  records.push_back(RecordBuilder("", "Unassigned").ports(7360, 7364));
  records.push_back(RecordBuilder("cl/1", "A name with a slash").port(172).on(kTcp));
  records.push_back(RecordBuilder("EtherNet/IP-1", "Capital letters").port(2222).on(kTcp));
  records.push_back(RecordBuilder("fifteen-letters", "Longest well-formed").port(3333).on(kTcp));
  records.push_back(RecordBuilder("Apple Remote Desktop (Net Assistant)", "A long name").port(3283).on(kTcp));
  records.push_back(RecordBuilder("Escale (Newton Dock)", "Another long name").port(3679).on(kUdp));
  registry::Record portless = RecordBuilder("device-info", "Device Info");
  portless.assignee.add_person("Grey_Mueller");
  portless.contacts.add_person("Ann_Example");
  portless.unauthorized_use = registry::RichText::plain("Someone uses it");
  portless.notes.add_text("Defined TXT keys: ");
  portless.notes.begin_paragraph();
  portless.notes.add_text("model=the <model> & \"more\"");
  portless.notes.end_paragraph();
  records.push_back(portless);
  registry::Record empty_name = RecordBuilder("", "any private mail system").port(24).on(kUdp);
  empty_name.empty_columns.add(registry::Column::kServiceName);
  records.push_back(empty_name);
  return sample;
}

// A generator that gives the same numbers everywhere, unlike std::uniform_int_distribution.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ z >> 30U) * 0xBF58476D1CE4E5B9U;
    z = (z ^ z >> 27U) * 0x94D049BB133111EBU;
    return z ^ z >> 31U;
  }
  std::uint32_t below(std::uint64_t limit) { return static_cast<std::uint32_t>(next() % limit); }

 private:
  std::uint64_t state_;
};

// A registry of `count` records with names, words and people of a natural spread: few are common, most are rare.
inline registry::Registry random_registry(std::size_t count, std::uint64_t seed) {
  Random random(seed);
  const auto word = [&](std::uint64_t vocabulary) {
    // Squaring makes low numbers frequent, as in real text.
    const std::uint64_t pick = random.below(vocabulary);
    std::uint64_t number = pick * pick / vocabulary;
    std::string out;
    do {
      out.push_back("bcdfghklmnprstvz"[number % 16]);
      out.push_back("aeiou"[number / 16 % 5]);
      number /= 80;
    } while (number > 0);
    return out;
  };
  registry::Registry made;
  registry::set_default_head(made);
  made.updated = {.year = 2026, .month = 1, .day = 2};
  const std::size_t people = count / 3 + 1;
  for (std::size_t i = 0; i < people; ++i)
    made.contacts.push_back({"Person_" + std::to_string(i),
                             word(5000) + " " + word(50000),
                             std::nullopt,
                             {"mailto:" + word(50000) + "&" + word(5000) + ".example"},
                             std::nullopt});
  for (std::size_t i = 0; i < count; ++i) {
    std::string name = word(2000) + "-" + word(100000);
    if (name.size() > 15) name.resize(14);
    std::string description = word(3000);
    for (std::uint32_t words = random.below(5); words > 0; --words) description += " " + word(20000);
    RecordBuilder record(random.below(20) == 0 ? "" : name, description);
    const std::uint32_t first = random.below(65536);
    if (random.below(25) == 0)
      record.ports(first, std::min(65535U, first + random.below(20)));
    else if (random.below(12) != 0)
      record.port(first);
    if (random.below(30) != 0) record.on(static_cast<Transport>(random.below(4)));
    record.contact("Person_" + std::to_string(random.below(people)));
    made.records.push_back(record);
  }
  return made;
}

}  // namespace portolan::testing
