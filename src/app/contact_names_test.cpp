// SPDX-License-Identifier: Apache-2.0
#include "app/contact_names.h"

#include <gtest/gtest.h>

#include "app/view.h"
#include "sample_registry.h"

namespace portolan::app {
namespace {

class ContactNamesOfSample : public ::testing::Test {
 protected:
  std::string find(std::string_view text, std::size_t most = 10) {
    std::string ids;
    for (const std::uint32_t position : names_.find(text, most))
      ids.append(ids.empty() ? "" : " ").append(view_->lookup().contact_at(position).id());
    return ids;
  }

  std::shared_ptr<const View> view_ = View::make(testing::sample_registry(), "test").value();
  ContactNames names_{view_->lookup()};
};

TEST_F(ContactNamesOfSample, AreFoundByBeginningsOfWords) {
  EXPECT_EQ(find("ann"), "Ann_Example");
  EXPECT_EQ(find("EXAM"), "Ann_Example");
  EXPECT_EQ(find("exam ann"), "Ann_Example");
  EXPECT_EQ(find("söhne"), "Grey_Mueller") << "a word of the organisation";
  EXPECT_EQ(find("muller"), "Grey_Mueller") << "accents do not matter";
  EXPECT_EQ(find("mueller"), "Grey_Mueller") << "a word of the id";
}

TEST_F(ContactNamesOfSample, EachWordMustBeThere) {
  EXPECT_EQ(find("ann mueller"), "");
  EXPECT_EQ(find("xample"), "");
  EXPECT_EQ(find(""), "");
  EXPECT_EQ(find(" ._- "), "");
}

TEST_F(ContactNamesOfSample, ComeInTheOrderOfTheRegistry) {
  EXPECT_EQ(find("mu"), "Grey_Mueller");
  EXPECT_EQ(find("n"), "Nobody");
  EXPECT_EQ(names_.find("n", 0).size(), 0U);
}

TEST_F(ContactNamesOfSample, AreFoundById) {
  EXPECT_EQ(names_.position_of("Nobody"), 2U);
  EXPECT_EQ(names_.position_of("nobody"), std::nullopt);
}

}  // namespace
}  // namespace portolan::app
