// SPDX-License-Identifier: Apache-2.0
#include "post/mail.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "formats/wrap.h"
#include "post/easy.h"

namespace portolan::post {
namespace {

constexpr std::size_t kMostReply = 500;

// How far the conversation came.
enum class Stage : std::uint8_t { kGreeting, kSender, kReceiver, kText };

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

std::string without_address(std::string text, std::string_view address) {
  const std::string wanted = lower(address);
  for (std::size_t at = lower(text).find(wanted); at != std::string::npos; at = lower(text).find(wanted))
    text.replace(at, wanted.size(), "...");
  return text;
}

// One conversation with a server.
class Conversation {
 public:
  Conversation(std::string_view to, std::string_view message) : to_(to), message_(message) {}

  Delivery run(const MailServer& server, std::chrono::milliseconds timeout) {
    if (!set_up(server, timeout)) return {Fate::kLater, "libcurl cannot be set up for mail"};
    const CURLcode result = easy_.perform();
    if (result == CURLE_OK) return {Fate::kTaken, {}};
    const std::string words = without_address(told(result), to_);
    const bool for_good = reply_.starts_with('5') && stage_ >= Stage::kReceiver;
    if (for_good && result != CURLE_OPERATION_TIMEDOUT) return {Fate::kRefused, words};
    return {stage_ < Stage::kReceiver ? Fate::kUnreachable : Fate::kLater, words};
  }

 private:
  bool set_up(const MailServer& server, std::chrono::milliseconds timeout) {
    return easy_.usable() && set_server(server) && set_timeouts(easy_, timeout) && set_envelope(server) &&
           set_listening();
  }
  bool set_server(const MailServer& server) {
    constexpr std::array kLevels = {CURLUSESSL_ALL, CURLUSESSL_TRY, CURLUSESSL_NONE};
    const bool good = easy_.set(CURLOPT_URL, server.url.c_str()) && easy_.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps") &&
                      easy_.set(CURLOPT_PROXY, "") &&
                      easy_.set(CURLOPT_USE_SSL, static_cast<long>(kLevels[static_cast<std::size_t>(server.tls)])) &&
                      set_security(easy_, server.ca_file);
    if (!good || server.user.empty()) return good;
    return easy_.set(CURLOPT_USERNAME, server.user.c_str()) && easy_.set(CURLOPT_PASSWORD, server.password.c_str());
  }
  bool set_envelope(const MailServer& server) {
    return receivers_.add(to_) && easy_.set(CURLOPT_MAIL_FROM, server.from.address.c_str()) &&
           easy_.set(CURLOPT_MAIL_RCPT, receivers_.get()) && easy_.set(CURLOPT_UPLOAD, 1L) &&
           easy_.set(CURLOPT_READFUNCTION, on_read) && easy_.set(CURLOPT_READDATA, static_cast<void*>(this)) &&
           easy_.set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(message_.size()));
  }
  // libcurl's error does not say which command was answered, and which was answered decides.
  bool set_listening() {
    return easy_.set(CURLOPT_VERBOSE, 1L) && easy_.set(CURLOPT_DEBUGFUNCTION, on_debug) &&
           easy_.set(CURLOPT_DEBUGDATA, static_cast<void*>(this)) && easy_.set(CURLOPT_WRITEFUNCTION, on_write);
  }

  static std::size_t on_read(char* out, std::size_t size, std::size_t count, void* self) noexcept {
    auto& it = *static_cast<Conversation*>(self);
    const std::size_t piece = std::min(size * count, it.message_.size() - it.sent_);
    std::memcpy(out, it.message_.data() + it.sent_, piece);
    it.sent_ += piece;
    it.stage_ = Stage::kText;
    return piece;
  }
  static std::size_t on_write(char* /*data*/, std::size_t size, std::size_t count, void* /*self*/) noexcept {
    return size * count;
  }
  static int on_debug(CURL* /*easy*/, curl_infotype type, char* data, std::size_t size, void* self) noexcept {
    auto& it = *static_cast<Conversation*>(self);
    const std::string_view bytes(data, size);
    if (type == CURLINFO_HEADER_OUT) it.note_command(bytes);
    if (type == CURLINFO_HEADER_IN) it.note_reply(bytes);
    return 0;
  }
  // Of commands only the word: others hold passwords.
  void note_command(std::string_view line) {
    if (line.starts_with("QUIT")) ended_ = true;
    if (ended_) return;
    if (line.starts_with("MAIL ")) stage_ = Stage::kSender;
    if (line.starts_with("RCPT ")) stage_ = Stage::kReceiver;
    if (line.starts_with("DATA")) stage_ = Stage::kText;
    // What is known of the one before says nothing of this one.
    reply_.clear();
  }
  void note_reply(std::string_view line) {
    while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty() && !ended_) reply_ = line.substr(0, kMostReply);
  }

  std::string told(CURLcode result) const {
    const std::string curl = easy_.error(result);
    if (reply_.empty()) return formats::printable_line(curl);
    return formats::printable_line(fmt::format("the server says: {} ({})", reply_, curl));
  }

  std::string to_;
  std::string_view message_;
  std::size_t sent_ = 0;
  Stage stage_ = Stage::kGreeting;
  std::string reply_;  // to the last command
  bool ended_ = false;
  Lines receivers_;
  Easy easy_;
};

std::unexpected<Error> wrong(std::string message, std::string field) {
  return fail(ErrorCode::kInvalidArgument, std::move(message), Place{{}, 0, 0, std::move(field)});
}

}  // namespace

Result<void> check(const MailServer& server) {
  const bool secure = server.url.starts_with("smtps://");
  if (!secure && !server.url.starts_with("smtp://"))
    return wrong("a mail server is smtp://HOST:PORT or smtps://HOST:PORT", "url");
  if (!is_sendable(server.from.address)) return wrong("mail comes from an address like ports@example.org", "from");
  if (server.user.empty() != server.password.empty()) return wrong("a user has a password", "user");
  if (!server.user.empty() && !secure && server.tls != StartTls::kRequired)
    return wrong("a password is sent over TLS only: require STARTTLS, or use smtps://", "tls");
  return {};
}

Delivery hand_over(const MailServer& server, std::string_view to, std::string_view message,
                   std::chrono::milliseconds timeout) {
  if (!is_sendable(to)) return {Fate::kRefused, "the address is none that mail can be sent to"};
  return Conversation(to, message).run(server, timeout);
}

}  // namespace portolan::post
