// SPDX-License-Identifier: Apache-2.0
#include "post/courier.h"

#include <utility>

#include "post/carrier.h"
#include "post/collector.h"
#include "post/schema.h"

namespace portolan::post {
namespace {

constexpr std::uint64_t kMostAtOnce = 1000;

std::unexpected<Error> wrong(std::string message, std::string field) {
  return fail(ErrorCode::kInvalidArgument, std::move(message), Place{{}, 0, 0, std::move(field)});
}

Result<void> check(const Settings& settings) {
  const bool web = settings.public_url.starts_with("https://") || settings.public_url.starts_with("http://");
  if (!web || host_of(settings.public_url).empty())
    return wrong("the address of the registry on the web is needed for links: https://ports.example.org", "public_url");
  if (settings.timeout < std::chrono::seconds(1) || settings.timeout > std::chrono::minutes(10))
    return wrong("a try takes 1 second to 10 minutes", "timeout");
  if (settings.at_once < 1 || settings.at_once > kMostAtOnce) return wrong("1 to 1000 are sent at once", "at_once");
  if (settings.mail) return check(*settings.mail);
  return {};
}

}  // namespace

class Courier::Work {
 public:
  Work(const accounts::Office& office, ledger::Ledger& ledger, std::string registry, Settings settings, Letters letters)
      : office_(office),
        settings_(std::move(settings)),
        registry_(std::move(registry)),
        collector_(office, ledger, registry_, settings_.mail.has_value(), settings_.officers),
        carrier_(office, ledger, registry_, settings_, std::move(letters)) {}

  Result<std::uint64_t> collect(Time now) {
    for (std::uint64_t queued = 0;;) {
      const auto news = collector_.next();
      if (!news) return std::unexpected(news.error());
      if (!news->is_news()) return queued;
      const Move move{registry_, news->from, news->to, news->messages};
      const auto moved = move_cursor(office_.database, move, now);
      if (!moved) return std::unexpected(moved.error());
      // Another courier may have been faster: then what it did not reach is looked at.
      if (*moved) queued += news->messages.size();
    }
  }

  Result<Round> send_due(Time now) {
    Round round;
    std::optional<Kind> only;
    for (std::uint64_t done = 0; done < settings_.at_once; ++done) {
      const auto message = claim(office_.database, registry_, only, now, lease());
      if (!message) return std::unexpected(message.error());
      if (!*message) return round;
      const auto delivery = carrier_.carry(**message, now);
      if (!delivery) return std::unexpected(delivery.error());
      if (auto noted = note(**message, *delivery, now, round); !noted) return std::unexpected(noted.error());
      // Where the mail server cannot be reached for one, it cannot for the others.
      if ((*message)->kind == Kind::kMail && delivery->fate == Fate::kUnreachable) only = Kind::kHook;
    }
    round.more = true;
    return round;
  }

  Result<std::optional<Time>> next_due() { return post::next_due(office_.database, registry_); }

 private:
  // The last of a round may be claimed when all others have used up their time.
  std::chrono::seconds lease() const {
    return settings_.timeout * static_cast<std::int64_t>(settings_.at_once) + std::chrono::minutes(5);
  }

  Result<void> note(const Message& message, const Delivery& delivery, Time now, Round& round) {
    switch (delivery.fate) {
      case Fate::kTaken: ++round.sent; return settle(office_.database, message, State::kSent, {}, now);
      case Fate::kRefused:
        ++round.failed;
        return settle(office_.database, message, State::kFailed, delivery.problem, now);
      case Fate::kGone:
        ++round.dropped;
        return settle(office_.database, message, State::kDropped, delivery.problem, now);
      case Fate::kLater:
      case Fate::kUnreachable: break;
    }
    ++round.put_off;
    return put_off(office_.database, message, delivery.problem, now + wait_after(message.tries));
  }

  const accounts::Office& office_;
  Settings settings_;
  std::string registry_;
  Collector collector_;
  Carrier carrier_;
};

Courier::Courier(std::unique_ptr<Work> work) noexcept : work_(std::move(work)) {}
Courier::Courier(Courier&&) noexcept = default;
Courier::~Courier() = default;

Result<Courier> Courier::open(const accounts::Office& office, ledger::Ledger& ledger, std::string registry,
                              Settings settings) {
  if (auto sound = check(settings); !sound) return std::unexpected(std::move(sound.error()));
  auto letters = settings.letters.empty() ? Letters::built_in() : Letters::read(settings.letters);
  if (!letters) return std::unexpected(std::move(letters.error()));
  if (auto tables = migrate(office.database); !tables) return std::unexpected(std::move(tables.error()));
  return Courier(std::make_unique<Work>(office, ledger, std::move(registry), std::move(settings), std::move(*letters)));
}

Result<std::uint64_t> Courier::collect(Time now) { return work_->collect(now); }
Result<Round> Courier::send_due(Time now) { return work_->send_due(now); }
Result<std::optional<Time>> Courier::next_due() { return work_->next_due(); }

}  // namespace portolan::post
