// SPDX-License-Identifier: Apache-2.0
#include "net/request_parser.h"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

namespace portolan::net {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;
using beast::error_code;

constexpr unsigned kBadRequest = 400;
constexpr unsigned kTooLarge = 413;
constexpr unsigned kExpectationFailed = 417;
constexpr unsigned kHeaderTooLarge = 431;
constexpr unsigned kNotImplemented = 501;
constexpr unsigned kVersionNotSupported = 505;

constexpr std::size_t kLongestExtension = 1024;  // of a chunk: nobody uses any

std::string_view view(boost::core::string_view text) { return {text.data(), text.size()}; }

Method method_of(http::verb verb) noexcept {
  switch (verb) {
    case http::verb::get: return Method::kGet;
    case http::verb::head: return Method::kHead;
    case http::verb::post: return Method::kPost;
    case http::verb::put: return Method::kPut;
    case http::verb::patch: return Method::kPatch;
    case http::verb::delete_: return Method::kDelete;
    case http::verb::options: return Method::kOptions;
    default: return Method::kOther;
  }
}

// RFC 3986 lets nothing else stand in a path or query.
bool is_target_byte(char c) noexcept { return c > ' ' && c < '\x7f' && std::strchr("\"<>\\^`{|}#", c) == nullptr; }

// A name or address with an optional port (RFC 9112, section 3.2).
bool is_host(std::string_view host) noexcept {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && std::strchr("-._~!$&'()*+,;=%[]:", c) != nullptr);
  };
  return std::ranges::all_of(host, fits);
}

bool is_value_byte(char c) noexcept { return c == '\t' || static_cast<unsigned char>(c) >= ' ' ? c != '\x7f' : false; }

class Grammar final : public http::basic_parser<true> {
 public:
  Grammar(std::vector<Header>& headers, std::size_t most, std::string& body)
      : headers_(headers), most_(most), body_(body) {}

  Method method = Method::kOther;
  int version = 0;
  std::string_view target;
  unsigned status = kBadRequest;
  std::size_t hosts = 0;
  std::size_t lengths = 0;
  bool coded = false;
  std::string_view expect;

 private:
  void refuse(unsigned with, error_code& error) {
    status = with;
    error = http::error::bad_value;
  }

  void on_request_impl(http::verb verb, boost::core::string_view, boost::core::string_view wanted, int asked,
                       error_code& error) override {
    method = method_of(verb);
    version = asked;
    target = view(wanted);
    if (!std::ranges::all_of(target, is_target_byte)) refuse(kBadRequest, error);
  }
  void on_response_impl(int, boost::core::string_view, int, error_code&) override {}
  void on_field_impl(http::field field, boost::core::string_view name, boost::core::string_view text,
                     error_code& error) override {
    if (in_trailer_) return;
    const std::string_view value = view(text);
    if (!std::ranges::all_of(value, is_value_byte)) return refuse(kBadRequest, error);
    if (headers_.size() == most_) return refuse(kHeaderTooLarge, error);
    if (field == http::field::host) {
      ++hosts;
      if (!is_host(value)) return refuse(kBadRequest, error);
    }
    if (field == http::field::content_length && (++lengths > 1 || value.find(',') != value.npos))
      return refuse(kBadRequest, error);
    if (field == http::field::transfer_encoding) {
      coded = true;
      if (!same_word(value, "chunked")) return refuse(kNotImplemented, error);
    }
    if (field == http::field::expect) expect = value;
    headers_.push_back({view(name), value});
  }
  void on_header_impl(error_code&) override { in_trailer_ = true; }
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override {
    if (length) body_.reserve(static_cast<std::size_t>(*length));
  }
  std::size_t on_body_impl(boost::core::string_view part, error_code&) override {
    body_.append(part.data(), part.size());
    return part.size();
  }
  void on_chunk_header_impl(std::uint64_t, boost::core::string_view extension, error_code& error) override {
    if (extension.size() > kLongestExtension) refuse(kBadRequest, error);
  }
  std::size_t on_chunk_body_impl(std::uint64_t, boost::core::string_view part, error_code&) override {
    body_.append(part.data(), part.size());
    return part.size();
  }
  void on_finish_impl(error_code&) override {}

  std::vector<Header>& headers_;
  std::size_t most_;
  std::string& body_;
  bool in_trailer_ = false;
};

}  // namespace

struct RequestParser::State {
  explicit State(const Limits& wanted) : limits(wanted) { headers.reserve(16); }

  const Limits& limits;
  std::size_t seen = 0;  // of the input: lines up to here are known to be no end of the header
  std::vector<Header> headers;
  std::string head;  // the header, once its body has to be waited for
  std::string body;
  std::optional<Grammar> grammar;
  Request request;
  bool body_is_open = false;
  bool expects = false;
  unsigned status = kBadRequest;

  Step bad(unsigned with) {
    status = with;
    return {Outcome::kBad, 0};
  }
  std::optional<std::size_t> header_end(std::string_view input, bool& broken);
  unsigned read_header(std::string_view header);
  unsigned check();
  bool split_target(std::string_view target);
  void keep_header(std::string_view header);
  Step read_body(std::string_view input, std::size_t before);
};

// Where the header ends, behind its empty line. A line that ends in a bare LF is the beginning of smuggling, and so is
// one that goes on in the next (obs-fold, RFC 9112, section 5.2).
std::optional<std::size_t> RequestParser::State::header_end(std::string_view input, bool& broken) {
  for (;;) {
    broken = seen > 0 && seen < input.size() && (input[seen] == ' ' || input[seen] == '\t');
    const std::size_t feed = input.find('\n', seen);
    if (broken || feed == input.npos) return std::nullopt;
    broken = feed == 0 || input[feed - 1] != '\r';
    if (broken) return std::nullopt;
    const bool empty_line = feed == seen + 1;
    seen = feed + 1;
    if (empty_line) return seen;
  }
}

// What the grammar lets through. 0: all is well.
unsigned RequestParser::State::check() {
  const Grammar& read = *grammar;
  const bool modern = read.version >= 11;
  if (read.hosts > 1 || (modern && read.hosts == 0)) return kBadRequest;
  // A length beside a coding, or a coding in a version that has none: two readers would see two bodies.
  if (read.coded && (read.lengths > 0 || !modern)) return kBadRequest;
  if (!read.expect.empty() && !same_word(read.expect, "100-continue")) return kExpectationFailed;
  return split_target(read.target) ? 0 : kBadRequest;
}

bool RequestParser::State::split_target(std::string_view target) {
  // The absolute form, of clients that think we are their proxy (RFC 9112, section 3.2.2).
  for (const std::string_view scheme : {"http://", "https://"})
    if (target.size() > scheme.size() && same_word(target.substr(0, scheme.size()), scheme)) {
      const std::size_t end = target.find_first_of("/?", scheme.size());
      if (end == scheme.size()) return false;
      target = end == target.npos ? std::string_view() : target.substr(end);
      // Without a path it is the first page, whatever is asked of it.
      request.path = "/";
      request.query = target.starts_with('?') ? target.substr(1) : std::string_view();
      if (!target.starts_with('/')) return true;
      break;
    }
  if (target == "*" && request.method == Method::kOptions) target = "/*";
  if (!target.starts_with('/')) return false;
  const std::size_t mark = target.find('?');
  request.path = target.substr(0, mark);
  request.query = mark == target.npos ? std::string_view() : target.substr(mark + 1);
  return true;
}

unsigned RequestParser::State::read_header(std::string_view header) {
  grammar.emplace(headers, limits.headers, body);
  grammar->header_limit(static_cast<std::uint32_t>(limits.header_bytes + 1));
  grammar->body_limit(limits.body_bytes);
  error_code error;
  const std::size_t used = grammar->put(boost::asio::const_buffer(header.data(), header.size()), error);
  if (error == http::error::body_limit) return kTooLarge;
  if (error == http::error::bad_version) {
    const std::string_view line = header.substr(0, header.find('\r'));
    const std::size_t version = line.rfind(" HTTP/");
    const bool other = version != line.npos && line.size() == version + 9 && line[version + 6] != '1';
    return other ? kVersionNotSupported : kBadRequest;
  }
  if (error || used != header.size() || !grammar->is_header_done()) return error ? grammar->status : kBadRequest;
  request.method = grammar->method;
  request.headers = headers;
  return check();
}

// The header has to outlive its input: the body is still to come.
void RequestParser::State::keep_header(std::string_view header) {
  head.assign(header);
  const auto moved = [&](std::string_view text) {
    return text.empty()
               ? text
               : std::string_view(head).substr(static_cast<std::size_t>(text.data() - header.data()), text.size());
  };
  for (Header& one : headers) one = {moved(one.name), moved(one.value)};
  if (request.path.data() >= header.data() && request.path.data() < header.data() + header.size())
    request.path = moved(request.path);
  request.query = moved(request.query);
  body_is_open = true;
  // RFC 9110, section 10.1.1: older clients mean nothing by it.
  expects = grammar->version >= 11 && !grammar->expect.empty();
}

RequestParser::Step RequestParser::State::read_body(std::string_view input, std::size_t before) {
  // An empty chunked body is "0 CR LF CR LF". Beast 1.81 asserts that it is not asked about fewer bytes of it twice.
  constexpr std::size_t kEmptyBody = 5;
  std::size_t used = 0;
  while (used < input.size() && !grammar->is_done()) {
    if (grammar->coded && input[used] == '0' && input.size() - used < kEmptyBody)
      return {Outcome::kMore, before + used};
    error_code error;
    used += grammar->put(boost::asio::const_buffer(input.data() + used, input.size() - used), error);
    if (error == http::error::need_more) {
      // A chunk's line, or the trailer, that does not end.
      if (input.size() - used > limits.header_bytes) return bad(kBadRequest);
      return {Outcome::kMore, before + used};
    }
    if (error == http::error::body_limit) return bad(kTooLarge);
    if (error) return bad(kBadRequest);
  }
  if (!grammar->is_done()) return {Outcome::kMore, before + used};
  body_is_open = false;
  request.body = body;
  return {Outcome::kRequest, before + used};
}

RequestParser::RequestParser(const Limits& limits) : state_(std::make_unique<State>(limits)) {}
RequestParser::~RequestParser() = default;

const Request& RequestParser::request() const noexcept { return state_->request; }
bool RequestParser::keep_alive() const noexcept { return state_->grammar && state_->grammar->keep_alive(); }
bool RequestParser::is_modern() const noexcept { return state_->grammar && state_->grammar->version >= 11; }
bool RequestParser::owns_request() const noexcept { return !state_->head.empty(); }
bool RequestParser::in_body() const noexcept { return state_->body_is_open; }
bool RequestParser::take_expectation() noexcept { return std::exchange(state_->expects, false); }
unsigned RequestParser::status() const noexcept { return state_->status; }

void RequestParser::reset() noexcept {
  State& state = *state_;
  state.seen = 0;
  state.headers.clear();
  state.head.clear();
  state.body.clear();
  state.grammar.reset();
  state.request = {};
  state.body_is_open = false;
  state.expects = false;
}

RequestParser::Step RequestParser::parse(std::string_view input) {
  State& state = *state_;
  if (state.body_is_open) return state.read_body(input, 0);
  std::size_t skipped = 0;
  // An empty line in front of a request is passed over (RFC 9112, section 2.2).
  if (state.seen == 0 && input.starts_with("\r\n")) skipped = 2;
  input.remove_prefix(skipped);
  bool broken = false;
  const auto end = state.header_end(input.substr(0, state.limits.header_bytes), broken);
  if (broken) return state.bad(kBadRequest);
  if (!end) {
    if (input.size() >= state.limits.header_bytes) return state.bad(kHeaderTooLarge);
    return {Outcome::kMore, skipped};
  }
  const std::string_view header = input.substr(0, *end);
  if (const unsigned status = state.read_header(header); status != 0) return state.bad(status);
  if (state.grammar->is_done()) return {Outcome::kRequest, skipped + *end};
  state.keep_header(header);
  return state.read_body(input.substr(*end), skipped + *end);
}

}  // namespace portolan::net
