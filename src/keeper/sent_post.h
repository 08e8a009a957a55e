// SPDX-License-Identifier: Apache-2.0
//
// The post of a server: word goes out about applications as long as it lives (docs/post.md).
//
// Thread-safety: made and ended by one thread; it has one of its own. The registrar must outlive it.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "cli/invocation.h"
#include "post/courier.h"
#include "registrar/registrar.h"

namespace portolan::keeper {

class SentPost {
 public:
  // Fails where the options make no sense, or the letters cannot be read.
  static Result<std::unique_ptr<SentPost>> open(const cli::Invocation& invocation, registrar::Registrar& registrar);

 private:
  SentPost(registrar::Registrar& registrar, post::Settings settings);
  void run(const std::stop_token& stop);
  Result<void> send_all(const std::stop_token& stop);

  registrar::Registrar& registrar_;
  post::Settings settings_;
  std::mutex mutex_;
  std::condition_variable_any over_;
  std::jthread thread_;
};

}  // namespace portolan::keeper
