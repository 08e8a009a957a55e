// SPDX-License-Identifier: Apache-2.0
//
// Asks a site as a connection does, without one.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/http.h"
#include "server/site.h"

namespace portolan::testing {

struct Got {
  unsigned status = 0;
  std::string headers;
  std::string body;
  bool waited = false;  // it was answered by a thread that may wait

  // The value of a header; empty if it is not there.
  std::string header(std::string_view name) const {
    const std::string begin = "\r\n" + std::string(name) + ": ";
    const std::string all = "\r\n" + headers;
    const std::size_t at = all.find(begin);
    return at == all.npos ? "" : all.substr(at + begin.size(), all.find("\r\n", at + 2) - at - begin.size());
  }
};

inline Got ask(server::Site& site, std::string_view target,
               std::vector<std::pair<std::string_view, std::string_view>> headers = {},
               net::Method method = net::Method::kGet) {
  std::vector<net::Header> sent = {{"Host", "localhost"}};
  for (const auto& [name, value] : headers) sent.push_back({name, value});
  net::Request request;
  request.method = method;
  request.path = target.substr(0, target.find('?'));
  if (const std::size_t mark = target.find('?'); mark != target.npos) request.query = target.substr(mark + 1);
  request.headers = sent;
  Got got;
  net::Response response;
  if (!site.answer(request, response)) {
    got.waited = true;
    response.clear();
    site.answer_slowly(request, response);
  }
  got.status = response.status;
  got.headers = response.headers;
  got.body = response.content();
  return got;
}

}  // namespace portolan::testing
