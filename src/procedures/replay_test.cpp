// SPDX-License-Identifier: Apache-2.0
//
// Replays of whole procedures, in tests/replays: who does what when, what follows or is refused, and the records that
// it leads to. docs/rfc6335.md names the replay of each section.
//
// clang-format off
//     policy rfc6335
//     record NAME,PORT,TRANSPORT,DESCRIPTION,ASSIGNEE,CONTACT,REGISTERED,MODIFIED,REFERENCE,CODE,USE,NOTES
//     person ann applicant speaks=Ann_Onym     roles: applicant expert=tcp,udp iesg operator auditor disabled
//     at 2026-01-05                            what ran out by then happens
//     ann submit name=lighthouse transports=tcp description="Lights" ...
//     > submitted published                    what followed
//     ! name-taken@name port-taken@ports       or everything that is wrong with it
//     state review                             of the application
//     row lighthouse,,tcp,Lights,...           a record that the registry has now; no-row: has not
// clang-format on
//
// An act is done to the application that was submitted last, or to that with the number: `eve approve #1 text="..."`.
#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "procedures/decide.h"
#include "procedures/outcome.h"

namespace portolan::procedures {
namespace {

// Words between blanks; quotes keep blanks together, "\n" is a line feed.
std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  std::string word;
  bool quoted = false;
  bool any = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') {
      quoted = !quoted;
      any = true;
    } else if (line[i] == ' ' && !quoted) {
      if (any) words.push_back(std::exchange(word, {}));
      any = false;
    } else {
      const bool feed = line.substr(i, 2) == "\\n";
      word += feed ? '\n' : line[i];
      i += feed ? 1 : 0;
      any = true;
    }
  }
  if (any) words.push_back(word);
  return words;
}

Transports transports_of(std::string_view list) {
  Transports out;
  std::istringstream in{std::string(list)};
  for (std::string word; std::getline(in, word, ',');) out |= parse_transport(word).value();
  return out;
}

std::optional<PortRange> ports_of(std::string_view text) {
  if (text.empty()) return std::nullopt;
  unsigned first = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), first);
  unsigned last = first;
  if (end != text.data() + text.size()) std::from_chars(end + 1, text.data() + text.size(), last);
  return PortRange{static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(last)};
}

std::string row_of(const registry::Record& record) {
  std::string row;
  for (const registry::ColumnName& column : registry::columns())
    row += (row.empty() && column.column == registry::Column::kServiceName ? "" : ",") +
           registry::column_text(record, column.column);
  return row;
}

std::string with_feeds(std::string text) {
  for (std::size_t at = text.find("\\n"); at != std::string::npos; at = text.find("\\n")) text.replace(at, 2, "\n");
  return text;
}

registry::Record record_of(const std::string& row) {
  std::vector<std::string> cells;
  std::istringstream in(row);
  for (std::string cell; std::getline(in, cell, ',');) cells.push_back(with_feeds(cell));
  cells.resize(registry::kColumnCount);
  registry::Record record;
  record.name = registry::ServiceName(cells[0]);
  record.ports = ports_of(cells[1]);
  record.transport = parse_transport(cells[2]);
  record.description = registry::RichText::lines(cells[3]);
  const auto people = [](std::string_view cell, registry::References& into) {
    if (!cell.empty()) into.add_person(cell.substr(1, cell.size() - 2));
  };
  people(cells[4], record.assignee);
  people(cells[5], record.contacts);
  record.registered = parse_date(cells[6]).value_or(Date());
  record.modified = parse_date(cells[7]).value_or(Date());
  if (!cells[8].empty()) record.references = parse_references(cells[8].substr(1, cells[8].size() - 2));
  if (!cells[9].empty()) record.service_code = static_cast<std::uint32_t>(std::stoul(cells[9]));
  record.unauthorized_use = registry::RichText::lines(cells[10]);
  record.notes = registry::RichText::lines(cells[11]);
  return record;
}

Date date_at(Time time) {
  const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(time)};
  return {.year = static_cast<std::uint16_t>(static_cast<int>(day.year())),
          .month = static_cast<std::uint8_t>(static_cast<unsigned>(day.month())),
          .day = static_cast<std::uint8_t>(static_cast<unsigned>(day.day()))};
}

class Replay {
 public:
  explicit Replay(const std::filesystem::path& file) : in_(file), name_(file.filename()) {}

  void run() {
    ASSERT_TRUE(in_) << name_;
    for (std::string line; std::getline(in_, line);) {
      ++number_;
      if (line.empty() || line.starts_with('#')) continue;
      do_line(line);
    }
    settle();
    EXPECT_GT(accepted_, 0) << name_ << " accepts nothing";
    EXPECT_GT(refused_, 0) << name_ << " refuses nothing";
  }

 private:
  std::string here() const { return name_ + ":" + std::to_string(number_); }

  void do_line(const std::string& line) {
    const std::vector<std::string> words = words_of(line);
    const std::string rest = line.size() > words[0].size() ? line.substr(words[0].size() + 1) : std::string();
    if (words[0] == ">") return expect_happened(rest);
    if (words[0] == "!") return expect_wrong(rest);
    if (words[0] == "state") {
      EXPECT_EQ(to_string(applications_.at(applications_.size() - 1).state), rest) << here();
      return;
    }
    if (words[0] == "row" || words[0] == "no-row") return expect_row(with_feeds(rest), words[0] == "row");
    settle();
    if (words[0] == "policy")
      policy_ = rest == "team" ? team_policy() : rfc6335_policy();
    else if (words[0] == "record")
      registry_.records.push_back(record_of(rest));
    else if (words[0] == "person")
      add_person(words);
    else if (words[0] == "at")
      advance(rest);
    else
      act(words);
  }

  void add_person(const std::vector<std::string>& words) {
    Person made;
    made.id = people_.size() + 1;
    for (const std::string& word : words) {
      if (word == "applicant") made.roles.push_back(Role::kApplicant);
      if (word == "iesg") made.roles.push_back(Role::kIesg);
      if (word == "operator") made.roles.push_back(Role::kOperator);
      if (word == "auditor") made.roles.push_back(Role::kAuditor);
      if (word == "disabled") made.disabled = true;
      if (word.starts_with("speaks=")) made.acts_for.push_back(word.substr(7));
      if (word.starts_with("expert=")) {
        made.roles.push_back(Role::kExpert);
        made.expert_for = transports_of(word.substr(7));
      }
    }
    people_[words[1]] = made;
  }

  void advance(const std::string& date) {
    std::chrono::sys_days day;
    int year = 0;
    unsigned month = 0;
    unsigned of_month = 0;
    ASSERT_EQ(std::sscanf(date.c_str(), "%d-%u-%u", &year, &month, &of_month), 3) << here();
    day = std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{of_month};
    now_ = day;
    for (bool more = true; more;) {
      more = false;
      for (std::size_t i = 0; i < applications_.size(); ++i)
        more = run_command(i, Person(), {.act = Act::kTick}) || more;
    }
  }

  void act(const std::vector<std::string>& words) {
    ASSERT_TRUE(people_.contains(words[0])) << here() << ": nobody is called " << words[0];
    ASSERT_GE(words.size(), 2U) << here();
    const Person& actor = people_[words[0]];
    Command command{.act = Act::kTick, .request = {}, .reviewer = nullptr, .text = {}, .reasons = {}};
    for (unsigned i = 0; i < kActCount; ++i)
      if (to_string(static_cast<Act>(i)) == words[1]) command.act = static_cast<Act>(i);
    Request request;
    std::size_t index = applications_.size() - 1;
    bool asks = false;
    for (std::size_t i = 2; i < words.size(); ++i) {
      if (words[i].starts_with('#')) {
        index = std::stoul(words[i].substr(1)) - 1;
        continue;
      }
      const std::size_t equals = words[i].find('=');
      const std::string key = words[i].substr(0, equals);
      const std::string value = equals == std::string::npos ? std::string() : words[i].substr(equals + 1);
      if (key == "text")
        command.text = value;
      else if (key == "reason" && command.act == Act::kDecline)
        command.reasons.push_back(value);
      else if (key == "reviewer")
        command.reviewer = &people_.at(value);
      else if (key == "vote")
        command.vote = value == "yes" ? Vote::kYes : value == "no" ? Vote::kNo : Vote::kAbstain;
      else
        asks = set(request, key, value) || asks;
    }
    if (command.act == Act::kSubmit) return submit_it(actor, request);
    if (asks) command.request = request;
    run_command(index, actor, command);
  }

  bool set(Request& request, const std::string& key, const std::string& value) {
    const std::map<std::string, std::string*> texts = {{"name", &request.name},
                                                       {"new_name", &request.new_name},
                                                       {"assignee", &request.assignee},
                                                       {"contact", &request.contact},
                                                       {"description", &request.description},
                                                       {"reference", &request.reference},
                                                       {"document", &request.document},
                                                       {"unauthorized_use", &request.unauthorized_use},
                                                       {"notes", &request.notes},
                                                       {"reason", &request.reason}};
    if (const auto found = texts.find(key); found != texts.end())
      *found->second = value;
    else if (key == "transports")
      request.transports = transports_of(value);
    else if (key == "ports")
      request.ports = ports_of(value);
    else if (key == "service_code")
      request.service_code = static_cast<std::uint32_t>(std::stoul(value));
    else if (key == "gives_up_name")
      request.gives_up_name = true;
    else if (key == "kind") {
      for (unsigned i = 0; i < kKindCount; ++i)
        if (to_string(static_cast<Kind>(i)) == value) request.kind = static_cast<Kind>(i);
    } else
      ADD_FAILURE() << here() << ": what is " << key;
    return true;
  }

  void submit_it(const Person& actor, const Request& request) {
    const World world(registry_);
    const auto decided = submit({policy_, world, now_}, actor, request);
    if (!decided) return refused(decided.error());
    Application application;
    application.number = applications_.size() + 1;
    applications_.push_back(application);
    happen(applications_.size() - 1, actor, *decided);
  }

  bool run_command(std::size_t index, const Person& actor, const Command& command) {
    if (command.act == Act::kTick && !next_tick(policy_, applications_[index])) return false;
    const World world(registry_);
    const auto decided = decide({policy_, world, now_}, applications_.at(index), actor, command);
    if (!decided) return refused(decided.error()), false;
    happen(index, actor, *decided);
    return !decided->empty();
  }

  void happen(std::size_t index, const Person& actor, const std::vector<Happening>& happenings) {
    for (const Happening& happening : happenings) {
      happened_ += (happened_.empty() ? "" : " ") + std::string(type_name(happening));
      ASSERT_TRUE(apply(applications_[index], happening, actor.id, now_)) << here();
      if (const auto* published = std::get_if<Published>(&happening)) {
        const World world(registry_);
        registry_ = with_changes(registry_,
                                 outcome(policy_, world, applications_[index].request, published->port, date_at(now_)));
      }
    }
  }

  void refused(const std::vector<Violation>& violations) {
    for (const Violation& one : violations) {
      wrong_ += (wrong_.empty() ? "" : " ") + std::string(one.rule) + (one.field.empty() ? "" : "@" + one.field);
      words_ += one.message + "; ";
    }
  }

  void expect_happened(const std::string& words) {
    EXPECT_EQ(happened_, words) << here() << " " << wrong_ << ": " << words_;
    accepted_ += happened_.empty() ? 0 : 1;
    forget();
  }
  void expect_wrong(const std::string& words) {
    EXPECT_EQ(wrong_, words) << here() << " " << happened_ << ": " << words_;
    refused_ += wrong_.empty() ? 0 : 1;
    forget();
  }
  void expect_row(const std::string& row, bool there) {
    std::string all;
    bool found = false;
    for (const registry::Record& record : registry_.records) {
      const std::string one = row_of(record);
      found = found || (there ? one == row : one.starts_with(row));
      all += "\n" + one;
    }
    EXPECT_EQ(found, there) << here() << all;
  }
  // Nothing may follow that nobody expects.
  void settle() {
    EXPECT_EQ(happened_, "") << here();
    EXPECT_EQ(wrong_, "") << here() << ": " << words_;
    forget();
  }
  void forget() {
    happened_.clear();
    wrong_.clear();
    words_.clear();
  }

  std::ifstream in_;
  std::string name_;
  int number_ = 0;
  int accepted_ = 0;
  int refused_ = 0;
  Policy policy_ = rfc6335_policy();
  registry::Registry registry_;
  std::map<std::string, Person> people_;
  std::vector<Application> applications_;
  Time now_;
  std::string happened_;
  std::string wrong_;
  std::string words_;
};

TEST(Procedures, GoAsTheirReplaysTell) {
  const std::filesystem::path folder = std::filesystem::path(PORTOLAN_FIXTURES).parent_path() / "replays";
  std::vector<std::filesystem::path> files;
  for (const auto& one : std::filesystem::directory_iterator(folder))
    if (one.path().extension() == ".replay") files.push_back(one.path());
  std::ranges::sort(files);
  ASSERT_GE(files.size(), 10U) << folder;
  std::ifstream in(folder.parent_path().parent_path() / "docs/rfc6335.md");
  const std::string page((std::istreambuf_iterator<char>(in)), {});
  for (const auto& file : files) {
    SCOPED_TRACE(file.filename().string());
    EXPECT_TRUE(page.contains("`" + file.filename().string() + "`")) << "docs/rfc6335.md does not name it";
    Replay(file).run();
  }
}

}  // namespace
}  // namespace portolan::procedures
