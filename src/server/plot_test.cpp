// SPDX-License-Identifier: Apache-2.0
#include "server/plot.h"

#include <gtest/gtest.h>

#include <string>

namespace portolan::server {
namespace {

BarPlot two_series() {
  return {.id = "demo",
          .title = "Things by <year>",
          .description = "More & more",
          .what = "Year",
          .unit = "things",
          .series = {{"TCP", "tcp"}, {"UDP", "udp"}},
          .bars = {{"2014", {3, 1}}, {"2015", {0, 4}}},
          .label_every = 5};
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t i = text.find(part); i != std::string_view::npos; i = text.find(part, i + part.size())) ++found;
  return found;
}

TEST(Plot, NumbersAreWrittenAsPeopleReadThem) {
  EXPECT_EQ(with_commas(0), "0");
  EXPECT_EQ(with_commas(999), "999");
  EXPECT_EQ(with_commas(1000), "1,000");
  EXPECT_EQ(with_commas(48128), "48,128");
  EXPECT_EQ(with_commas(1234567), "1,234,567");
  EXPECT_EQ(percent(0), "0.0 %");
  EXPECT_EQ(percent(0.1234), "12.3 %");
  EXPECT_EQ(percent(0.00001), "under 0.1 %");
  EXPECT_EQ(percent(1), "100.0 %");
}

TEST(Plot, AxesHaveAtMostSixRoundSteps) {
  EXPECT_EQ(axis_step(0), 1U);
  EXPECT_EQ(axis_step(5), 1U);
  EXPECT_EQ(axis_step(6), 2U);
  EXPECT_EQ(axis_step(623), 200U);
  EXPECT_EQ(axis_step(14533), 5000U);
  EXPECT_GT(axis_step(UINT64_MAX / 100), 0U);
}

TEST(Plot, EveryPictureHasATitleADescriptionAndItsNumbersInEachMark) {
  for (const Markup& picture : {stacked_columns(two_series()), grouped_columns(two_series()), lying_bars(two_series()),
                                share_bars(two_series())}) {
    const std::string& svg = picture.html();
    EXPECT_TRUE(svg.contains(R"(role="img" aria-labelledby="demo-title" aria-describedby="demo-desc")"));
    EXPECT_TRUE(svg.contains(R"(<title id="demo-title">Things by &lt;year&gt;</title>)"));
    EXPECT_TRUE(svg.contains(R"(<desc id="demo-desc">More &amp; more</desc>)"));
    EXPECT_TRUE(svg.contains("2014, TCP: 3 things"));
    EXPECT_EQ(count(svg, "class=\"mark "), 3U) << "nothing is drawn for nothing";
    EXPECT_FALSE(svg.contains("style="));
  }
}

TEST(Plot, StackedColumnsStandOnTheAxisAndOnEachOther) {
  // 210 units for an axis to 4: 52.5 for one.
  const std::string svg = stacked_columns(two_series()).html();
  EXPECT_TRUE(svg.contains(R"(y="72.5" width="259.2" height="157.5")")) << svg;
  EXPECT_TRUE(svg.contains(R"(y="20" width="259.2" height="52.5")")) << svg;
}

TEST(Plot, OnlyNumbersThatAreMultiplesHaveALabel) {
  const std::string svg = stacked_columns(two_series()).html();
  EXPECT_TRUE(svg.contains(">2015</text>"));
  EXPECT_FALSE(svg.contains(">2014</text>"));
}

TEST(Plot, SharesFillTheLengthWhateverTheirSum) {
  const std::string svg = share_bars(two_series()).html();
  EXPECT_TRUE(svg.contains(R"(x="190" y="4" width="397.5")")) << svg;  // three quarters of 530
  EXPECT_TRUE(svg.contains(R"(x="190" y="38" width="530")")) << svg;
  EXPECT_TRUE(svg.contains("2015, UDP: 4 things (100.0 %)"));
}

TEST(Plot, TablesHaveARowForEachBarAndTheSum) {
  const std::string with_sum = number_table(two_series(), true).html();
  EXPECT_TRUE(with_sum.contains(
      R"(<th scope="row">2014</th><td class="number">3</td><td class="number">1</td><td class="number">4</td>)"));
  EXPECT_FALSE(number_table(two_series(), false).html().contains("Together"));
}

TEST(Plot, NothingToDrawIsAPictureToo) {
  const BarPlot none{
      .id = "none", .title = "T", .description = "D", .what = "W", .unit = "u", .series = {{"S", "s"}}, .bars = {}};
  for (const Markup& picture : {stacked_columns(none), grouped_columns(none), lying_bars(none), share_bars(none)})
    EXPECT_TRUE(picture.html().starts_with("<svg"));
  EXPECT_TRUE(legend(none.series).empty());
}

}  // namespace
}  // namespace portolan::server
