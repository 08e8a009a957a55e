// SPDX-License-Identifier: Apache-2.0
#include "cli/invocation.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

#include "app/output.h"
#include "cli/keeper.h"
#include "cli/table.h"
#include "formats/wrap.h"

namespace portolan::cli {
namespace {

constexpr std::size_t kUsualWidth = 80;

bool is_set(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

bool is_dumb() {
  const char* term = std::getenv("TERM");
  return term == nullptr || std::string_view(term) == "dumb";
}

}  // namespace

Terminal look_at_terminal() {
  if (::isatty(STDOUT_FILENO) != 1) return {};
  struct winsize size {};
  const bool known = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return {.present = true,
          .colour = !is_set("NO_COLOR") && !is_dumb(),
          .width = known ? std::size_t{size.ws_col} : kUsualWidth};
}

OutputFormat Invocation::format() const {
  const std::string_view name = arguments.value("format");
  if (name == "json") return OutputFormat::kJson;
  if (name == "jsonl") return OutputFormat::kJsonLines;
  if (name == "csv") return OutputFormat::kCsv;
  return OutputFormat::kTable;
}

void Invocation::complain(std::string_view message) const {
  messages.append(program.name).append(": ").append(formats::printable(message)).push_back('\n');
}

void Invocation::complain(const Error& error) const { complain(to_string(error)); }

void Invocation::complain(const std::vector<Error>& errors) const {
  for (const Error& error : errors) complain(error);
}

ExitStatus Invocation::refuse(const std::vector<Error>& errors, ExitStatus otherwise) const {
  complain(errors);
  return errors.front().code == ErrorCode::kInvalidArgument ? ExitStatus::kUsage : otherwise;
}

ExitStatus Invocation::refuse(const Error& error, ExitStatus otherwise) const {
  return refuse(std::vector{error}, otherwise);
}

formats::Limits reading_limits(const Invocation& invocation) {
  formats::Limits limits;
  const auto bytes = parse_size(invocation.arguments.value("max-size"));
  if (!bytes) return limits;
  // Whoever allows a larger document expects more in it, too.
  const std::size_t factor = *bytes / limits.bytes + (*bytes % limits.bytes == 0 ? 0 : 1);
  limits.bytes = *bytes;
  limits.text *= factor;
  limits.elements *= factor;
  limits.records *= factor;
  return limits;
}

std::expected<app::Source, ExitStatus> open_registry(const Invocation& invocation) {
  const Keeper* keeper = invocation.program.keeper;
  if (keeper != nullptr && keeper->open != nullptr)
    if (auto opened = keeper->open(invocation)) return std::move(*opened);
  auto source = app::open_source(std::string(invocation.arguments.value("registry")), reading_limits(invocation));
  if (source) return std::move(*source);
  return std::unexpected(invocation.refuse(source.error(), ExitStatus::kUnreadable));
}

ExitStatus deliver(const Invocation& invocation, const std::string& path, std::string bytes) {
  if (path == "-") {
    invocation.out = std::move(bytes);
    return ExitStatus::kDone;
  }
  const auto written = app::write_file(path, bytes);
  return written ? ExitStatus::kDone : invocation.refuse(written.error(), ExitStatus::kFailed);
}

void show_source(const Invocation& invocation, const app::Source& source) {
  if (!invocation.terminal.present) return;
  const bool dim = invocation.terminal.colour && ::isatty(STDERR_FILENO) == 1;
  invocation.messages += styled(formats::printable(app::description(source)), Style::kDim, dim) + "\n";
}

}  // namespace portolan::cli
