// SPDX-License-Identifier: Apache-2.0
#include "cli/manual.h"

#include <fmt/format.h>

#include <string_view>

#include "cli/help.h"

namespace portolan::cli {
namespace {

// Text that roff prints as it is: a hyphen of an option must not become a typographic one, since people copy it.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '\\': out += "\\e"; break;
      case '-': out += "\\-"; break;
      case '~': out += "\\(ti"; break;
      case '^': out += "\\(ha"; break;
      case '`': out += "\\(ga"; break;
      case '\'': out += "\\(aq"; break;
      case '"': out += "\\(dq"; break;
      default: out += c;
    }
  }
  return out;
}

class Page {
 public:
  void title(const Program& program) {
    out_ += ".\\\" SPDX-License-Identifier: Apache-2.0\n";
    std::string name(program.name);
    for (char& c : name) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c);
    out_ += fmt::format(".TH {} 1 \"\" \"{} {}\" \"User commands\"\n", name, program.name, program.version);
  }
  void section(std::string_view name) { out_ += fmt::format(".SH {}\n", name); }
  void subsection(std::string_view name) { out_ += fmt::format(".SS {}\n", escaped(name)); }
  void paragraph(std::string_view text) { out_.append(".PP\n").append(line(text)); }
  void text(std::string_view text) { out_ += line(text); }
  void gap() { out_ += ".PP\n"; }
  void bold(std::string_view text) { out_ += fmt::format("\\fB{}\\fR\n", escaped(text)); }
  void entry(std::string_view term, std::string_view meaning) {
    out_ += fmt::format(".TP\n\\fB{}\\fR\n{}", escaped(term), line(meaning));
  }
  void options(std::span<const OptionSpec> options) {
    for (const OptionSpec& option : options)
      if (!option.hidden) entry(option_term(option), option.help);
  }
  void examples(std::span<const Example> examples) {
    for (const Example& example : examples) entry(example.command, example.shows);
  }
  void statuses(std::span<const StatusSpec> statuses) {
    for (const StatusSpec& status : statuses) entry(std::to_string(static_cast<int>(status.status)), status.meaning);
  }
  void terms(std::span<const Term> terms) {
    for (const Term& term : terms) entry(term.name, term.meaning);
  }
  std::string take() { return std::move(out_); }

 private:
  // A line that begins with a dot would be a macro.
  static std::string line(std::string_view text) { return (text.starts_with('.') ? "\\&" : "") + escaped(text) + "\n"; }

  std::string out_;
};

void write_command(const CommandSpec& command, Page& page) {
  page.subsection(synopsis(command));
  for (std::size_t i = 0; i < command.description.size(); ++i)
    i == 0 ? page.text(command.description[i]) : page.paragraph(command.description[i]);
  for (const PositionalSpec& positional : command.positionals) page.entry(positional.name, positional.help);
  page.options(command.options);
  page.paragraph("Examples:");
  page.examples(command.examples);
  page.paragraph("Exit status:");
  page.statuses(command.statuses);
}

}  // namespace

std::string manual_page(const Program& program) {
  Page page;
  page.title(program);
  page.section("NAME");
  page.text(fmt::format("{} - {}", program.name, program.summary));
  page.section("SYNOPSIS");
  page.bold(fmt::format("{} [OPTION...] QUERY...", program.name));
  for (const CommandSpec* command : program.commands) {
    page.gap();
    page.bold(fmt::format("{} [OPTION...] {}", program.name, synopsis(*command)));
  }
  page.section("DESCRIPTION");
  for (const std::string_view text : program.description) page.paragraph(text);
  page.section("OPTIONS");
  page.text("Every command takes these, before or after its name.");
  page.options(program.options);
  page.section("COMMANDS");
  for (const CommandSpec* command : program.commands) write_command(*command, page);
  page.section("EXIT STATUS");
  page.statuses(program.statuses);
  page.section("ENVIRONMENT");
  page.terms(program.environment);
  page.section("FILES");
  page.terms(program.files);
  page.section("EXAMPLES");
  page.examples(program.examples);
  page.section("SEE ALSO");
  page.text("services(5), getent(1), RFC 6335");
  return page.take();
}

}  // namespace portolan::cli
