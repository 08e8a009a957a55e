// SPDX-License-Identifier: Apache-2.0
#include <expat.h>
#include <sys/resource.h>

#include "benches.h"
#include "formats/csv.h"
#include "formats/json.h"
#include "formats/xml.h"
#include "lookup/compiler.h"

namespace portolan::bench {
namespace {

// What any reader on expat costs at least: every event is delivered, and nothing is done with it.
void expat_pass(const std::string& xml) {
  XML_Parser parser = XML_ParserCreate("UTF-8");
  XML_SetElementHandler(
      parser, [](void*, const char*, const char**) {}, [](void*, const char*) {});
  XML_SetCharacterDataHandler(parser, [](void*, const char*, int) {});
  constexpr std::size_t kChunk = 65536;
  for (std::size_t at = 0; at < xml.size(); at += kChunk) {
    const std::size_t size = std::min(kChunk, xml.size() - at);
    XML_Parse(parser, xml.data() + at, static_cast<int>(size), at + size == xml.size());
  }
  XML_ParserFree(parser);
}

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

}  // namespace

void reading(Table& table, const Input& input) {
  table.pair(
      {.what = "reading the XML", .rival = "expat with empty handlers", .limit = 1.6}, 1, 1,
      [&] { keep(formats::read_xml(input.xml, {}).ok()); }, [&] { expat_pass(input.xml); });
  std::string csv;
  formats::write_csv(input.registry, csv);
  table.pair(
      {.what = "reading the CSV", .rival = "expat with empty handlers, the XML"}, 1, 1,
      [&] { keep(formats::read_csv(csv, {}).ok()); }, [&] { expat_pass(input.xml); });
  table.pair(
      {.what = "compiling the lookup file", .rival = "expat with empty handlers, the XML"}, 1, 1,
      [&] { keep(lookup::compile(input.registry).has_value()); }, [&] { expat_pass(input.xml); }, 5);
}

void sizes(const Input& input) {
  const double before = peak_megabytes();
  const std::string bytes = lookup::compile(input.registry).value();
  std::printf(
      "\n%zu records: XML %.2f MB, lookup file %.2f MB; peak memory of this process %.0f MB before compiling, %.0f MB "
      "after\n",
      input.registry.records.size(), static_cast<double>(input.xml.size()) / 1e6,
      static_cast<double>(bytes.size()) / 1e6, before, peak_megabytes());
}

}  // namespace portolan::bench
