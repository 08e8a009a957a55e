// SPDX-License-Identifier: Apache-2.0
#include "net/connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <optional>
#include <utility>

#include "net/compose.h"
#include "net/request_parser.h"

namespace portolan::net {
namespace {

using State = Channel::State;

constexpr std::size_t kCopied = std::size_t{32} << 10U;  // bodies up to here are copied behind their head
constexpr std::size_t kBatch = std::size_t{256} << 10U;  // answers to pipelined requests that are kept before sending
constexpr std::size_t kMostWaiting = 512;                // requests for the pool
constexpr std::size_t kLongestQuestion = 1024;           // of a line
constexpr std::chrono::seconds kLinger{2};
constexpr std::size_t kLingered = std::size_t{4} << 20U;  // bytes that are read and forgotten then

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

Content content_of(const Response& response) noexcept { return {response.content(), response.sealed}; }

bool may_wait(const Shared& shared) noexcept { return shared.waiting.load(std::memory_order_relaxed) < kMostWaiting; }

// Does it on a thread that may wait.
template <class Work>
Task<void> in_pool(Shared& shared, Work work) {
  shared.waiting.fetch_add(1, std::memory_order_relaxed);
  co_await asio::co_spawn(
      shared.pool,
      [&]() -> asio::awaitable<void> {
        work();
        co_return;
      },
      kTask);
  shared.waiting.fetch_sub(1, std::memory_order_relaxed);
}

// What both protocols do: read, write, wait no longer than allowed.
class Connection : public Resident {
 public:
  Connection(Lane& lane, int socket, TlsSession tls)
      : lane_(lane), channel_(lane.readiness, socket, std::move(tls)), peer_(peer_of(socket)) {
    place_ = lane_.residents.insert(lane_.residents.end(), this);
    lane_.counters.add(lane_.counters.connections);
  }
  ~Connection() override {
    lane_.residents.erase(place_);
    lane_.counters.add(lane_.counters.closed);
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
  Task<bool> shake_hands() {
    deadline = Clock::now() + lane_.shared.limits.header_time;
    for (;;) {
      const Channel::Moved moved = channel_.handshake();
      if (moved.state == State::kDone) co_return true;
      if (moved.state == State::kClosed || !co_await waited(moved.state)) co_return false;
    }
  }

  Task<bool> waited(State wanted) {
    if (channel_.ready(wanted)) {
      co_await asio::post(lane_.io, kTask);  // the others have their turn
      co_return !expired_;
    }
    co_return co_await channel_.wait(wanted) && !expired_;
  }

  // All of it, however long it takes within the limits.
  Task<bool> send_all(std::string_view first, Content second) {
    const Limits& limits = lane_.shared.limits;
    deadline = Clock::now() + limits.response_time +
               std::chrono::seconds((first.size() + second.bytes.size()) / limits.slowest);
    while (!first.empty() || !second.bytes.empty()) {
      const Channel::Moved moved = channel_.write(first, second);
      if (moved.state == State::kClosed) co_return false;
      if (moved.state != State::kDone) {
        if (co_await waited(moved.state)) continue;
        if (expired_) channel_.forget_unsent();
        co_return false;
      }
      const std::size_t of_first = std::min(moved.bytes, first.size());
      first.remove_prefix(of_first);
      second.bytes.remove_prefix(moved.bytes - of_first);
    }
    co_return true;
  }

  // Closing with bytes unread would make the system tell the client to forget our answer.
  Task<void> linger() {
    channel_.shut_down();
    deadline = Clock::now() + kLinger;
    for (std::size_t left = kLingered; left > 0 && !expired_;) {
      const Channel::Moved moved = channel_.read(lane_.scratch);
      if (moved.state == State::kClosed) co_return;
      if (moved.state == State::kDone)
        left -= std::min(left, moved.bytes);
      else if (!co_await waited(moved.state))
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

  // Most turns of this loop are one wait, one read, one write: everything between them is an ordinary call.
  Task<void> serve() {
    if (channel_.secure() && !co_await shake_hands()) co_return;
    while (open_) {
      if (!channel_.has_pending()) {
        set_deadline();
        const bool came = channel_.ready(State::kWantsRead) ? co_await waited(State::kWantsRead)
                                                            : co_await channel_.wait(State::kWantsRead);
        if (!came || expired_) break;
      }
      const Channel::Moved moved = channel_.read(lane_.scratch);
      if (moved.state == State::kClosed) co_return;
      if (moved.state == State::kWantsWrite && !co_await waited(moved.state)) co_return;
      if (moved.state != State::kDone) continue;
      receive(std::string_view(lane_.scratch.data(), moved.bytes));
      for (Stop stop = advance(); stop != Stop::kInput; stop = advance())
        if (!co_await finish(stop)) break;
      settle_input();
      if (!write_now({})) co_await write_later({});
    }
    co_await part();
  }

 private:
  enum class Stop : std::uint8_t {
    kInput,  // all that came is answered
    kLarge,  // an answer is too large to be copied: its head is put together, its content is in held_
    kSlow,   // the request has to be answered by a thread that may wait
    kFull,   // enough is put together
  };

  // What the next bytes belong to.
  enum class Stage : std::uint8_t { kNone, kIdle, kHeader, kBody };

  // For the next bytes, as long as what they belong to may take: from its beginning, not from the last byte of it.
  void set_deadline() {
    const Limits& limits = lane_.shared.limits;
    const Stage stage = parser_.in_body() ? Stage::kBody : carry_.empty() ? Stage::kIdle : Stage::kHeader;
    if (std::exchange(stage_, stage) == stage) return;
    idle = stage == Stage::kIdle;
    const auto idle_time = lane_.leaving ? limits.leave_idle_time : fresh_ ? limits.header_time : limits.idle_time;
    deadline = Clock::now() + (idle ? idle_time : stage == Stage::kBody ? limits.body_time : limits.header_time);
  }

  void end_request() {
    parser_.reset();
    stage_ = Stage::kNone;
  }

  // `bytes` lie in the lane's scratch: good only until something waits.
  void receive(std::string_view bytes) {
    fresh_ = false;
    kept_ = !carry_.empty();
    input_ = kept_ ? std::string_view(carry_.append(bytes)) : bytes;
    used_ = 0;
    lane_.out.clear();
  }

  // Answers the requests of the input one after the other, as long as nothing has to be waited for.
  Stop advance() {
    while (open_ && used_ < input_.size()) {
      const RequestParser::Step step = parser_.parse(input_.substr(used_));
      if (step.outcome == RequestParser::Outcome::kBad) {
        lane_.counters.add(lane_.counters.bad_requests);
        add_refusal(parser_.status());
        return Stop::kInput;
      }
      used_ += step.consumed;
      if (step.outcome == RequestParser::Outcome::kMore) {
        if (parser_.take_expectation()) lane_.out.append("HTTP/1.1 100 Continue\r\n\r\n");
        return Stop::kInput;
      }
      size_ = step.consumed;
      begun_ = Clock::now();
      Response& response = lane_.response;
      response.clear();
      const Request asked = request();
      if (!lane_.shared.handler.answer(asked, response)) return Stop::kSlow;
      if (!add_answer(asked, response)) {
        held_ = std::exchange(response, Response());
        return Stop::kLarge;
      }
      end_request();
      if (lane_.out.size() > kBatch) return Stop::kFull;
    }
    return Stop::kInput;
  }

  // What advance() stopped at. False: nothing more can be answered.
  Task<bool> finish(Stop stop) {
    if (stop == Stop::kLarge) {
      settle_input();
      const Content content = content_of(*held_);
      if (!write_now(content)) co_await write_later(content);
      held_.reset();
      end_request();
    } else if (stop == Stop::kFull) {
      settle_input();
      if (!write_now({})) co_await write_later({});
    } else {
      co_await answer_slowly();
      end_request();
    }
    co_return open_ && !gone_;
  }

  // What is left of the input outlives the scratch.
  void settle_input() {
    if (kept_)
      carry_.erase(0, used_);
    else
      carry_.assign(input_.substr(used_));
    if (carry_.empty() && carry_.capacity() > kCopied) std::string().swap(carry_);
    kept_ = true;
    input_ = carry_;
    used_ = 0;
  }

  Task<void> answer_slowly() {
    Shared& shared = lane_.shared;
    std::string own;
    if (!parser_.owns_request()) {
      // It is read once more from where it stays while we wait.
      own.assign(input_.substr(used_ - size_, size_));
      parser_.reset();
      parser_.parse(own);
    }
    settle_input();
    if (!write_now({})) co_await write_later({});
    if (gone_) co_return;
    if (!may_wait(shared)) {
      add_refusal(503);
      if (!write_now({})) co_await write_later({});
      co_return;
    }
    lane_.counters.add(lane_.counters.slow);
    const Request asked = request();
    Response response;
    deadline = Clock::time_point::max();
    idle = false;
    co_await in_pool(shared, [&] { shared.handler.answer_slowly(asked, response); });
    lane_.out.clear();
    const Content content = add_answer(asked, response) ? Content() : content_of(response);
    if (!write_now(content)) co_await write_later(content);
  }

  Request request() {
    Request request = parser_.request();
    request.peer = peer_;
    request.secure = channel_.secure();
    return request;
  }

  // Puts an answer behind the others. False: only its head, the content has to be sent from where it is.
  bool add_answer(const Request& asked, const Response& response) {
    open_ = parser_.keep_alive() && !lane_.leaving;
    append_head(response, {.date = lane_.date, .keep_alive = open_, .say_so = open_ && !parser_.is_modern()},
                lane_.out);
    const bool has_body = asked.method != Method::kHead && response.status != 304 && response.status != 204;
    const std::string_view content = has_body ? response.content() : std::string_view();
    count(asked, response.status, content.size());
    if (content.size() > kCopied) return false;
    lane_.out.append(content);
    return true;
  }

  void count(const Request& asked, unsigned status, std::size_t bytes) {
    const Clock::duration took = Clock::now() - begun_;
    lane_.counters.count_response(status, bytes, took);
    if (!lane_.shared.logs) return;
    append_log({.time = lane_.wall_time(),
                .peer = peer_,
                .method = to_string(asked.method),
                .path = asked.path,
                .query = asked.query,
                .agent = asked.header("User-Agent"),
                .status = status,
                .bytes = bytes,
                .took = std::chrono::duration_cast<std::chrono::microseconds>(took)},
               lane_.log_buffer());
    lane_.log_if_full();
  }

  void add_refusal(unsigned status) {
    append_refusal(status, lane_.shared.handler.common_headers(channel_.secure()), lane_.date, lane_.out);
    lane_.counters.count_response(status, 0, {});
    open_ = false;
    if (!lane_.shared.logs) return;
    append_log({.time = lane_.wall_time(),
                .peer = peer_,
                .method = "-",
                .path = "-",
                .query = {},
                .agent = {},
                .status = status,
                .bytes = 0,
                .took = {}},
               lane_.log_buffer());
    lane_.log_if_full();
  }

  // Sends what was put together, and `content` behind it. Most often the system takes it all at once; if not, false,
  // and write_later() has to send the rest.
  bool write_now(const Content& content) {
    const std::string_view head = lane_.out;
    written_ = 0;
    if (head.empty() && content.bytes.empty()) return true;
    const Channel::Moved moved = channel_.write(head, content);
    if (moved.state == State::kClosed) {
      lane_.out.clear();  // or the next connection of the lane would send it
      gone_ = true;
      open_ = false;
      return true;
    }
    written_ = moved.bytes;
    if (written_ < head.size() + content.bytes.size()) return false;
    lane_.out.clear();
    return true;
  }
  Task<void> write_later(Content content) {
    const std::size_t of_head = std::min(written_, lane_.out.size());
    const std::string rest = lane_.out.substr(of_head);  // others put their answers together meanwhile
    lane_.out.clear();
    content.bytes.remove_prefix(written_ - of_head);
    idle = false;
    stage_ = Stage::kNone;
    const bool sent = co_await send_all(rest, content);
    lane_.out.clear();  // whatever others left in it meanwhile
    if (sent) co_return;
    if (expired_) lane_.counters.add(lane_.counters.timeouts);
    gone_ = true;
    open_ = false;
  }

  // The end: a last word to who was too slow, and time to read it.
  Task<void> part() {
    if (expired_ && !gone_) {
      lane_.counters.add(lane_.counters.timeouts, idle && !fresh_ ? 0 : 1);
      expired_ = false;
      lane_.out.clear();
      if (!carry_.empty() || parser_.in_body()) add_refusal(408);
      if (!write_now({})) co_await write_later({});
    }
    if (!gone_) co_await linger();
  }

  RequestParser parser_;
  std::string carry_;       // bytes that came and are not done with
  std::string_view input_;  // what is being answered: in carry_ (kept_) or in the scratch
  std::size_t used_ = 0;    // of it
  std::size_t size_ = 0;    // of the last request in it
  std::size_t written_ = 0;
  std::optional<Response> held_;
  Clock::time_point begun_;
  bool kept_ = false;
  bool open_ = true;
  bool fresh_ = true;  // nothing came yet
  bool gone_ = false;  // nobody is there to be told anything
  Stage stage_ = Stage::kNone;
};

class LineConnection final : public Connection {
 public:
  LineConnection(Lane& lane, int socket) : Connection(lane, socket, nullptr) {}

  Task<void> serve() {
    deadline = Clock::now() + lane_.shared.limits.header_time;
    std::string question;
    while (question.find('\n') == question.npos && question.size() <= kLongestQuestion) {
      if (!co_await waited(State::kWantsRead)) co_return;
      const Channel::Moved moved = channel_.read(lane_.scratch);
      if (moved.state == State::kClosed) co_return;
      question.append(lane_.scratch.data(), moved.bytes);
    }
    question.resize(std::min({question.find('\n'), question.size(), kLongestQuestion}));
    if (question.ends_with('\r')) question.pop_back();
    deadline = Clock::time_point::max();
    std::string answer = "% Busy; ask again later\r\n";
    if (may_wait(lane_.shared)) {
      co_await in_pool(lane_.shared, [&] { answer = lane_.shared.lines->answer_line(question); });
    }
    if (co_await send_all(answer, {})) co_await linger();
  }
};

}  // namespace

Task<void> serve_http(Lane& lane, int socket, TlsSession tls) {
  HttpConnection connection(lane, socket, std::move(tls));
  co_await connection.serve();
}

Task<void> serve_line(Lane& lane, int socket) {
  LineConnection connection(lane, socket);
  co_await connection.serve();
}

}  // namespace portolan::net
