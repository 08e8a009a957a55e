// SPDX-License-Identifier: Apache-2.0
#include "fetch/failure.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <string_view>

namespace portolan::fetch {
namespace {

constexpr long kNotAsked = 1;  // X509_V_ERR_UNSPECIFIED

Failure passing(std::string message) { return {kTryAgainLater, std::move(message), true, {}}; }
Failure lasting(std::string message) { return {ErrorCode::kIo, std::move(message), false, {}}; }

std::string words(const CurlFailure& seen) {
  return seen.detail.empty() ? curl_easy_strerror(static_cast<CURLcode>(seen.code)) : seen.detail;
}

// Names are compared before libcurl asks for the result of the chain, and a bad chain ends the handshake before that.
Failure certificate(const CurlFailure& seen) {
  std::string_view advice =
      "check this machine's clock and its certificates; otherwise only the server's owner can help";
  if (seen.verify_result <= kNotAsked) advice = "check the address; the server has a certificate for another name";
  return lasting(fmt::format("the certificate of {} is not valid ({}): {}", seen.host, words(seen), advice));
}

// A handshake that broke off may succeed next time; one that ended in disagreement will not.
Failure handshake(const CurlFailure& seen) {
  const std::string detail = words(seen);
  for (const std::string_view sign : {"SSL_ERROR_SYSCALL", "unexpected eof", "reset by peer"})
    if (detail.find(sign) != std::string::npos)
      return passing(fmt::format("the connection to {} broke while it was being secured ({})", seen.host, detail));
  return lasting(
      fmt::format("no secure connection to {} ({}): the server must speak TLS 1.2 or later", seen.host, detail));
}

Failure no_connection(const CurlFailure& seen) {
  const std::string_view proxy = seen.proxy_is_set ? " and the proxy (https_proxy, no_proxy)" : "";
  return passing(fmt::format("no connection to {} ({}): check the network{}", seen.host, words(seen), proxy));
}

Failure broken(const CurlFailure& seen) {
  if (!seen.connected) return no_connection(seen);
  return passing(fmt::format("the connection to {} broke before the document was whole ({})", seen.host, words(seen)));
}

Failure other_protocol(const CurlFailure& seen) {
  if (!seen.redirected)
    return lasting(fmt::format("what answers at {} is no web server: check the address", seen.host));
  return lasting(
      "the server redirects to an address that is not https://, which is not followed: ask for the new address itself");
}

}  // namespace

Failure failure_of_status(long status, std::chrono::seconds retry_after) {
  if (status == 404 || status == 410)
    return lasting(fmt::format("the server has no such document (status {}): check the address", status));
  if (status == 401 || status == 403)
    return lasting(fmt::format("the server refuses to give the document (status {}): check the address", status));
  if (status == 429) return {kTryAgainLater, "the server was asked too often (status 429)", true, retry_after};
  if (status == 408 || status >= 500)
    return {kTryAgainLater, fmt::format("the server is in trouble (status {})", status), true, retry_after};
  return lasting(fmt::format("the server answers with status {} instead of a document: check the address", status));
}

Failure failure_of_curl(const CurlFailure& seen) {
  switch (seen.code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return passing(fmt::format("no address is known for {}: check the name and the network", seen.host));
    case CURLE_COULDNT_RESOLVE_PROXY:
      return passing(fmt::format("the proxy is not found ({}): check https_proxy and no_proxy", words(seen)));
    case CURLE_COULDNT_CONNECT:
    case CURLE_OPERATION_TIMEDOUT: return no_connection(seen);
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE: return broken(seen);
    case CURLE_PEER_FAILED_VERIFICATION: return certificate(seen);
    case CURLE_SSL_CONNECT_ERROR: return handshake(seen);
    case CURLE_SSL_CACERT_BADFILE:
      return lasting(fmt::format("the trusted certificates cannot be read ({}): {}", words(seen),
                                 seen.ca_file.empty() ? "install the package ca-certificates" : "check the file"));
    case CURLE_TOO_MANY_REDIRECTS: return lasting("the server redirects too often: check the address");
    case CURLE_UNSUPPORTED_PROTOCOL: return other_protocol(seen);
    default: return lasting(fmt::format("the download failed ({})", words(seen)));
  }
}

}  // namespace portolan::fetch
