// SPDX-License-Identifier: Apache-2.0
#include "app/listing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "app/view.h"
#include "sample_registry.h"

namespace portolan::app {
namespace {

using testing::RecordBuilder;

class Lists {
 public:
  explicit Lists(const registry::Registry& registry)
      : view_(View::make(registry, "test").value()),
        index_(view_->lookup()),
        citations_(view_->lookup()),
        search_(view_->lookup()) {}

  Result<ListPage> page(const ListRequest& request) { return list(index_, citations_, search_, request); }
  using Parameters = std::vector<std::pair<std::string_view, std::string_view>>;
  ListPage page_of(Parameters parameters) { return page(parse_list_request(parameters).value()).value(); }
  // "name port/transport" of each, with blanks between; "-" is no name.
  std::string words_of(const ListPage& page) {
    std::string out;
    for (const std::uint32_t position : page.positions) {
      const RecordView record = view_->lookup().record(position);
      out += out.empty() ? "" : " ";
      out += record.name().empty() ? "-" : std::string(record.name());
      if (record.ports()) out += ":" + to_string(*record.ports());
      if (record.transport()) out += "/" + std::string(to_string(*record.transport()));
    }
    return out;
  }
  std::string words(Parameters parameters) { return words_of(page_of(std::move(parameters))); }
  std::vector<std::uint32_t> whole(ListRequest request) {
    std::vector<std::uint32_t> all;
    for (;;) {
      const auto one = page(request);
      EXPECT_TRUE(one) << one.error().message;
      all.insert(all.end(), one->positions.begin(), one->positions.end());
      if (!one->next) return all;
      request.cursor = *one->next;
    }
  }
  const Lookup& lookup() const { return view_->lookup(); }

 private:
  std::shared_ptr<const View> view_;
  ListIndex index_;
  Citations citations_;
  Search search_;
};

registry::Registry few() {
  registry::Registry few;
  registry::set_default_head(few);
  few.contacts = {{"Ann", "Ann", {}, {}, {}}, {"Ben", "Ben", {}, {}, {}}};
  registry::Record beta = RecordBuilder("beta", "Second").port(20).on(Transport::kUdp).contact("Ann");
  beta.registered = {.year = 2020, .month = 2, .day = 0};
  registry::Record alpha = RecordBuilder("Alpha", "First").port(20).on(Transport::kTcp).contact("Ben");
  alpha.registered = {.year = 2020, .month = 2, .day = 3};
  alpha.assignee.add_person("Ann");
  registry::Record reserved = RecordBuilder("", "Reserved").ports(1000, 1100);
  registry::Record portless = RecordBuilder("gamma", "No port").on(Transport::kTcp).contact("Ben");
  portless.registered = {.year = 1999, .month = 1, .day = 1};
  registry::Record bare = RecordBuilder("delta", "Neither");
  few.records = {portless, reserved, beta, alpha, bare};
  return few;
}

TEST(Listing, PortsComeInOrderAndWhatHasNoneComesLast) {
  Lists lists(few());
  EXPECT_EQ(lists.words({}), "beta:20/udp Alpha:20/tcp -:1000-1100 gamma/tcp delta");
  EXPECT_EQ(lists.words({{"sort", "-port"}}), "-:1000-1100 Alpha:20/tcp beta:20/udp gamma/tcp delta");
}

TEST(Listing, NamesAreSortedWithoutCase) {
  Lists lists(few());
  EXPECT_EQ(lists.words({{"sort", "name"}}), "Alpha:20/tcp beta:20/udp delta gamma/tcp -:1000-1100");
  EXPECT_EQ(lists.words({{"sort", "-name"}}), "gamma/tcp delta beta:20/udp Alpha:20/tcp -:1000-1100");
}

TEST(Listing, AMonthComesBeforeItsDays) {
  Lists lists(few());
  EXPECT_EQ(lists.words({{"sort", "registered"}}), "gamma/tcp beta:20/udp Alpha:20/tcp -:1000-1100 delta");
  EXPECT_EQ(lists.words({{"sort", "-registered"}}), "Alpha:20/tcp beta:20/udp gamma/tcp -:1000-1100 delta");
}

TEST(Listing, FiltersMustAllHold) {
  Lists lists(few());
  EXPECT_EQ(lists.words({{"transport", "tcp"}}), "Alpha:20/tcp gamma/tcp");
  EXPECT_EQ(lists.words({{"transport", "any,none"}}), "-:1000-1100 delta");
  EXPECT_EQ(lists.words({{"transport", "tcp"}, {"transport", "udp"}, {"range", "system"}}), "beta:20/udp Alpha:20/tcp");
  EXPECT_EQ(lists.words({{"range", "user"}}), "-:1000-1100") << "a range of ports can be in several";
  EXPECT_EQ(lists.words({{"range", "none"}}), "gamma/tcp delta");
  EXPECT_EQ(lists.words({{"status", "reserved"}}), "-:1000-1100");
  EXPECT_EQ(lists.words({{"ports", "1050,20"}}), "beta:20/udp Alpha:20/tcp -:1000-1100");
  EXPECT_EQ(lists.words({{"q", "neither"}}), "delta");
  EXPECT_EQ(lists.words({{"q", "reserved"}, {"transport", "tcp"}}), "");
  EXPECT_EQ(lists.page_of({{"range", "none"}}).total, 2U);
}

TEST(Listing, TheAssigneeIsWhoHoldsIt) {
  Lists lists(few());
  EXPECT_EQ(lists.words({{"assignee", "Ann"}}), "beta:20/udp Alpha:20/tcp");
  EXPECT_EQ(lists.words({{"assignee", "Ben"}}), "gamma/tcp") << "of alpha he is the contact only";
  EXPECT_EQ(lists.words({{"assignee", "Ann"}, {"q", "first"}}), "Alpha:20/tcp");
  EXPECT_EQ(lists.words({{"assignee", "Nobody"}}), "");
}

TEST(Listing, PagesAreTheWholeInEveryOrder) {
  Lists lists(testing::random_registry(500, 7));
  for (const Sort sort : {Sort::kPort, Sort::kName, Sort::kRegistered, Sort::kModified})
    for (const bool descending : {false, true})
      for (const std::size_t limit : {1U, 7U, 499U, 500U, 501U}) {
        ListRequest request;
        request.sort = sort;
        request.descending = descending;
        request.limit = 1000;
        const auto at_once = lists.whole(request);
        request.limit = limit;
        EXPECT_EQ(lists.whole(request), at_once) << to_string(sort) << descending << limit;
        EXPECT_EQ(std::set(at_once.begin(), at_once.end()).size(), 500U);
      }
}

TEST(Listing, FilteredPagesAreTheWholeToo) {
  Lists lists(testing::random_registry(500, 8));
  ListRequest request;
  request.transports.add(TransportChoice::kTcp);
  request.ranges.add(RangeChoice::kUser);
  request.limit = 1000;
  const auto at_once = lists.page(request);
  EXPECT_GT(at_once->total, 50U);
  EXPECT_EQ(at_once->positions.size(), at_once->total);
  request.limit = 9;
  EXPECT_EQ(lists.whole(request), at_once->positions);
  EXPECT_EQ(lists.page(request)->total, at_once->total);
}

TEST(Listing, AnyPlaceOfAListIsSkippedTo) {
  Lists lists(testing::random_registry(500, 10));
  for (const bool filtered : {false, true}) {
    ListRequest request;
    request.sort = Sort::kName;
    if (filtered) request.transports.add(TransportChoice::kTcp);
    request.limit = 1000;
    const auto all = lists.page(request)->positions;
    request.limit = 10;
    const std::string second_page = *lists.page(request)->next;
    for (const std::size_t from : {std::size_t{0}, std::size_t{10}}) {
      request.cursor = from == 0 ? std::string() : second_page;
      for (const std::size_t skip : {std::size_t{1}, std::size_t{25}, all.size() - from - 3, all.size(), SIZE_MAX}) {
        request.skip = skip;
        const auto page = lists.page(request);
        const std::size_t begin = std::min(skip, all.size() - from) + from;
        const std::vector<std::uint32_t> expected(
            all.begin() + static_cast<std::ptrdiff_t>(begin),
            all.begin() + static_cast<std::ptrdiff_t>(std::min(begin + 10, all.size())));
        EXPECT_EQ(page->positions, expected) << from << " " << skip;
        EXPECT_EQ(page->total, all.size());
      }
    }
  }
}

// The registry changed between two pages: what was not changed itself comes once.
TEST(Listing, ACursorOutlivesItsRegistry) {
  registry::Registry before = testing::random_registry(300, 9);
  registry::Registry after = before;
  after.records.erase(after.records.begin() + 20, after.records.begin() + 40);
  for (int i = 0; i < 30; ++i) after.records.insert(after.records.begin(), RecordBuilder("new", "New").port(6000));
  for (const Sort sort : {Sort::kPort, Sort::kName})
    for (const bool descending : {false, true}) {
      Lists first(before);
      Lists second(after);
      ListRequest request;
      request.sort = sort;
      request.descending = descending;
      request.limit = 150;
      const auto page = first.page(request);
      std::multiset<std::string_view> seen;
      for (const auto position : page->positions) seen.insert(first.lookup().record(position).contact());
      request.cursor = *page->next;
      std::multiset<std::string_view> later;
      for (const auto position : second.whole(request))
        if (second.lookup().record(position).name() != "new") later.insert(second.lookup().record(position).contact());
      std::multiset<std::string_view> expected;
      const auto rest = first.whole(request);
      for (const auto position : rest)
        if (position < 20 || position >= 40) expected.insert(first.lookup().record(position).contact());
      EXPECT_EQ(later, expected) << to_string(sort) << descending;
    }
}

TEST(Listing, WhatIsNoCursorIsRefused) {
  Lists lists(few());
  for (const char* text : {"x", "1.2", "a.b.c", "21.x.0", "21.0.x", ".0.0", "0.0.0", "21.0.0.0", "-1.0.0"}) {
    ListRequest request;
    request.cursor = text;
    const auto page = lists.page(request);
    ASSERT_FALSE(page) << text;
    EXPECT_EQ(page.error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(page.error().place.field, "cursor");
  }
}

TEST(Listing, WrongParametersAreNamed) {
  using Parameter = std::pair<std::string_view, std::string_view>;
  for (const Parameter& wrong :
       {Parameter{"status", "taken"}, Parameter{"transport", "tcp,,udp"}, Parameter{"range", "large"},
        Parameter{"ports", "1-"}, Parameter{"sort", "size"}, Parameter{"sort", "--port"}, Parameter{"skip", "-1"},
        Parameter{"limit", "0"}, Parameter{"limit", "1001"}, Parameter{"limit", "-1"}, Parameter{"columns", "nick"}}) {
    const auto request = parse_list_request(std::array{wrong});
    ASSERT_FALSE(request) << wrong.first << "=" << wrong.second;
    EXPECT_EQ(request.error().place.field, wrong.first);
  }
}

TEST(Listing, EmptyAndForeignParametersArePassedOver) {
  const std::array<std::pair<std::string_view, std::string_view>, 4> parameters = {
      {{"status", ""}, {"limit", ""}, {"as_of", "2024"}, {"theme", "dark"}}};
  const auto request = parse_list_request(parameters);
  ASSERT_TRUE(request);
  EXPECT_TRUE(request->admits_all());
  EXPECT_EQ(request->limit, 100U);
}

TEST(Listing, ColumnsKeepTheirOrder) {
  const std::array<std::pair<std::string_view, std::string_view>, 1> parameters = {
      {{"columns", "port_number,service_name,port_number"}}};
  EXPECT_EQ(parse_list_request(parameters)->columns,
            (std::vector{registry::Column::kPortNumber, registry::Column::kServiceName}));
}

}  // namespace
}  // namespace portolan::app
