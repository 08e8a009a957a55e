// SPDX-License-Identifier: Apache-2.0
#include "net/connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <utility>

#include "net/compose.h"
#include "net/request_parser.h"

namespace portolan::net {
namespace {

constexpr std::size_t kCopied = std::size_t{32} << 10U;  // bodies up to here are copied behind their head
constexpr std::size_t kBatch = std::size_t{256} << 10U;  // answers to pipelined requests that are kept before sending
constexpr std::size_t kMostWaiting = 512;                // requests for the pool
constexpr std::size_t kLongestQuestion = 1024;           // of a line
constexpr std::chrono::seconds kLinger{2};

std::string peer_of(int socket) {
  sockaddr_storage where{};
  socklen_t size = sizeof where;
  if (::getpeername(socket, reinterpret_cast<sockaddr*>(&where), &size) != 0) return {};
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* address = nullptr;
  int family = where.ss_family;
  if (family == AF_INET) address = &reinterpret_cast<const sockaddr_in&>(where).sin_addr;
  if (family == AF_INET6) {
    const in6_addr& six = reinterpret_cast<const sockaddr_in6&>(where).sin6_addr;
    address = &six;
    if (IN6_IS_ADDR_V4MAPPED(&six)) {
      family = AF_INET;
      address = &six.s6_addr[12];
    }
  }
  if (address == nullptr) return "unix";
  return ::inet_ntop(family, address, text.data(), text.size()) == nullptr ? std::string() : text.data();
}

// What both protocols do: read, write, wait no longer than allowed.
class Connection : public Resident {
 public:
  Connection(Lane& lane, int socket, TlsSession tls)
      : lane_(lane), channel_(lane.io, socket, std::move(tls)), peer_(peer_of(socket)) {
    place_ = lane_.residents.insert(lane_.residents.end(), this);
    lane_.counters.add(lane_.counters.connections);
    lane_.counters.open.fetch_add(1, std::memory_order_relaxed);
  }
  ~Connection() override {
    lane_.residents.erase(place_);
    lane_.counters.open.fetch_sub(1, std::memory_order_relaxed);
    lane_.shared.open.fetch_sub(1, std::memory_order_relaxed);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void expire() noexcept override {
    expired_ = true;
    deadline = Clock::time_point::max();
    channel_.cancel();
  }

 protected:
  // False: closed, failed or too slow (expired_).
  asio::awaitable<bool> shake_hands() {
    deadline = Clock::now() + lane_.shared.limits.header_time;
    for (;;) {
      const Channel::Moved moved = channel_.handshake();
      if (moved.state == Channel::State::kDone) co_return true;
      if (moved.state == Channel::State::kClosed || !co_await channel_.wait(moved.state)) co_return false;
    }
  }

  // All of it, however long it takes within the limits.
  asio::awaitable<bool> send_rest(std::string_view first, std::string_view second) {
    const Limits& limits = lane_.shared.limits;
    deadline =
        Clock::now() + limits.response_time + std::chrono::seconds((first.size() + second.size()) / limits.slowest);
    while (!first.empty() || !second.empty()) {
      const Channel::Moved moved = channel_.write(first, second);
      if (moved.state == Channel::State::kClosed) co_return false;
      if (moved.state != Channel::State::kDone) {
        if (!co_await channel_.wait(moved.state)) co_return false;
        continue;
      }
      const std::size_t of_first = std::min(moved.bytes, first.size());
      first.remove_prefix(of_first);
      second.remove_prefix(moved.bytes - of_first);
    }
    co_return true;
  }

  // Closing with bytes unread would make the system tell the client to forget our answer.
  asio::awaitable<void> linger() {
    channel_.shut_down();
    deadline = Clock::now() + kLinger;
    for (std::size_t left = std::size_t{4} << 20U; left > 0 && !expired_;) {
      const Channel::Moved moved = channel_.read(lane_.scratch);
      if (moved.state == Channel::State::kClosed) co_return;
      if (moved.state == Channel::State::kDone)
        left -= std::min(left, moved.bytes);
      else if (!co_await channel_.wait(moved.state))
        co_return;
    }
  }

  Lane& lane_;
  Channel channel_;
  std::string peer_;
  bool expired_ = false;

 private:
  std::list<Resident*>::iterator place_;
};

class HttpConnection final : public Connection {
 public:
  HttpConnection(Lane& lane, int socket, TlsSession tls)
      : Connection(lane, socket, std::move(tls)), parser_(lane.shared.limits) {}

  asio::awaitable<void> serve() {
    if (channel_.secure() && !co_await shake_hands()) co_return;
    while (open_) {
      if (!channel_.has_pending() && !co_await wait_for_bytes()) break;
      const Channel::Moved moved = channel_.read(lane_.scratch);
      if (moved.state == Channel::State::kClosed) co_return;
      if (moved.state == Channel::State::kWantsWrite && !co_await channel_.wait(moved.state)) co_return;
      if (moved.state != Channel::State::kDone) continue;
      co_await take(std::string_view(lane_.scratch.data(), moved.bytes));
    }
    if (expired_ && !idle && !gone_) {
      expired_ = false;
      co_await refuse(408);
    }
    if (!gone_) co_await linger();
  }

 private:
  // For the next bytes, as long as what they belong to may take.
  asio::awaitable<bool> wait_for_bytes() {
    const Limits& limits = lane_.shared.limits;
    const bool between = carry_.empty() && !parser_.in_body();
    const bool in_body = parser_.in_body();
    if (between) {
      idle = true;
      deadline = Clock::now() + (lane_.leaving ? limits.leave_idle_time
                                 : fresh_      ? limits.header_time
                                               : limits.idle_time);
    } else if (idle || in_body != was_in_body_) {
      idle = false;
      deadline = Clock::now() + (in_body ? limits.body_time : limits.header_time);
    }
    was_in_body_ = in_body;
    const bool readable = co_await channel_.wait(Channel::State::kWantsRead);
    if (expired_) lane_.counters.add(lane_.counters.timeouts);
    co_return readable && !expired_;
  }

  // Answers all requests that are whole. `input` lies in the lane's scratch: good only until something waits.
  asio::awaitable<void> take(std::string_view input) {
    fresh_ = false;
    if (!carry_.empty()) input = carry_.append(input);
    bool kept = !carry_.empty();  // `input` is in carry_
    lane_.out.clear();
    std::size_t used = 0;
    while (open_ && used < input.size()) {
      const RequestParser::Step step = parser_.parse(input.substr(used));
      if (step.outcome == RequestParser::Outcome::kBad) {
        lane_.counters.add(lane_.counters.bad_requests);
        add_refusal(parser_.status());
        break;
      }
      used += step.consumed;
      if (step.outcome == RequestParser::Outcome::kMore) {
        if (parser_.take_expectation()) lane_.out.append("HTTP/1.1 100 Continue\r\n\r\n");
        break;
      }
      Response& response = lane_.response;
      response.clear();
      begun_ = Clock::now();
      if (lane_.shared.handler.answer(request(), response)) {
        if (!add_answer(response)) {
          // Too large to be copied: it is sent now, and its bytes are held meanwhile.
          const Response large = std::exchange(response, Response());
          keep(input, used, kept);
          open_ = co_await flush(large.content()) && open_;
          input = carry_;
          used = 0;
        }
      } else {
        keep_request(input, used, step.consumed, kept);
        open_ = co_await flush({}) && co_await answer_slowly() && open_;
        input = carry_;
        used = 0;
      }
      parser_.reset();
      if (lane_.out.size() > kBatch && open_) {
        keep(input, used, kept);
        open_ = co_await flush({}) && open_;
        input = carry_;
        used = 0;
      }
    }
    keep(input, used, kept);
    if (!lane_.out.empty() && !gone_ && !co_await flush({})) open_ = false;
  }

  // What is left of the input outlives the scratch.
  void keep(std::string_view input, std::size_t used, bool& kept) {
    if (kept)
      carry_.erase(0, used);
    else
      carry_.assign(input.substr(std::min(used, input.size())));
    if (carry_.empty() && carry_.capacity() > kCopied) std::string().swap(carry_);
    kept = true;
  }

  // The request itself outlives it too: it is read once more from where it is kept.
  void keep_request(std::string_view input, std::size_t used, std::size_t size, bool& kept) {
    if (!parser_.request().body.empty() || parser_.owns_request()) return keep(input, used, kept);
    own_.assign(input.substr(used - size, size));
    keep(input, used, kept);
    parser_.reset();
    parser_.parse(own_);
  }

  Request request() {
    Request request = parser_.request();
    request.peer = peer_;
    request.secure = channel_.secure();
    return request;
  }

  Framing framing(const Request& request) {
    const bool keep_alive = parser_.keep_alive() && !lane_.leaving;
    const bool old = !parser_.is_modern();
    return {.date = lane_.date,
            .keep_alive = keep_alive,
            .say_so = keep_alive && old,
            .without_body = request.method == Method::kHead};
  }

  // Puts an answer behind the others. False: only its head, the content has to be sent from where it is.
  bool add_answer(const Response& response) {
    const Request asked = request();
    const Framing frame = framing(asked);
    const bool has_body = !frame.without_body && response.status != 304 && response.status != 204;
    append_head(response, frame, lane_.out);
    const std::string_view content = has_body ? response.content() : std::string_view();
    open_ = frame.keep_alive;
    count(asked, response.status, content.size());
    if (content.size() > kCopied) return false;
    lane_.out.append(content);
    return true;
  }

  void count(const Request& asked, unsigned status, std::size_t bytes) {
    const Clock::duration took = Clock::now() - begun_;
    lane_.counters.count_response(status, bytes, took);
    if (!lane_.shared.logs) return;
    std::string_view target = asked.path;
    if (!asked.query.empty()) target = {asked.path.data(), asked.path.size() + 1 + asked.query.size()};
    append_log({.time = std::chrono::system_clock::now(),
                .peer = peer_,
                .method = to_string(asked.method),
                .target = target,
                .agent = asked.header("User-Agent"),
                .status = status,
                .bytes = bytes,
                .took = std::chrono::duration_cast<std::chrono::microseconds>(took)},
               lane_.log_buffer());
    lane_.log_if_full();
  }

  asio::awaitable<bool> answer_slowly() {
    Shared& shared = lane_.shared;
    if (shared.waiting.load(std::memory_order_relaxed) >= kMostWaiting) {
      lane_.out.clear();
      add_refusal(503);
      co_return co_await flush({}) && false;
    }
    lane_.counters.add(lane_.counters.slow);
    Response response;
    const Request asked = request();
    deadline = Clock::time_point::max();
    idle = false;
    shared.waiting.fetch_add(1, std::memory_order_relaxed);
    co_await asio::co_spawn(
        shared.pool,
        [&]() -> asio::awaitable<void> {
          shared.handler.answer_slowly(asked, response);
          co_return;
        },
        asio::use_awaitable);
    shared.waiting.fetch_sub(1, std::memory_order_relaxed);
    lane_.out.clear();
    const bool copied = add_answer(response);
    const bool stays = open_;
    co_return co_await flush(copied ? std::string_view() : response.content()) && stays;
  }

  void add_refusal(unsigned status) {
    append_refusal(status, lane_.shared.handler.common_headers(channel_.secure()), lane_.date, lane_.out);
    lane_.counters.count_response(status, 0, {});
    open_ = false;
  }
  asio::awaitable<void> refuse(unsigned status) {
    lane_.out.clear();
    add_refusal(status);
    co_await flush({});
  }

  // Sends what was put together, and `content` behind it. Most often the system takes it all at once.
  asio::awaitable<bool> flush(std::string_view content) {
    std::string_view head = lane_.out;
    if (head.empty() && content.empty()) co_return true;
    const Channel::Moved moved = channel_.write(head, content);
    if (moved.state == Channel::State::kClosed) {
      gone_ = true;
      co_return false;
    }
    const std::size_t of_head = std::min(moved.bytes, head.size());
    head.remove_prefix(of_head);
    content.remove_prefix(moved.bytes - of_head);
    if (head.empty() && content.empty()) {
      lane_.out.clear();
      co_return true;
    }
    const std::string rest(head);  // others put their answers together meanwhile
    lane_.out.clear();
    idle = false;
    const bool sent = co_await send_rest(rest, content);
    gone_ = !sent;
    if (expired_) lane_.counters.add(lane_.counters.timeouts);
    co_return sent;
  }

  RequestParser parser_;
  std::string carry_;  // bytes that came and are not done with
  std::string own_;    // a request that waits for its answer
  Clock::time_point begun_;
  bool open_ = true;
  bool fresh_ = true;  // nothing came yet
  bool gone_ = false;  // nobody is there to be told anything
  bool was_in_body_ = false;
};

class LineConnection final : public Connection {
 public:
  LineConnection(Lane& lane, int socket) : Connection(lane, socket, nullptr) {}

  asio::awaitable<void> serve() {
    deadline = Clock::now() + lane_.shared.limits.header_time;
    std::string question;
    while (question.find('\n') == question.npos && question.size() <= kLongestQuestion) {
      if (!co_await channel_.wait(Channel::State::kWantsRead)) co_return;
      const Channel::Moved moved = channel_.read(lane_.scratch);
      if (moved.state == Channel::State::kClosed) co_return;
      question.append(lane_.scratch.data(), moved.bytes);
    }
    question.resize(std::min({question.find('\n'), question.size(), kLongestQuestion}));
    if (question.ends_with('\r')) question.pop_back();
    deadline = Clock::time_point::max();
    std::string answer;
    co_await asio::co_spawn(
        lane_.shared.pool,
        [&]() -> asio::awaitable<void> {
          answer = lane_.shared.lines->answer_line(question);
          co_return;
        },
        asio::use_awaitable);
    if (co_await send_rest(answer, {})) co_await linger();
  }
};

}  // namespace

asio::awaitable<void> serve_http(Lane& lane, int socket, TlsSession tls) {
  HttpConnection connection(lane, socket, std::move(tls));
  co_await connection.serve();
}

asio::awaitable<void> serve_line(Lane& lane, int socket) {
  LineConnection connection(lane, socket);
  co_await connection.serve();
}

}  // namespace portolan::net
