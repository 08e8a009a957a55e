// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "formats/xml.h"
#include "sample_registry.h"

namespace portolan::formats {
namespace {

TEST(XmlRecord, IsWhatStandsInTheFile) {
  const registry::Registry registry = testing::sample_registry();
  std::string records;
  for (const registry::Record& record : registry.records) write_xml_record(record, records);
  std::string document;
  write_xml(registry, document);
  EXPECT_TRUE(records.starts_with("  <record"));
  EXPECT_NE(document.find(records), std::string::npos);
}

}  // namespace
}  // namespace portolan::formats
