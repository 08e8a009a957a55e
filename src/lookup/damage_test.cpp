// SPDX-License-Identifier: Apache-2.0
//
// Damaged lookup files: an error or the right answer, never a signal and never a wrong answer.
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>

#include "lookup/compiler.h"
#include "lookup/layout.h"
#include "portolan/lookup.h"
#include "sample_registry.h"

namespace portolan {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || !defined(__OPTIMIZE__)
constexpr std::size_t kStep = 61;  // each case is many times as dear here; the release build does all of them
#else
constexpr std::size_t kStep = 1;
#endif

std::string text(RecordView view) {
  std::string out = std::to_string(view.position());
  for (unsigned field = 0; field < lookup::kRecordFields; ++field) out.append("|").append(view.field(field));
  out += "|" + (view.ports() ? to_string(*view.ports()) : "") + "|" + to_string(view.registered()) +
         to_string(view.modified());
  return out + std::to_string(static_cast<int>(view.status())) +
         (view.transport() ? std::string(to_string(*view.transport())) : "");
}

constexpr std::string_view kDamaged = "damaged";

std::string text(const Matches& matches) {
  std::string out;
  for (const RecordView view : matches) out += text(view) + "\n";
  return matches.damaged() ? std::string(kDamaged) : out;
}

// One answer for each kind of question. Those that ask for what is not there are part of it: damage must not pass as
// "not found" either.
class Questions {
 public:
  static constexpr std::size_t kCount = 12;

  static std::string ask(const Lookup& lookup, std::size_t which) {
    switch (which) {
      case 0: return text(lookup.on_port(80, Transport::kTcp));
      case 1: return text(lookup.on_port(1113, Transport::kDccp));
      case 2: return text(lookup.on_port(81, Transport::kTcp));
      case 3: return text(lookup.on_port(6061));
      case 4: return text(lookup.in_range({5990, 7400}));
      case 5: return text(lookup.named("http"));
      case 6: return text(lookup.named("Escale (Newton Dock)"));
      case 7: return text(lookup.named("no-such-name"));
      case 8: return record(lookup, 7);
      case 9: return contact(lookup, "Grey_Mueller");
      case 10: return contact(lookup, "Who");
      default: return search(lookup);
    }
  }

 private:
  static std::string record(const Lookup& lookup, std::uint32_t position) {
    const RecordView view = lookup.record(position);
    return view.damaged() ? std::string(kDamaged) : text(view);
  }
  static std::string contact(const Lookup& lookup, std::string_view id) {
    const ContactView view = lookup.contact(id);
    return view.damaged() ? std::string(kDamaged) : std::string(view.id()) + std::string(view.uris());
  }
  static std::string search(const Lookup& lookup) {
    Search search(lookup);
    std::array<Hit, 20> hits;
    std::string out;
    const std::size_t count = search.run("http", hits);
    for (std::size_t i = 0; i < count; ++i) out += text(hits[i].record) + "\n";
    return search.damaged() ? std::string(kDamaged) : out;
  }
};

class Damage : public ::testing::Test {
 protected:
  Damage() : bytes_(lookup::compile(testing::sample_registry()).value()) {
    const Lookup lookup = Lookup::from_bytes(span(), Lookup::Verify::kAll).value();
    for (std::size_t i = 0; i < Questions::kCount; ++i) right_[i] = Questions::ask(lookup, i);
  }

  std::span<const std::byte> span() const { return std::as_bytes(std::span(bytes_.data(), bytes_.size())); }

  // Counts answers that are neither right nor refused.
  std::size_t wrong_answers(Lookup::Verify verify) {
    const auto lookup = Lookup::from_bytes(span(), verify);
    if (!lookup) {
      ++refused_;
      return 0;
    }
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < Questions::kCount; ++i) {
      const std::string answer = Questions::ask(*lookup, i);
      if (answer == kDamaged)
        ++refused_;
      else if (answer != right_[i])
        ++wrong;
    }
    return wrong;
  }

  std::size_t flip_and_ask(std::size_t bit, Lookup::Verify verify) {
    bytes_[bit / 8] = static_cast<char>(bytes_[bit / 8] ^ 1 << bit % 8);
    const std::size_t wrong = wrong_answers(verify);
    bytes_[bit / 8] = static_cast<char>(bytes_[bit / 8] ^ 1 << bit % 8);
    return wrong;
  }

  std::string bytes_;
  std::array<std::string, Questions::kCount> right_;
  std::size_t refused_ = 0;
};

TEST_F(Damage, EveryBitOfTheFirst4KiBAnd5000Elsewhere) {
  testing::Random random(4096);
  for (const auto verify : {Lookup::Verify::kAll, Lookup::Verify::kOnRead}) {
    std::size_t cases = 0;
    std::size_t wrong = 0;
    for (std::size_t bit = 0; bit < 4096 * 8; bit += kStep, ++cases) wrong += flip_and_ask(bit, verify);
    for (std::size_t i = 0; i < 5000; i += kStep, ++cases)
      wrong += flip_and_ask(4096 * 8 + random.next() % ((bytes_.size() - 4096) * 8), verify);
    EXPECT_EQ(wrong, 0U);
    EXPECT_GT(refused_, 0U);
    std::printf("%zu single-bit flips, seed 4096: 0 expected wrong, %zu wrong, %zu refusals\n", cases, wrong, refused_);
  }
}

TEST_F(Damage, EveryByteOfEachSectionWhereItIsSmall) {
  lookup::Header header;
  std::memcpy(&header, bytes_.data(), sizeof header);
  for (const auto section :
       {lookup::kHead, lookup::kGroups, lookup::kRecords, lookup::kRecordIndex, lookup::kNameBuckets, lookup::kNameKeys,
        lookup::kNameRefs, lookup::kContacts, lookup::kContactIndex, lookup::kContactsById, lookup::kText,
        lookup::kTextStarts, lookup::kWordText, lookup::kWordIndex, lookup::kPostings, lookup::kNamePilots})
    for (std::size_t at = 0; at < header.sections[section].size; at += kStep)
      EXPECT_EQ(flip_and_ask((header.sections[section].offset + at) * 8 + at % 8, Lookup::Verify::kOnRead), 0U)
          << "section " << section << ", byte " << at;
}

TEST_F(Damage, EveryTruncationIsRefused) {
  for (std::size_t size = 0; size < bytes_.size(); size += kStep)
    ASSERT_FALSE(Lookup::from_bytes(span().first(size), Lookup::Verify::kNone).has_value()) << size;
}

TEST_F(Damage, AFlippedBitInFrontOfAChecksumIsTheSeededDefect) {
  // Without comparing, damage gives wrong answers: so the tests above can fail.
  testing::Random random(1);
  lookup::Header header;
  std::memcpy(&header, bytes_.data(), sizeof header);
  std::size_t wrong = 0;
  for (int i = 0; i < 500; ++i) {
    const auto& records = header.sections[lookup::kRecords];
    wrong += flip_and_ask((records.offset + random.below(records.size)) * 8, Lookup::Verify::kNone);
  }
  EXPECT_GT(wrong, 0U);
}

// Bytes that fit their checksums but break the grammar: only bounds checks help against them.
TEST_F(Damage, CraftedFilesNeverReadOutOfBounds) {
  testing::Random random(77);
  lookup::Header header;
  std::memcpy(&header, bytes_.data(), sizeof header);
  const std::string original = bytes_;
  for (int i = 0; i < 3000; i += static_cast<int>(kStep)) {
    const auto& section = header.sections[random.below(lookup::kSectionCount)];
    for (int k = 0; k < 8; ++k) {
      const std::uint32_t value = random.below(4) == 0 ? 0xFFFFFFFFU : random.below(1U << (random.below(31) + 1));
      if (section.size >= 4) std::memcpy(bytes_.data() + section.offset + random.below(section.size - 3), &value, 4);
    }
    wrong_answers(Lookup::Verify::kNone);
    bytes_ = original;
  }
}

TEST_F(Damage, ForeignFilesAreNamed) {
  const auto message = [&](std::string file) {
    file.resize(std::max<std::size_t>(file.size(), 512));
    const auto opened = Lookup::from_bytes(std::as_bytes(std::span(file.data(), file.size())));
    return opened ? std::string() : opened.error().message;
  };
  EXPECT_EQ(message("\x7F"
                    "ELF"),
            "this is not a lookup file");
  std::string newer = bytes_;
  newer[8] = 9;
  EXPECT_EQ(message(newer), "this lookup file is of version 9; this program reads version 1: compile it again");
  EXPECT_NE(message(bytes_.substr(0, 1000)).find("is cut"), std::string::npos);
  const auto missing = Lookup::open("/nonexistent/registry.lookup");
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(Lookup::open("/").error().code, ErrorCode::kDamaged);
}

}  // namespace
}  // namespace portolan
