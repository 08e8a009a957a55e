// SPDX-License-Identifier: Apache-2.0
#include "cli/help.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "formats/wrap.h"

namespace portolan::cli {
namespace {

constexpr std::size_t kComfortable = 80;
constexpr std::size_t kNarrowest = 40;
constexpr std::size_t kTermIndent = 2;
constexpr std::size_t kWidestTerm = 24;

struct Entry {
  std::string term;
  std::string_view meaning;
};

class Page {
 public:
  explicit Page(std::size_t width) : width_(width == 0 ? kComfortable : std::clamp(width, kNarrowest, kComfortable)) {}

  void paragraph(std::string_view text, std::size_t indent = 0) {
    for (const std::string_view line : formats::wrap(text, width_ - indent))
      out_.append(indent, ' ').append(line).push_back('\n');
  }
  void gap() { out_ += '\n'; }
  void heading(std::string_view text) { out_.append("\n").append(text).append(":\n"); }

  // Terms at the left, what they mean beside them.
  void entries(std::string_view title, const std::vector<Entry>& entries) {
    if (entries.empty()) return;
    heading(title);
    std::size_t widest = 0;
    for (const Entry& entry : entries) widest = std::max(widest, entry.term.size());
    const std::size_t column = kTermIndent + std::min(widest, kWidestTerm) + 2;
    for (const Entry& entry : entries) write_entry(entry, column);
  }

  void examples(std::span<const Example> examples) {
    if (examples.empty()) return;
    heading("Examples");
    for (const Example& example : examples) {
      out_.append("  ").append(example.command).push_back('\n');
      paragraph(example.shows, 6);
    }
  }

  std::string take() { return std::move(out_); }

 private:
  void write_entry(const Entry& entry, std::size_t column) {
    out_.append(kTermIndent, ' ').append(entry.term);
    std::size_t at = kTermIndent + entry.term.size();
    for (const std::string_view line : formats::wrap(entry.meaning, width_ - column)) {
      if (at + 2 > column) {
        out_ += '\n';
        at = 0;
      }
      out_.append(column - at, ' ').append(line);
      at = column;
    }
    out_ += '\n';
  }

  std::size_t width_;
  std::string out_;
};

std::vector<Entry> option_entries(std::span<const OptionSpec> options) {
  std::vector<Entry> entries;
  for (const OptionSpec& option : options)
    if (!option.hidden) entries.push_back({option_term(option), option.help});
  return entries;
}

std::vector<Entry> status_entries(std::span<const StatusSpec> statuses) {
  std::vector<Entry> entries;
  for (const StatusSpec& status : statuses)
    entries.push_back({std::to_string(static_cast<int>(status.status)), status.meaning});
  return entries;
}

}  // namespace

std::string option_term(const OptionSpec& option) {
  std::string out = option.letter == '\0' ? std::string() : fmt::format("-{}, ", option.letter);
  out.append("--").append(option.name);
  if (option.takes_value()) out.append(" ").append(option.value);
  return out;
}

std::string synopsis(const CommandSpec& command) {
  std::string out(command.name);
  if (!command.options.empty()) out += " [OPTION...]";
  for (const PositionalSpec& positional : command.positionals)
    out += fmt::format(" {}{}{}{}", positional.optional ? "[" : "", positional.name, positional.optional ? "]" : "",
                       positional.repeats ? "..." : "");
  return out;
}

std::string program_help(const Program& program, std::size_t width) {
  Page page(width);
  page.paragraph(fmt::format("{}: {}", program.name, program.summary));
  page.gap();
  page.paragraph(fmt::format("Usage: {} [OPTION...] COMMAND [WORD...]", program.name));
  page.paragraph(fmt::format("{} [OPTION...] QUERY...", program.name), 7);
  for (const std::string_view text : program.description) {
    page.gap();
    page.paragraph(text);
  }
  std::vector<Entry> commands;
  for (const CommandSpec* command : program.commands)
    commands.push_back({std::string(command->name), command->summary});
  page.entries("Commands", commands);
  page.entries("Options", option_entries(program.options));
  page.examples(program.examples);
  page.entries("Exit status", status_entries(program.statuses));
  page.gap();
  page.paragraph(fmt::format("'{} COMMAND --help' tells more about a command.", program.name));
  return page.take();
}

std::string command_help(const Program& program, const CommandSpec& command, std::size_t width) {
  Page page(width);
  page.paragraph(fmt::format("Usage: {} {}", program.name, synopsis(command)));
  for (const std::string_view text : command.description) {
    page.gap();
    page.paragraph(text);
  }
  std::vector<Entry> positionals;
  for (const PositionalSpec& positional : command.positionals)
    positionals.push_back({std::string(positional.name), positional.help});
  page.entries("Words", positionals);
  page.entries("Options", option_entries(command.options));
  page.entries("Options of all commands", option_entries(program.options));
  page.examples(command.examples);
  page.entries("Exit status", status_entries(command.statuses));
  return page.take();
}

}  // namespace portolan::cli
