// SPDX-License-Identifier: Apache-2.0
//
// WHOIS (RFC 3912): a question on one line, an answer in words, the connection is closed.
//
// A question is what `portolan lookup` takes (443, 443/tcp, 6000-6063, https, _https._tcp), the id of a contact, or
// words to search for; `free` in front of a port, ports or a name asks for one line whether it could be had, as the
// availability services of domain registries say it; `@2024-07-01` or `@1234` behind it asks for that moment; `help`.
//
// An answer has lines of `key: value`, with an empty line between records, and lines that begin with `%` for people.
// All lines end in CR LF. Whatever is asked and whatever a registry holds, only printable UTF-8 comes out.
//
// Thread-safety: as net::LineHandler; any thread.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "app/view.h"
#include "keeping/views.h"
#include "net/http.h"
#include "registry/availability.h"
#include "registry/port_use.h"

namespace portolan::server {

class Whois final : public net::LineHandler {
 public:
  // `views` must outlive it.
  explicit Whois(keeping::Views& views) : views_(views) {}

  std::string answer_line(std::string_view question) override;

 private:
  // Which ports of a view are free; made once for as long as the same view is asked.
  struct Use {
    Use(std::string view, std::vector<registry::Holding> holdings);
    std::string identity;
    registry::PortUse ports;
    registry::Availability availability;
  };
  Result<std::shared_ptr<const Use>> use_of(const app::View& view);
  std::string answer(std::string_view question);
  std::string say_free(const app::View& view, std::string_view question);

  keeping::Views& views_;
  std::mutex mutex_;
  std::shared_ptr<const Use> use_;
};

// What the answers are made of, apart from time: for Whois and its tests. Lines end in "\n" still.

// What a view says to a question.
std::string whois_text(const app::View& view, std::string_view question);
// What can be asked.
std::string whois_help(const app::View& view);
// One line on a port, ports or a name.
std::string whois_free(const app::View& view, const registry::Availability& availability, std::string_view question);

}  // namespace portolan::server
