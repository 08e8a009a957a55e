// SPDX-License-Identifier: Apache-2.0
//
// A site over a registry, asked without a network.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "keeping/views.h"
#include "ledger_batches.h"
#include "lookup/compiler.h"
#include "scratch_folder.h"
#include "server/site.h"

namespace portolan::testing {

class AskedSite {
 public:
  // Over the file or folder.
  explicit AskedSite(const std::string& where, std::string public_url = {})
      : views_(keeping::Views::open(where).value()), site_(*views_, {.public_url = std::move(public_url)}) {}

  net::Response get(std::string_view address, std::vector<net::Header> headers = {}) {
    net::Request request;
    request.path = address.substr(0, address.find('?'));
    if (request.path.size() < address.size()) request.query = address.substr(request.path.size() + 1);
    headers.push_back({"Host", "ports.example.org"});
    request.headers = headers;
    net::Response response;
    if (site_.answer(request, response)) return response;
    net::Response slow;
    site_.answer_slowly(request, slow);
    return slow;
  }
  std::string page(std::string_view address) { return std::string(get(address).content()); }
  server::Site& site() { return site_; }

 private:
  std::unique_ptr<keeping::Views> views_;
  server::Site site_;
};

// A folder with a registry in it, as a file or as a ledger.
class RegistryFolder {
 public:
  explicit RegistryFolder(const std::string& name) : folder_(name + std::to_string(++made_)) {}

  // The path of a lookup file.
  std::string with_file(const registry::Registry& registry) {
    const std::string path = folder_ / "registry.lookup";
    std::ofstream(path, std::ios::binary) << lookup::compile(registry).value();
    return path;
  }
  // The path of a folder whose ledger has imported these, one after the other; one that is older than the one before it
  // late.
  std::string with_ledger(const std::vector<registry::Registry>& registries) {
    auto ledger = open_ledger(folder_ / "ledger.sqlite");
    EXPECT_TRUE(ledger);
    std::uint64_t clock = 1'000'000;
    std::string latest;
    for (const registry::Registry& registry : registries) {
      const std::string date = to_string(registry.updated);
      const auto done = import_registry(*ledger, registry, date < latest, ++clock);
      latest = std::max(latest, date);
      EXPECT_TRUE(done) << done.error().message;
    }
    return folder_.path().string();
  }

 private:
  inline static std::atomic<int> made_ = 0;
  ScratchFolder folder_;
};

}  // namespace portolan::testing
