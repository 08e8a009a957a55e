// SPDX-License-Identifier: Apache-2.0
#include "policies/charter.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <span>
#include <utility>

// Debian's package would have a library for it as well, of which the static program knows nothing.
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

namespace portolan::policies {
namespace {

using procedures::Band;
using procedures::Collisions;
using procedures::Policy;
using procedures::Procedure;
using procedures::ProcedureSet;
using procedures::Range;
using procedures::Role;

struct DaysKey {
  std::string_view key;
  procedures::Days Policy::*member;
};
constexpr std::array kDays = {
    DaysKey{"review", &Policy::review},
    DaysKey{"reminder", &Policy::reminder},
    DaysKey{"answer", &Policy::answer},
    DaysKey{"ballot", &Policy::ballot},
    DaysKey{"call", &Policy::call},
    DaysKey{"appeal", &Policy::appeal},
    DaysKey{"publication", &Policy::publication},
};

struct FlagKey {
  std::string_view key;
  bool Policy::*member;
};
constexpr std::array kFlags = {
    FlagKey{"keeps_edges", &Policy::keeps_edges},
    FlagKey{"keeps_other_transports", &Policy::keeps_other_transports},
    FlagKey{"keeps_returned", &Policy::keeps_returned},
    FlagKey{"one_port", &Policy::one_port},
    FlagKey{"reuses_last", &Policy::reuses_last},
};

struct RoleKey {
  std::string_view key;
  Role role;
};
constexpr std::array kRoles = {RoleKey{"operator", Role::kOperator}, RoleKey{"iesg", Role::kIesg},
                               RoleKey{"auditor", Role::kAuditor}, RoleKey{"administrator", Role::kAdministrator}};

constexpr std::array<std::pair<std::string_view, Collisions>, 3> kCollisions = {
    {{"refuse", Collisions::kRefuse}, {"warn", Collisions::kWarn}, {"allow", Collisions::kAllow}}};

constexpr std::array<std::pair<std::string_view, Readers>, 3> kReaders = {
    {{"public", Readers::kPublic}, {"people", Readers::kPeople}, {"parties", Readers::kParties}}};

constexpr std::int64_t kMostDays = 3660;
constexpr std::int64_t kMostVotes = 100;

std::optional<PortRange> parse_ports(std::string_view text) {
  const std::size_t dash = text.find('-');
  const auto number = [](std::string_view digits) -> std::optional<std::uint16_t> {
    std::uint16_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (digits.empty() || error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return value;
  };
  const auto first = number(text.substr(0, dash));
  const auto last = dash == text.npos ? first : number(text.substr(dash + 1));
  if (!first || !last || *last < *first) return std::nullopt;
  return PortRange{*first, *last};
}

std::optional<Procedure> parse_procedure(std::string_view words) {
  for (std::size_t i = 0; i < procedures::kProcedureCount; ++i)
    if (to_string(static_cast<Procedure>(i)) == words) return static_cast<Procedure>(i);
  return std::nullopt;
}

std::string procedure_words() {
  std::string all;
  for (std::size_t i = 0; i < procedures::kProcedureCount; ++i)
    all.append(all.empty() ? "" : ", ").append(to_string(static_cast<Procedure>(i)));
  return all;
}

class Reader {
 public:
  explicit Reader(const std::string& file) : file_(file) {}

  std::expected<Charter, std::vector<Error>> run(const toml::table& top) {
    Charter charter;
    read_profile(top, charter);
    charter.name = text(top, "name");
    charter.title = text(top, "title");
    charter.over = text(top, "over");
    for (const auto& [words, node] : list(top, "notes")) charter.notes.push_back(words);
    if (!is_name(charter.name)) wrong(at(top, "name"), "name", "it has letters, digits and hyphens, and is needed");
    if (charter.title.empty()) wrong(at(top, "title"), "title", "a registry has a title");
    read_collisions(top, charter);
    read_readers(top, charter);
    read_rules(top, charter.policy);
    read_ranges(top, charter.policy);
    read_days(top, charter.policy);
    read_offices(top, charter.offices);
    find_unknown(top, {"profile", "name", "title", "over", "notes", "collisions", "names", "votes", "keeps_edges",
                       "keeps_other_transports", "keeps_returned", "one_port", "reuses_last", "range", "days", "expert",
                       "roles", "applications", "second_factor"});
    if (!errors_.empty()) return std::unexpected(std::move(errors_));
    return charter;
  }

 private:
  using Source = toml::source_region;
  struct Listed {
    std::string words;
    const toml::node* node;
  };

  void wrong(const Source& where, std::string field, std::string message) {
    errors_.push_back({ErrorCode::kInvalidArgument,
                       std::move(message),
                       {file_, where.begin.line, where.begin.column, std::move(field)}});
  }
  static const Source& at(const toml::table& table, std::string_view key) {
    const toml::node* node = table.get(key);
    return node == nullptr ? table.source() : node->source();
  }

  std::string text(const toml::table& table, std::string_view key) {
    const toml::node* node = table.get(key);
    if (node == nullptr) return {};
    if (const auto value = node->value_exact<std::string>()) return *value;
    wrong(node->source(), std::string(key), "it is a text in quotes");
    return {};
  }

  std::vector<Listed> list(const toml::table& table, std::string_view key) {
    std::vector<Listed> out;
    const toml::node* node = table.get(key);
    if (node == nullptr) return out;
    if (!node->is_array()) {
      wrong(node->source(), std::string(key), "it is a list of texts: [\"...\", \"...\"]");
      return out;
    }
    for (const toml::node& one : *node->as_array()) {
      if (const auto value = one.value_exact<std::string>())
        out.push_back({*value, &one});
      else
        wrong(one.source(), std::string(key), "it is a text in quotes");
    }
    return out;
  }

  // The tables of an array of them.
  std::vector<const toml::table*> tables(const toml::table& table, std::string_view key) {
    std::vector<const toml::table*> out;
    const toml::node* node = table.get(key);
    if (node == nullptr) return out;
    const toml::array* array = node->as_array();
    if (array == nullptr || !std::ranges::all_of(*array, [](const toml::node& one) { return one.is_table(); })) {
      wrong(node->source(), std::string(key), fmt::format("each of them begins with [[{}]]", key));
      return out;
    }
    for (const toml::node& one : *array) out.push_back(one.as_table());
    return out;
  }

  // What is written and means nothing is a mistake of who wrote it.
  void find_unknown(const toml::table& table, std::initializer_list<std::string_view> known) {
    for (const auto& [key, node] : table)
      if (std::ranges::find(known, key.str()) == known.end()) {
        std::string names;
        for (const std::string_view name : known) names.append(names.empty() ? "" : ", ").append(name);
        wrong(node.source(), std::string(key.str()), fmt::format("nothing is called so here; there are {}", names));
      }
  }

  static bool is_name(std::string_view name) {
    return !name.empty() && name.size() <= 63 && std::ranges::all_of(name, [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
  }

  void read_profile(const toml::table& top, Charter& charter) {
    const std::string profile = text(top, "profile");
    charter.second_factor = profile != "team";
    if (profile.empty() || profile == "rfc6335")
      charter.policy = procedures::rfc6335_policy();
    else if (profile == "team")
      charter.policy = procedures::team_policy();
    else
      wrong(at(top, "profile"), "profile", "there are rfc6335 and team");
  }

  void read_collisions(const toml::table& top, Charter& charter) {
    if (!top.contains("collisions")) return;
    const std::string words = text(top, "collisions");
    const auto* found = std::ranges::find(kCollisions, words, &std::pair<std::string_view, Collisions>::first);
    if (found == kCollisions.end()) return wrong(at(top, "collisions"), "collisions", "it is refuse, warn or allow");
    charter.policy.collisions = found->second;
    if (charter.over.empty())
      wrong(at(top, "collisions"), "collisions", "with what? `over` names the registry that this one is laid over");
  }

  void read_readers(const toml::table& top, Charter& charter) {
    if (const auto given = flag(top, "second_factor")) charter.second_factor = *given;
    if (!top.contains("applications")) return;
    const std::string words = text(top, "applications");
    const auto* found = std::ranges::find(kReaders, words, &std::pair<std::string_view, Readers>::first);
    if (found == kReaders.end())
      return wrong(at(top, "applications"), "applications", "it is public, people or parties");
    charter.applications = found->second;
  }

  std::optional<bool> flag(const toml::table& table, std::string_view key) {
    const toml::node* node = table.get(key);
    if (node == nullptr) return std::nullopt;
    const auto value = node->value_exact<bool>();
    if (!value) wrong(node->source(), std::string(key), "it is true or false");
    return value;
  }

  std::optional<ProcedureSet> procedures_of(const toml::table& table, std::string_view key) {
    if (!table.contains(key)) return std::nullopt;
    ProcedureSet set;
    for (const auto& [words, node] : list(table, key)) {
      if (const auto procedure = parse_procedure(words))
        set.add(*procedure);
      else
        wrong(node->source(), std::string(key),
              fmt::format("there is no '{}'; there are {}", words, procedure_words()));
    }
    return set;
  }

  std::optional<std::int64_t> number(const toml::table& table, std::string_view key, std::int64_t most) {
    const toml::node* node = table.get(key);
    if (node == nullptr) return std::nullopt;
    const auto value = node->value_exact<std::int64_t>();
    if (value && *value >= 1 && *value <= most) return value;
    wrong(node->source(), std::string(key), fmt::format("it is a number from 1 to {}", most));
    return std::nullopt;
  }

  void read_rules(const toml::table& top, Policy& policy) {
    if (const auto names = procedures_of(top, "names")) policy.names = *names;
    if (const auto votes = number(top, "votes", kMostVotes)) policy.votes = static_cast<unsigned>(*votes);
    for (const FlagKey& one : kFlags)
      if (const auto given = flag(top, one.key)) policy.*one.member = *given;
  }

  std::optional<PortRange> ports_of(const toml::table& table) {
    const auto ports = parse_ports(text(table, "ports"));
    if (!ports) wrong(at(table, "ports"), "ports", "it is a port or a range: \"8000\", \"8000-8999\"");
    return ports;
  }

  void read_ranges(const toml::table& top, Policy& policy) {
    if (!top.contains("range")) return;
    policy.ranges.clear();
    for (const toml::table* table : tables(top, "range")) {
      const auto ports = ports_of(*table);
      if (!ports) continue;
      Range range{text(*table, "name"), *ports, procedures_of(*table, "procedures").value_or(ProcedureSet())};
      const auto other =
          std::ranges::find_if(policy.ranges, [&](const Range& one) { return one.ports.overlaps(*ports); });
      if (other != policy.ranges.end())
        wrong(at(*table, "ports"), "ports", fmt::format("{} has some of these ports", to_string(other->ports)));
      read_bands(*table, range);
      find_unknown(*table, {"name", "ports", "procedures", "band"});
      policy.ranges.push_back(std::move(range));
    }
  }

  void read_bands(const toml::table& table, Range& range) {
    for (const toml::table* one : tables(table, "band")) {
      const auto ports = ports_of(*one);
      if (!ports) continue;
      const bool inside = range.ports.contains(ports->first) && range.ports.contains(ports->last);
      if (!inside) wrong(at(*one, "ports"), "ports", fmt::format("not all of it is in {}", to_string(range.ports)));
      const auto other =
          std::ranges::find_if(range.bands, [&](const Band& band) { return band.ports.overlaps(*ports); });
      if (other != range.bands.end())
        wrong(at(*one, "ports"), "ports", fmt::format("{} has some of these ports", to_string(other->ports)));
      const toml::node* chosen = one->get("chosen");
      if (chosen != nullptr && !chosen->is_boolean()) wrong(chosen->source(), "chosen", "it is true or false");
      range.bands.push_back({text(*one, "name"), *ports, chosen != nullptr && chosen->value_or(false)});
      find_unknown(*one, {"name", "ports", "chosen"});
    }
  }

  void read_days(const toml::table& top, Policy& policy) {
    const toml::node* node = top.get("days");
    if (node == nullptr) return;
    const toml::table* table = node->as_table();
    if (table == nullptr) return wrong(node->source(), "days", "it begins with [days]");
    for (const DaysKey& one : kDays)
      if (const auto days = number(*table, one.key, kMostDays)) policy.*one.member = procedures::Days(*days);
    if (policy.reminder > policy.review)
      wrong(at(*table, "reminder"), "reminder", "nobody is reminded after the time is over");
    find_unknown(*table, {"review", "reminder", "answer", "ballot", "call", "appeal", "publication"});
  }

  void read_offices(const toml::table& top, std::vector<Office>& offices) {
    for (const toml::table* table : tables(top, "expert")) {
      Office office{text(*table, "account"), Role::kExpert, {}};
      if (office.account.empty()) wrong(at(*table, "account"), "account", "an expert is somebody");
      for (const auto& [words, node] : list(*table, "transports")) {
        if (const auto transport = parse_transport(words))
          office.transports |= *transport;
        else
          wrong(node->source(), "transports", fmt::format("there is no transport '{}'", words));
      }
      if (office.transports.empty()) wrong(at(*table, "transports"), "transports", "an expert is one for transports");
      find_unknown(*table, {"account", "transports"});
      offices.push_back(std::move(office));
    }
    const toml::node* node = top.get("roles");
    if (node == nullptr) return;
    const toml::table* table = node->as_table();
    if (table == nullptr) return wrong(node->source(), "roles", "it begins with [roles]");
    for (const RoleKey& one : kRoles)
      for (const auto& [account, source] : list(*table, one.key)) offices.push_back({account, one.role, {}});
    find_unknown(*table, {"operator", "iesg", "auditor", "administrator"});
  }

  const std::string& file_;
  std::vector<Error> errors_;
};

}  // namespace

std::expected<Charter, std::vector<Error>> read_charter(std::string_view text, const std::string& file) {
  try {
    return Reader(file).run(toml::parse(text, file));
  } catch (const toml::parse_error& error) {
    const auto& where = error.source().begin;
    return std::unexpected(std::vector{
        Error{ErrorCode::kInvalidArgument, std::string(error.description()), {file, where.line, where.column, {}}}});
  }
}

}  // namespace portolan::policies
