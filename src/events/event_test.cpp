// SPDX-License-Identifier: Apache-2.0
#include "events/event.h"

#include <gtest/gtest.h>

#include "events/content.h"
#include "events/fields.h"

namespace portolan::events {
namespace {

std::string hex(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    constexpr char kDigits[] = "0123456789abcdef";
    out.push_back(kDigits[static_cast<unsigned char>(c) >> 4U]);
    out.push_back(kDigits[static_cast<unsigned char>(c) & 15U]);
  }
  return out;
}

Event removed() {
  return {.registry = "iana",
          .recorded = 1'700'000'000'000'000,
          .effective = {2023, 11, 14},
          .actor = "op",
          .reason = {},
          .what = RecordRemoved{300, registry::ChangeKind::kRemoved}};
}

TEST(EventEncoding, LiteralBytes) {
  EXPECT_EQ(hex(encode(removed())),
            "0104"                      // version 1, record-removed
            "010469616e61"              // registry "iana"
            "02088080f9c0c1c48203"      // recorded
            "030a323032332d31312d3134"  // effective "2023-11-14"
            "04026f70"                  // actor "op"
            "1002ac02"                  // number 300
            "120772656d6f766564");      // kind "removed"
}

TEST(EventEncoding, LiteralBytesOfAnApplicationsStep) {
  ApplicationStep step{
      .application = 12, .step = 2, .name = "voted", .key = "k", .standing = {}, .content = "c", .commitment = {}};
  step.standing = {.state = "ballot",
                   .kind = "assignment",
                   .service = "ltp",
                   .ports = PortRange{1113, 1113},
                   .transports = Transports::from_bits(0b1001),
                   .applicant = 3,
                   .reviewer = 4,
                   .due = 5,
                   .closed = true};
  step.commitment = Digest{};
  const Event event{
      .registry = "iana", .recorded = 1, .effective = {2023, 11, 14}, .actor = "#3", .reason = {}, .what = step};
  const std::string bytes = encode(event);
  EXPECT_EQ(hex(bytes),
            "010d"                      // version 1, application-step
            "010469616e61"              // registry "iana"
            "020101"                    // recorded
            "030a323032332d31312d3134"  // effective "2023-11-14"
            "04022333"                  // actor "#3"
            "30010c"                    // application 12
            "310102"                    // step 2
            "3205766f746564"            // "voted"
            "33016b"                    // key "k"
            "342e"                      // standing
            "010662616c6c6f74"          // state "ballot"
            "020a61737369676e6d656e74"  // kind "assignment"
            "03036c7470"                // service "ltp"
            "0404da88e422"              // ports 1113 to 1113
            "050109"
            "060103"
            "070104"
            "080105"
            "090101"  // transports, applicant, reviewer, due, closed
            "350163"  // content "c"
            "3620" +
                std::string(64, '0'));  // commitment
  const auto back = decode(bytes);
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(std::get<ApplicationStep>(back->what).standing, step.standing);
  EXPECT_EQ(encode(*back), bytes);
  EXPECT_EQ(application_number(back->what), 12U);
}

TEST(EventEncoding, EveryCutAndEveryChangedBitIsRefusedOrIsAnotherEvent) {
  const std::string bytes = encode(removed());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const auto cut = decode(std::string_view(bytes).substr(0, size));
    if (cut) {
      EXPECT_EQ(encode(*cut), bytes.substr(0, size));
    }
  }
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string flipped = bytes;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ 1 << bit % 8);
    const auto decoded = decode(flipped);
    if (decoded) {
      EXPECT_EQ(encode(*decoded), flipped) << "bit " << bit;
    }
  }
}

TEST(EventEncoding, WhatIsAlwaysWrittenIsNotLeftOut) {
  EXPECT_FALSE(decode_contact("")) << "a contact without an id";
  EXPECT_TRUE(decode_contact(std::string("\x01\x00", 2))) << "one whose id is empty";
  registry::Registry head;
  EXPECT_FALSE(decode_head(std::string("\x07\x00", 2), head)) << "an instruction without a target";
  EXPECT_FALSE(decode_head(std::string("\x09\x00", 2), head)) << "a footnote without an anchor";
  EXPECT_TRUE(decode_head(std::string("\x08\x00", 2), head)) << "a note may have no title";
}

TEST(EventEncoding, WhatANewerProgramWroteIsSaid) {
  std::string bytes = encode(removed());
  bytes[0] = 2;
  EXPECT_EQ(decode(bytes).error().code, ErrorCode::kUnsupported);
  bytes[0] = 1;
  bytes[1] = 77;
  EXPECT_EQ(decode(bytes).error().code, ErrorCode::kUnsupported);
}

TEST(Varint, TheShortestFormOnly) {
  for (const std::uint64_t value :
       {std::uint64_t{0}, std::uint64_t{127}, std::uint64_t{128}, std::uint64_t{300}, kMaxNumber}) {
    std::string bytes;
    append_varint(bytes, value);
    std::string_view rest = bytes;
    EXPECT_EQ(take_varint(rest), value);
    EXPECT_TRUE(rest.empty());
  }
  for (const std::string& bad :
       {std::string("\x80", 1), std::string("\x80\x00", 2), std::string("\x80\x80\x80\x80\x80\x80\x80\x80\x40", 9),
        std::string("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10), std::string(11, '\xff')}) {
    std::string_view rest = bad;
    EXPECT_FALSE(take_varint(rest)) << hex(bad);
  }
}

}  // namespace
}  // namespace portolan::events
