// SPDX-License-Identifier: Apache-2.0
//
// What the C interface adds to the C++ one: statuses, reasons, capacities, arguments that make no sense.
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <string>

#include "lookup/compiler.h"
#include "portolan/portolan.h"
#include "sample_registry.h"

namespace portolan {
namespace {

class CInterface : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    path_ = std::filesystem::path(::testing::TempDir()) / (std::to_string(::getpid()) + test->name() + ".lookup");
    std::ofstream(path_, std::ios::binary) << lookup::compile(testing::sample_registry()).value();
    ASSERT_EQ(portolan_open(path_.c_str(), &lookup_, nullptr, 0), PORTOLAN_OK);
  }
  void TearDown() override {
    portolan_close(lookup_);
    std::filesystem::remove(path_);
  }

  std::filesystem::path path_;
  portolan_lookup* lookup_ = nullptr;
};

std::string string(portolan_text text) { return text.size == 0 ? std::string() : std::string(text.data, text.size); }

TEST_F(CInterface, OpenSaysWhyItFailed) {
  portolan_lookup* none = lookup_;
  std::array<char, 256> why{};
  EXPECT_EQ(portolan_open("/nowhere/at.all", &none, why.data(), why.size()), PORTOLAN_NOT_FOUND);
  EXPECT_EQ(none, nullptr);
  EXPECT_TRUE(std::string(why.data()).starts_with("/nowhere/at.all: ")) << why.data();

  std::filesystem::resize_file(path_, 100);
  EXPECT_EQ(portolan_open(path_.c_str(), &none, why.data(), why.size()), PORTOLAN_DAMAGED);
  EXPECT_TRUE(std::string(why.data()).starts_with(path_.string())) << why.data();
}

TEST_F(CInterface, OpenRefusesNullWithAReason) {
  portolan_lookup* none = lookup_;
  std::array<char, 256> why{};
  EXPECT_EQ(portolan_open(nullptr, &none, why.data(), why.size()), PORTOLAN_INVALID_ARGUMENT);
  EXPECT_EQ(none, nullptr);
  EXPECT_NE(why[0], '\0');
  EXPECT_EQ(portolan_open(path_.c_str(), nullptr, nullptr, 0), PORTOLAN_INVALID_ARGUMENT);
}

TEST_F(CInterface, ReasonsAreCutToTheirRoomAndTerminated) {
  portolan_lookup* none = nullptr;
  std::array<char, 6> why = {'x', 'x', 'x', 'x', 'x', 'x'};
  EXPECT_EQ(portolan_open("/nowhere/at.all", &none, why.data(), 5), PORTOLAN_NOT_FOUND);
  EXPECT_EQ(std::string(why.data(), why.size()), std::string("/now\0x", 6));
}

TEST_F(CInterface, QuestionsCountMoreThanTheyFill) {
  std::array<portolan_record, 3> records{};
  records[2].position = 12345;
  EXPECT_EQ(portolan_on_port(lookup_, 80, PORTOLAN_TCP, records.data(), 2), 3U);
  EXPECT_EQ(string(records[0].name), "http");
  EXPECT_EQ(string(records[1].name), "www");
  EXPECT_EQ(records[2].position, 12345U);
  EXPECT_EQ(portolan_on_port(lookup_, 80, PORTOLAN_ANY, nullptr, 0), 4U);
}

TEST_F(CInterface, QuestionsThatMakeNoSenseHaveNoRecords) {
  EXPECT_EQ(portolan_on_port(lookup_, 80, 4, nullptr, 0), 0U);
  EXPECT_EQ(portolan_on_port(lookup_, 80, -2, nullptr, 0), 0U);
  EXPECT_EQ(portolan_in_range(lookup_, 81, 80, PORTOLAN_ANY, nullptr, 0), 0U);
  EXPECT_EQ(portolan_record_at(lookup_, portolan_count(lookup_), nullptr), 0);
}

TEST_F(CInterface, ARecordIsTheSameByNameByPortAndByPosition) {
  portolan_record by_port{}, by_name{}, by_position{};
  ASSERT_EQ(portolan_on_port(lookup_, 80, PORTOLAN_UDP, &by_port, 1), 1U);
  ASSERT_EQ(portolan_record_at(lookup_, by_port.position, &by_position), 1);
  ASSERT_GE(portolan_named(lookup_, "HTTPx", 4, &by_name, 1), 1U);  // four bytes of it
  EXPECT_EQ(string(by_position.name), "http");
  EXPECT_EQ(by_position.transport, PORTOLAN_UDP);
  EXPECT_EQ(by_position.first_port, 80);
  EXPECT_EQ(string(by_name.name), "http");
}

TEST_F(CInterface, ContactsAndSearches) {
  portolan_contact contact{};
  ASSERT_EQ(portolan_contact_by_id(lookup_, "Ann_Example", 11, &contact), 1);
  EXPECT_EQ(string(contact.name), "Ann Example");
  EXPECT_EQ(contact.updated.year, 2020);
  EXPECT_EQ(portolan_contact_by_id(lookup_, "ann_example", 11, &contact), 0);

  portolan_search* search = portolan_search_new(lookup_);
  portolan_record record{};
  ASSERT_EQ(portolan_search_run(search, "http", 4, &record, 1), 1U);
  EXPECT_EQ(record.rank, PORTOLAN_EXACT_NAME);
  EXPECT_EQ(string(record.name), "http");
  portolan_search_free(search);
}

TEST(CInterfaceAlone, VersionPathAndDate) {
  EXPECT_NE(std::string(portolan_version()), "");
  EXPECT_TRUE(std::string(portolan_registry_path()).ends_with("/portolan/registry.lookup"));
  portolan_close(nullptr);
}

}  // namespace
}  // namespace portolan
