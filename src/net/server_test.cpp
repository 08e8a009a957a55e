// SPDX-License-Identifier: Apache-2.0
//
// A server over real sockets: what it answers, how long it waits, how it leaves.
#include "net/server.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <mutex>
#include <thread>

#include "net/sealed_bytes.h"
#include "net/sockets.h"
#include "scratch_folder.h"
#include "wire_client.h"

namespace portolan::net {
namespace {

using portolan::testing::ScratchFolder;
using portolan::testing::WireClient;
using namespace std::chrono_literals;

constexpr std::size_t kLarge = std::size_t{3} << 20U;
constexpr std::size_t kSkipped = 1003;

// Bytes of which none can stand in for another.
std::string numbered() {
  std::string out;
  for (int i = 0; out.size() < kLarge; ++i) out += std::to_string(i) + ' ';
  return out;
}

// /quick, /slow (waits until it is let go), /large, /sealed (a part of sealed bytes), /echo; everything else is not
// there.
class Sample final : public Handler, public LineHandler {
 public:
  bool answer(const Request& request, Response& response) override {
    if (request.path == "/slow") return false;
    fill(request, response);
    return true;
  }
  void answer_slowly(const Request& request, Response& response) override {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [&] { return open_; });
    fill(request, response);
  }
  std::string_view common_headers(bool secure) const noexcept override {
    return secure ? "X-Common: tls\r\n" : "X-Common: plain\r\n";
  }
  std::string answer_line(std::string_view question) override { return "you asked: " + std::string(question) + "\r\n"; }

  void let_go() {
    const std::scoped_lock lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void wait_for_slow(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_ >= count; });
  }

 private:
  void fill(const Request& request, Response& response) {
    response.headers = common_headers(request.secure);
    response.add("Content-Type", "text/plain");
    if (request.path == "/large") {
      response.shared = *large_;
      response.owner = large_;
    } else if (request.path == "/sealed") {
      response.sealed = sealed_.get();
      response.shared = sealed_->bytes().substr(kSkipped);
      response.owner = sealed_;
    } else if (request.path == "/echo") {
      response.body = std::string(request.body);
    } else if (request.path == "/quick" || request.path == "/slow") {
      response.body =
          std::string(request.path) + " " + std::string(request.query) + " " + std::string(request.header("x-mark"));
    } else {
      response.status = 404;
    }
  }

  std::shared_ptr<const SealedBytes> sealed_ = SealedBytes::of(numbered());
  std::shared_ptr<const std::string> large_ = std::make_shared<const std::string>(kLarge, 'L');
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;
  bool open_ = false;
};

class Running {
 public:
  explicit Running(ServerSettings settings = {}, Speaks speaks = Speaks::kHttp) {
    ::signal(SIGPIPE, SIG_IGN);
    if (settings.threads == 0) settings.threads = 2;
    auto made = Server::make(sample, &sample, std::move(settings));
    EXPECT_TRUE(made) << (made ? "" : to_string(made.error()));
    server = std::move(*made);
    socket_ = *listen_on("127.0.0.1:0");
    const std::string address = local_address(socket_);
    std::from_chars(address.data() + address.rfind(':') + 1, address.data() + address.size(), port);
    EXPECT_TRUE(server->listen(socket_, speaks));
    thread_ = std::thread([this] { server->run(); });
  }
  ~Running() {
    sample.let_go();
    if (thread_.joinable()) end();
    ::close(socket_);
  }
  void end() {
    server->stop();
    thread_.join();
  }
  void wait_for_end() { thread_.join(); }

  Sample sample;
  std::unique_ptr<Server> server;
  std::uint16_t port = 0;

 private:
  int socket_ = -1;
  std::thread thread_;
};

std::string get(std::string_view path, std::string_view headers = "") {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: h\r\n" + std::string(headers) + "\r\n";
}

TEST(Server, AnswersOneRequestAfterTheOtherOnOneConnection) {
  Running running;
  WireClient client(running.port);
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(client.send(get("/quick?" + std::to_string(i), "X-Mark: m\r\n")));
    const auto answer = client.read_answer();
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.body, "/quick " + std::to_string(i) + " m");
    EXPECT_NE(answer.head.find("\r\nDate: "), std::string::npos);
  }
}

TEST(Server, AnswersAPipelineInItsOrderAlsoWhereSomeTakeLonger) {
  Running running;
  running.sample.let_go();
  WireClient client(running.port);
  std::string all;
  for (int i = 0; i < 30; ++i)
    all += get((i % 5 == 2 ? "/slow?" : i % 7 == 3 ? "/large?" : "/quick?") + std::to_string(i));
  ASSERT_TRUE(client.send(all));
  for (int i = 0; i < 30; ++i) {
    const std::string body = client.read_answer().body;
    if (i % 5 == 2)
      EXPECT_EQ(body, "/slow " + std::to_string(i) + " ");
    else if (i % 7 == 3)
      EXPECT_EQ(body.size(), kLarge) << i;
    else
      EXPECT_EQ(body, "/quick " + std::to_string(i) + " ");
  }
}

TEST(Server, KeepsARequestWholeWhileOthersAreServed) {
  Running running;
  WireClient slow(running.port);
  ASSERT_TRUE(slow.send(get("/slow?mine", "X-Mark: kept\r\n")));
  running.sample.wait_for_slow(1);
  for (int i = 0; i < 50; ++i) {
    WireClient other(running.port);
    other.send(get("/quick?" + std::string(500, 'x'), "X-Mark: other\r\n"));
    other.read_answer();
  }
  running.sample.let_go();
  EXPECT_EQ(slow.read_answer().body, "/slow mine kept");
}

TEST(Server, AnswersHeadLikeGetWithoutTheContent) {
  Running running;
  WireClient client(running.port);
  client.send("HEAD /large HTTP/1.1\r\nHost: h\r\n\r\n" + get("/quick"));
  const auto head = client.read_answer(true);
  EXPECT_NE(head.head.find("Content-Length: " + std::to_string(kLarge)), std::string::npos);
  EXPECT_EQ(client.read_answer().body, "/quick  ");
}

TEST(Server, ReadsBodiesOfBothFramings) {
  ServerSettings settings;
  settings.limits.body_bytes = 300'000;  // more than one read brings
  Running running(settings);
  WireClient client(running.port);
  const std::string body(300'000, 'b');
  client.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 300000\r\n\r\n" + body);
  EXPECT_EQ(client.read_answer().body, body);
  client.send("POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n493E0\r\n" + body + "\r\n0\r\n\r\n" +
              get("/quick"));
  EXPECT_EQ(client.read_answer().body, body);
  EXPECT_EQ(client.read_answer().body, "/quick  ");
}

TEST(Server, AsksForABodyThatIsHeldBack) {
  Running running;
  WireClient client(running.port);
  client.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("ab");
  EXPECT_EQ(client.read_answer().body, "ab");
}

TEST(Server, RefusesAndClosesAndAnswersNothingBehindIt) {
  Running running;
  WireClient client(running.port);
  client.send(get("/quick") + "GET / HTTP/1.1\r\nHost: h\r\nX : y\r\n\r\n" + get("/quick"));
  EXPECT_EQ(client.read_answer().status, 200U);
  const auto refused = client.read_answer();
  EXPECT_EQ(refused.status, 400U);
  EXPECT_NE(refused.head.find("X-Common: plain\r\n"), std::string::npos);
  EXPECT_NE(refused.head.find("Connection: close\r\n"), std::string::npos);
  EXPECT_TRUE(client.at_end());
}

TEST(Server, SaysNothingOfAnExpectationToOldClients) {
  Running running;
  WireClient client(running.port);
  client.send("POST /echo HTTP/1.0\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  client.send("ab");
  EXPECT_EQ(client.read_answer().body, "ab");
}

// Both on one thread, which puts all answers together in one place.
TEST(Server, GivesNobodyTheAnswerOfAClientThatWent) {
  ServerSettings settings;
  settings.threads = 1;
  Running running(settings);
  WireClient reading(running.port, {.receive_buffer = 4096});
  ASSERT_TRUE(reading.send(get("/large") + get("/large") + get("/quick?mine")));
  {
    WireClient going(running.port);
    ASSERT_TRUE(going.send(get("/slow?theirs")));
    running.sample.wait_for_slow(1);
    const linger none{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(going.socket(), SOL_SOCKET, SO_LINGER, &none, sizeof none);
  }
  running.sample.let_go();
  while (running.server->totals().open > 1) std::this_thread::yield();
  for (int i = 0; i < 2; ++i) {
    const auto answer = reading.read_answer();
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.body, std::string(kLarge, 'L'));
  }
  EXPECT_EQ(reading.read_answer().body, "/quick mine ");
}

TEST(Server, HonoursWhatOldClientsSayOfTheConnection) {
  Running running;
  WireClient old(running.port);
  old.send("GET /quick HTTP/1.0\r\n\r\n");
  EXPECT_EQ(old.read_answer().status, 200U);
  EXPECT_TRUE(old.at_end());
  WireClient keeping(running.port);
  keeping.send("GET /quick HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_NE(keeping.read_answer().head.find("Connection: keep-alive\r\n"), std::string::npos);
  keeping.send("GET /quick HTTP/1.0\r\n\r\n");
  EXPECT_EQ(keeping.read_answer().status, 200U);
}

TEST(Server, SendsSealedBytesFromWhereTheyAre) {
  Running running;
  const std::string expected = numbered().substr(kSkipped);
  WireClient client(running.port, {.receive_buffer = 4096});
  client.send(get("/quick?1") + get("/sealed") + get("/quick?2") + "HEAD /sealed HTTP/1.1\r\nHost: h\r\n\r\n" +
              get("/sealed") + get("/quick?3"));
  EXPECT_EQ(client.read_answer().body, "/quick 1 ");
  EXPECT_TRUE(client.read_answer().body == expected);
  EXPECT_EQ(client.read_answer().body, "/quick 2 ");
  EXPECT_NE(client.read_answer(true).head.find("Content-Length: " + std::to_string(expected.size())),
            std::string::npos);
  EXPECT_TRUE(client.read_answer().body == expected);
  EXPECT_EQ(client.read_answer().body, "/quick 3 ");
}

ServerSettings impatient() {
  ServerSettings settings;
  settings.limits.header_time = 1s;
  settings.limits.body_time = 1s;
  settings.limits.idle_time = 1s;
  settings.limits.response_time = 1s;
  settings.limits.slowest = std::size_t{1} << 30U;
  return settings;
}

TEST(Server, ClosesClientsThatTrickleOrSayNothing) {
  Running running(impatient());
  WireClient header(running.port);
  WireClient body(running.port);
  WireClient silent(running.port);
  WireClient idle(running.port);
  header.send("GET / HTTP/1.1\r\nHo");
  body.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nab");
  idle.send(get("/quick"));
  EXPECT_EQ(idle.read_answer().status, 200U);
  EXPECT_EQ(header.read_answer().status, 408U);
  EXPECT_TRUE(header.at_end());
  EXPECT_EQ(body.read_answer().status, 408U);
  EXPECT_TRUE(body.at_end());
  EXPECT_TRUE(silent.at_end());
  EXPECT_TRUE(idle.at_end());
  for (const WireClient* client : {&header, &body, &silent, &idle}) EXPECT_FALSE(client->timed_out());
  EXPECT_GE(running.server->totals().timeouts, 3U);
}

TEST(Server, ClosesClientsWhoseNextRequestStaysABeginning) {
  Running running(impatient());
  running.sample.let_go();
  for (const std::string_view path : {"/slow", "/quick", "/large"}) {
    WireClient client(running.port);
    ASSERT_TRUE(client.send(get(path) + "G"));
    EXPECT_EQ(client.read_answer().status, 200U) << path;
    EXPECT_EQ(client.read_answer().status, 408U) << path;
    EXPECT_TRUE(client.at_end()) << path;
    EXPECT_FALSE(client.timed_out()) << path;
  }
}

TEST(Server, ClosesClientsThatDoNotReadTheirAnswer) {
  Running running(impatient());
  WireClient client(running.port, {.receive_buffer = 4096});
  std::string requests;
  for (int i = 0; i < 20; ++i) requests += get("/large");
  client.send(requests);
  WireClient other(running.port);
  while (running.server->totals().timeouts == 0) {
    ASSERT_TRUE(other.send(get("/quick")));
    ASSERT_EQ(other.read_answer().status, 200U);
  }
  // It is told though it never takes what lies before the end, which the system would keep for it for minutes.
  pollfd told{client.socket(), 0, 0};
  EXPECT_EQ(::poll(&told, 1, 10'000), 1);
  EXPECT_LT(client.read_all().size(), 20 * kLarge);
}

TEST(Server, TellsClientsBeyondItsLimitToComeLater) {
  ServerSettings settings;
  settings.limits.connections = 3;
  Running running(settings);
  std::vector<std::unique_ptr<WireClient>> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(std::make_unique<WireClient>(running.port));
    clients.back()->send(get("/quick"));
    EXPECT_EQ(clients.back()->read_answer().status, 200U);
  }
  WireClient late(running.port);
  EXPECT_EQ(late.read_answer().status, 503U);
  EXPECT_EQ(running.server->totals().refused, 1U);
}

TEST(Server, LeavesWhenWhatRunsIsAnswered) {
  ServerSettings settings;
  settings.limits.leave_idle_time = 1s;
  Running running(settings);
  WireClient slow(running.port);
  WireClient keeping(running.port);
  WireClient idle(running.port);
  idle.send(get("/quick"));
  idle.read_answer();
  keeping.send(get("/quick"));
  keeping.read_answer();
  slow.send(get("/slow?last"));
  running.sample.wait_for_slow(1);
  running.server->stop();
  // A connection that has one more request still gets its answer, and is told that it was the last.
  keeping.send(get("/quick?more"));
  const auto last = keeping.read_answer();
  EXPECT_EQ(last.body, "/quick more ");
  running.sample.let_go();
  EXPECT_EQ(slow.read_answer().body, "/slow last ");
  EXPECT_TRUE(idle.at_end());
  running.wait_for_end();
  EXPECT_EQ(running.server->totals().open, 0U);
}

TEST(Server, AnswersALine) {
  Running running({}, Speaks::kLines);
  WireClient client(running.port);
  client.send("443/tcp\r\nrest");
  EXPECT_EQ(client.read_all(), "you asked: 443/tcp\r\n");
  WireClient endless(running.port);
  endless.send(std::string(5000, 'x'));
  EXPECT_EQ(endless.read_all(), "you asked: " + std::string(1024, 'x') + "\r\n");
}

TEST(Server, WritesOneLineToItsLogForEachRequestWhateverTheySend) {
  ScratchFolder folder("access-log");
  const std::string path = folder / "log";
  ServerSettings settings;
  settings.access_log = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  {
    Running running(settings);
    WireClient client(running.port);
    client.send(get("/quick?\n{\"status\":1}"));
    client.read_all();
    WireClient other(running.port);
    other.send(get("/quick?%0d%0a", "User-Agent: \"a\\b\xff\t\"\r\n"));
    other.read_answer();
    WireClient third(running.port);
    third.send("GET http://h?" + std::string(200, 'A') + " HTTP/1.1\r\nHost: h\r\n\r\n");
    third.read_answer();
  }
  std::ifstream log(path);
  std::string line;
  std::vector<std::string> lines;
  while (std::getline(log, line)) lines.push_back(line);
  ASSERT_EQ(lines.size(), 3U);
  const auto line_with = [&](std::string_view words) {
    return std::ranges::any_of(lines, [&](const std::string& one) { return one.contains(words); });
  };
  EXPECT_TRUE(line_with(R"("target":"-","status":400)"));
  EXPECT_TRUE(line_with(R"("target":"/quick?%0d%0a")"));
  EXPECT_TRUE(line_with(R"("agent":"\"a\\b\u00ff\u0009\"")"));
  EXPECT_TRUE(line_with(R"("target":"/?)" + std::string(200, 'A') + "\""));
  ::close(settings.access_log);
}

// A key and a certificate for a name, made by the openssl command.
bool make_certificate(const ScratchFolder& folder, const std::string& name) {
  const std::string command =
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=" + name + " -keyout " +
      folder / "key.pem" + " -out " + folder / "certificate.pem" + " 2>/dev/null";
  return std::system(command.c_str()) == 0;
}

TEST(Server, SpeaksTlsAndTakesANewCertificateWithoutLosingAConnection) {
  ScratchFolder folder("tls");
  ASSERT_TRUE(make_certificate(folder, "first"));
  ServerSettings settings;
  settings.certificate = folder / "certificate.pem";
  settings.key = folder / "key.pem";
  Running running(settings, Speaks::kHttps);
  running.sample.let_go();
  WireClient client(running.port, {.tls = true});
  ASSERT_TRUE(client.connected());
  EXPECT_EQ(client.certificate(), "/CN=first");
  client.send(get("/quick") + get("/slow") + get("/large"));
  const auto answer = client.read_answer();
  EXPECT_NE(answer.head.find("X-Common: tls"), std::string::npos);
  EXPECT_EQ(client.read_answer().body, "/slow  ");
  EXPECT_EQ(client.read_answer().body.size(), kLarge);

  ASSERT_TRUE(make_certificate(folder, "second"));
  EXPECT_TRUE(running.server->reload_certificate());
  client.send(get("/sealed"));
  EXPECT_TRUE(client.read_answer().body == numbered().substr(kSkipped));
  WireClient newer(running.port, {.tls = true});
  EXPECT_EQ(newer.certificate(), "/CN=second");
  std::ofstream(folder / "key.pem") << "no key";
  EXPECT_FALSE(running.server->reload_certificate());
  WireClient newest(running.port, {.tls = true});
  EXPECT_EQ(newest.certificate(), "/CN=second");
  client.send(get("/quick"));
  EXPECT_EQ(client.read_answer().status, 200U);
}

TEST(Server, RefusesOldTlsAndPlainBytesOnATlsPort) {
  ScratchFolder folder("old-tls");
  ASSERT_TRUE(make_certificate(folder, "h"));
  ServerSettings settings;
  settings.certificate = folder / "certificate.pem";
  settings.key = folder / "key.pem";
  Running running(settings, Speaks::kHttps);
  EXPECT_FALSE(WireClient(running.port, {.tls = true, .newest_tls = TLS1_1_VERSION}).connected());
  EXPECT_TRUE(WireClient(running.port, {.tls = true, .newest_tls = TLS1_2_VERSION}).connected());
  WireClient plain(running.port);
  plain.send(get("/quick"));
  EXPECT_EQ(plain.read_all().find("HTTP"), std::string::npos);
}

TEST(Server, SaysWhichFileOfACertificateIsWrong) {
  Sample sample;
  ServerSettings settings;
  settings.certificate = "/nowhere/c.pem";
  settings.key = "/nowhere/k.pem";
  const auto made = Server::make(sample, nullptr, settings);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().place.file, "/nowhere/c.pem");
}

TEST(Sockets, SaysWhatIsNoAddressAndWhatIsTaken) {
  EXPECT_EQ(listen_on("nonsense").error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(listen_on("127.0.0.1:65536").error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(listen_on("127.0.0.1:").error().code, ErrorCode::kInvalidArgument);
  const int socket = *listen_on("127.0.0.1:0");
  EXPECT_EQ(listen_on(local_address(socket)).error().code, ErrorCode::kConflict);
  ::close(socket);
}

}  // namespace
}  // namespace portolan::net
