// SPDX-License-Identifier: Apache-2.0
#include <absl/container/flat_hash_map.h>
#include <arpa/inet.h>
#include <netdb.h>

#include "benches.h"
#include "lookup/compiler.h"
#include "portolan/lookup.h"
#include "sample_registry.h"

namespace portolan::bench {
namespace {

struct Question {
  std::uint16_t port;
  Transport transport;
  std::string name;
};

template <class T>
void shuffle(std::vector<T>& values) {
  testing::Random random(1);
  for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[random.below(i)]);
}

// Where real data contradicts itself, the first record of a named port has no name: such ports are not asked for.
std::vector<Question> questions_of(const registry::Registry& registry, const Lookup& lookup) {
  std::vector<Question> questions;
  for (const registry::Record& record : registry.records)
    if (!record.name.empty() && record.ports && record.transport &&
        !lookup.on_port(record.ports->first, *record.transport).first().name().empty())
      questions.push_back({record.ports->first, *record.transport, record.name.text()});
  shuffle(questions);
  return questions;
}

// What an array of the same answers would be: the first name of each port and transport, ready to use.
struct Slot {
  const char* name = nullptr;
  std::size_t size = 0;
};

std::vector<Slot> array_of(const Lookup& lookup) {
  std::vector<Slot> slots(65536 * 4);
  for (std::uint32_t port = 0; port < 65536; ++port)
    for (const Transport transport : kAllTransports) {
      const RecordView view = lookup.on_port(static_cast<std::uint16_t>(port), transport).first();
      slots[port * 4 + static_cast<std::size_t>(transport)] = {view.name().data(), view.name().size()};
    }
  return slots;
}

void against_arrays(Table& table, const Lookup& lookup, const std::vector<Question>& questions) {
  const auto items = static_cast<double>(questions.size() * 100);
  std::vector<std::uint32_t> numbers(65536 * 4, 1);
  table.pair(
      {.what = "port lookup: is it known", .rival = "index into an array of numbers", .limit = 3}, items, items,
      [&] {
        std::size_t found = 0;
        for (int i = 0; i < 100; ++i)
          for (const auto& [port, transport, name] : questions) found += !lookup.on_port(port, transport).empty();
        keep(found);
      },
      [&] {
        std::size_t found = 0;
        for (int i = 0; i < 100; ++i)
          for (const auto& [port, transport, name] : questions)
            found += numbers[port * 4U + static_cast<std::size_t>(transport)];
        keep(found);
      });
  const std::vector<Slot> slots = array_of(lookup);
  table.pair(
      {.what = "port lookup: its first name", .rival = "index into an array of names, first letter read"}, items, items,
      [&] {
        std::size_t found = 0;
        for (int i = 0; i < 100; ++i)
          for (const auto& [port, transport, name] : questions)
            found += static_cast<unsigned char>(lookup.on_port(port, transport).first().name().front());
        keep(found);
      },
      [&] {
        std::size_t found = 0;
        for (int i = 0; i < 100; ++i)
          for (const auto& [port, transport, name] : questions)
            found += static_cast<unsigned char>(*slots[port * 4U + static_cast<std::size_t>(transport)].name);
        keep(found);
      });
}

void against_hash_map(Table& table, const Lookup& lookup, const std::vector<Question>& questions) {
  absl::flat_hash_map<std::string, std::uint32_t> map;
  for (std::uint32_t i = 0; i < questions.size(); ++i) map.try_emplace(questions[i].name, i);
  const auto items = static_cast<double>(questions.size() * 30);
  table.pair(
      {.what = "name lookup, any case", .rival = "absl::flat_hash_map, exact case", .limit = 1}, items, items,
      [&] {
        std::size_t found = 0;
        for (int i = 0; i < 30; ++i)
          for (const Question& question : questions) found += !lookup.named(question.name).empty();
        keep(found);
      },
      [&] {
        std::size_t found = 0;
        for (int i = 0; i < 30; ++i)
          for (const Question& question : questions) found += map.find(question.name) != map.end();
        keep(found);
      });
}

// glibc reads /etc/services; bench/run.sh lays a file with the whole registry over it where it is allowed to.
void against_glibc(Table& table, const Lookup& lookup, const std::vector<Question>& questions) {
  std::vector<Question> asked;
  for (const Question& question : questions)
    if (question.transport == Transport::kTcp || question.transport == Transport::kUdp) asked.push_back(question);
  asked.resize(std::min<std::size_t>(asked.size(), 300));
  std::size_t known = 0;
  const auto ask = [&] {
    known = 0;
    for (const auto& [port, transport, name] : asked)
      known += getservbyport(htons(port), std::string(to_string(transport)).c_str()) != nullptr;
  };
  ask();
  const bool whole = known == asked.size();
  table.pair(
      {.what = whole ? "port lookup" : "port lookup (only the system's services file is there)",
       .rival = "glibc getservbyport",
       .limit = whole ? 50000.0 : 0,
       .at_least = true},
      static_cast<double>(asked.size() * 1000), static_cast<double>(asked.size()),
      [&] {
        std::size_t found = 0;
        for (int i = 0; i < 1000; ++i)
          for (const auto& [port, transport, name] : asked) found += !lookup.on_port(port, transport).empty();
        keep(found);
      },
      ask, 5);
  table.pair(
      {.what = "port lookup, first name read", .rival = "glibc getservbyport", .at_least = true},
      static_cast<double>(asked.size() * 1000), static_cast<double>(asked.size()),
      [&] {
        std::size_t found = 0;
        for (int i = 0; i < 1000; ++i)
          for (const auto& [port, transport, name] : asked)
            found += lookup.on_port(port, transport).first().name().size();
        keep(found);
      },
      ask, 5);
}

}  // namespace

void lookups(Table& table, const Input& input) {
  const std::string bytes = lookup::compile(input.registry).value();
  const Lookup lookup = Lookup::from_bytes(std::as_bytes(std::span(bytes))).value();
  const std::vector<Question> questions = questions_of(input.registry, lookup);
  against_arrays(table, lookup, questions);
  against_hash_map(table, lookup, questions);
  against_glibc(table, lookup, questions);
}

}  // namespace portolan::bench
