// SPDX-License-Identifier: Apache-2.0
#include "app/difference_story.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace portolan::app {
namespace {

using registry::ChangeKind;
using registry::Column;
using registry::Contact;
using registry::ContactChange;
using registry::ContactChangeKind;
using registry::ContactField;
using registry::Difference;
using registry::HeadChange;
using registry::HeadPart;
using registry::Record;
using registry::RecordChange;

struct KindWords {
  std::string_view title;  // of its section
  std::string_view one;    // "1 ..." in the summary
  std::string_view many;
};

constexpr std::array<KindWords, registry::kChangeKindCount> kKindWords = {{
    {"Assigned", "assigned", "assigned"},
    {"De-assigned", "de-assigned", "de-assigned"},
    {"Names kept without a port", "name kept without a port", "names kept without a port"},
    {"Given to another service", "given to another service", "given to another service"},
    {"Renamed", "renamed", "renamed"},
    {"Moved to another port", "moved to another port", "moved to another port"},
    {"Another assignee", "with another assignee", "with another assignee"},
    {"Changed", "changed", "changed"},
    {"Reserved", "reserved", "reserved"},
    {"Released", "released", "released"},
    {"Ports with a new remark", "port with a new remark", "ports with a new remark"},
    {"Removed", "removed", "removed"},
    {"Ranges redrawn", "range redrawn", "ranges redrawn"},
    {"Markup", "record with other markup", "records with other markup"},
    {"Order", "record reordered", "records reordered"},
}};
const KindWords& words(ChangeKind kind) { return kKindWords[static_cast<std::size_t>(kind)]; }

constexpr std::array<std::string_view, registry::kContactChangeKindCount> kContactTitles = {
    "Contacts added", "Contacts removed", "Contacts changed", "Contacts reordered"};

constexpr std::array<std::string_view, 4> kContactFieldTitles = {"Name", "Organization", "Address", "Updated"};

std::string capitalized(std::string_view word) {
  std::string out(word);
  if (!out.empty() && out.front() >= 'a' && out.front() <= 'z')
    out.front() = static_cast<char>(out.front() - 'a' + 'A');
  return out;
}

// A value on one line: line breaks become slashes, other white space one blank.
std::string one_line(std::string_view text) {
  std::string out;
  bool blank = false;
  bool line = false;
  for (const char c : text) {
    if (c == '\n' || c == ' ' || c == '\t') {
      blank = true;
      line |= c == '\n';
      continue;
    }
    if (blank && !out.empty()) out += line ? " / " : " ";
    blank = line = false;
    out += c;
  }
  return out;
}

std::string value_of(const Record& record, Column column) { return one_line(column_text(record, column)); }

// Records that changed alike on several transports.
struct Twins {
  const RecordChange* change = nullptr;  // the first of them
  Transports transports;
};

// What twins have in common: all but the transport.
std::string twin_key(const RecordChange& change) {
  std::string key(1, static_cast<char>('a' + static_cast<int>(change.kind)));
  for (const Record* record : {change.before, change.after}) {
    key += '\n';
    if (record == nullptr) continue;
    for (const auto& column : registry::columns())
      if (column.column != Column::kTransportProtocol || change.changed.contains(Column::kTransportProtocol))
        key.append(column_text(*record, column.column)).push_back('\0');
    // A record for all transports is no twin of one for tcp.
    key += record->transport ? 't' : 'a';
  }
  return key;
}

std::vector<Twins> group_twins(const std::vector<RecordChange>& changes) {
  std::vector<Twins> groups;
  std::unordered_map<std::string, std::size_t> last;
  for (const RecordChange& change : changes) {
    const auto transport = change.record().transport;
    const auto [found, is_new] = last.try_emplace(twin_key(change), groups.size());
    if (is_new || !transport || groups[found->second].transports.contains(*transport)) {
      found->second = groups.size();
      groups.push_back({.change = &change, .transports = {}});
    }
    if (transport) groups[found->second].transports |= *transport;
  }
  return groups;
}

std::string listed(Transports transports) {
  std::string out;
  for (const Transport transport : kAllTransports)
    if (transports.contains(transport)) out.append(out.empty() ? "" : ", ").append(to_string(transport));
  return out;
}

// "urp 2794/tcp, udp", "6000-6063", "home-assistant (tcp)".
std::string subject(std::string_view name, std::string_view ports, Transports transports) {
  const std::string on = listed(transports);
  if (ports.empty()) return fmt::format("{}{}", name, on.empty() ? "" : fmt::format(" ({})", on));
  return fmt::format("{}{}{}{}{}", name, name.empty() ? "" : " ", ports, on.empty() ? "" : "/", on);
}

std::string subject_of(const Twins& twins) {
  const RecordChange& change = *twins.change;
  const auto text = [&](Column column) {
    const std::string after = column_text(change.record(), column);
    const bool shown = change.before != nullptr && change.after != nullptr && change.changed.contains(column);
    const std::string before = shown ? column_text(*change.before, column) : after;
    return before == after || before.empty() ? after : before + (after.empty() ? "" : " -> " + after);
  };
  return subject(text(Column::kServiceName), text(Column::kPortNumber), twins.transports);
}

std::string about(const Record& record) {
  std::string out = value_of(record, Column::kDescription);
  const std::string holders = record.holders().published();
  if (!holders.empty()) out.append(out.empty() ? "" : " ").append(holders);
  return out;
}

void state(const Record& record, std::initializer_list<Column> columns, Entry& entry) {
  for (const Column column : columns)
    if (std::string text = value_of(record, column); !text.empty())
      entry.details.push_back({.what = std::string(title(column)), .before = {}, .after = std::move(text)});
}

// The columns that differ to a reader. Name and ports stand in the subject already.
void add_changed_columns(const RecordChange& change, Entry& entry) {
  for (const auto& [column, title, key] : registry::columns()) {
    const bool in_subject = column == Column::kServiceName || column == Column::kPortNumber;
    if (!change.changed.contains(column) || in_subject) continue;
    std::string before = value_of(*change.before, column);
    std::string after = value_of(*change.after, column);
    if (before != after)
      entry.details.push_back({.what = std::string(title), .before = std::move(before), .after = std::move(after)});
  }
}

void name_markup(const RecordChange& change, Entry& entry) {
  for (const auto& [column, title, key] : registry::columns())
    if (change.changed.contains(column)) entry.about += (entry.about.empty() ? "" : ", ") + std::string(title);
}

Entry entry_of(const Twins& twins) {
  const RecordChange& change = *twins.change;
  Entry entry{.subject = subject_of(twins),
              .about = {},
              .details = {},
              .name = change.record().name.text(),
              .ports = change.record().ports,
              .contact = {}};
  const bool one_sided = change.before == nullptr || change.after == nullptr;
  switch (change.kind) {
    case ChangeKind::kAssigned:
    case ChangeKind::kNameKept: entry.about = about(change.record()); break;
    case ChangeKind::kDeassigned:
      entry.about = about(*change.before);
      if (change.after != nullptr)
        state(*change.after, {Column::kDescription, Column::kReference, Column::kAssignmentNotes}, entry);
      break;
    case ChangeKind::kMarkup: name_markup(change, entry); break;
    case ChangeKind::kReordered: break;
    default:
      if (one_sided) {
        entry.about = about(change.record());
        if (change.record().name.empty())
          state(change.record(), {Column::kReference, Column::kUnauthorizedUse, Column::kAssignmentNotes}, entry);
      } else {
        add_changed_columns(change, entry);
      }
  }
  return entry;
}

Entry entry_of(const ContactChange& change) {
  Entry entry{.subject = change.contact().id,
              .about = {},
              .details = {},
              .name = {},
              .ports = {},
              .contact = change.contact().id};
  const auto text = [](const Contact& contact, ContactField field) {
    if (field != ContactField::kUris) return one_line(contact_text(contact, field));
    std::string out;
    for (const std::string& uri : contact.uris) out.append(out.empty() ? "" : ", ").append(registry::address(uri));
    return one_line(out);
  };
  for (const ContactField field : change.changed)
    entry.details.push_back({.what = std::string(kContactFieldTitles[static_cast<std::size_t>(field)]),
                             .before = text(*change.before, field),
                             .after = text(*change.after, field)});
  if (!change.changed.empty()) return entry;
  entry.about = text(change.contact(), ContactField::kName);
  const std::string organization = text(change.contact(), ContactField::kOrganization);
  if (!organization.empty()) entry.about.append(entry.about.empty() ? "" : ", ").append(organization);
  return entry;
}

// Cuts the lines that two texts begin and end with, so that a long note shows what changed in it.
void cut_common_lines(std::string_view& a, std::string_view& b) {
  const auto [end, other] = std::ranges::mismatch(a, b);
  auto same = static_cast<std::size_t>(end - a.begin());
  while (same > 0 && a[same - 1] != '\n') --same;
  a.remove_prefix(same);
  b.remove_prefix(same);
  std::size_t tail = 0;
  for (std::size_t i = 1; i <= std::min(a.size(), b.size()) && a[a.size() - i] == b[b.size() - i]; ++i)
    if (a[a.size() - i] == '\n') tail = i;
  a.remove_suffix(tail);
  b.remove_suffix(tail);
}

Entry entry_of(const HeadChange& change) {
  Entry entry{.subject = capitalized(to_string(change.part)),
              .about = {},
              .details = {},
              .name = {},
              .ports = {},
              .contact = {}};
  if (!change.label.empty()) entry.subject += fmt::format(" \"{}\"", one_line(change.label));
  if (!change.before || !change.after) {
    entry.about = change.after ? "added" : "removed";
    const std::string& text = change.after ? *change.after : *change.before;
    entry.details.push_back({.what = "Text", .before = {}, .after = one_line(text)});
  } else if (*change.before == *change.after) {
    entry.about = "only its markup or its place";
  } else {
    std::string_view before = *change.before;
    std::string_view after = *change.after;
    cut_common_lines(before, after);
    entry.details.push_back({.what = "Text", .before = one_line(before), .after = one_line(after)});
  }
  return entry;
}

using Counts = std::array<std::size_t, registry::kChangeKindCount>;

Counts count_kinds(const std::vector<Twins>& groups) {
  Counts counts{};
  for (const Twins& twins : groups) ++counts[static_cast<std::size_t>(twins.change->kind)];
  return counts;
}

void append_part(std::string& sentence, std::string_view part) {
  sentence.append(sentence.empty() ? "" : ", ").append(part);
}

constexpr bool is_quiet(ContactChangeKind kind) { return kind == ContactChangeKind::kReordered; }

// The quiet kinds, or all others.
std::string count_words(const Difference& difference, const Counts& counts, bool quiet) {
  std::string out;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const auto kind = static_cast<ChangeKind>(i);
    if (counts[i] == 0 || is_quiet(kind) != quiet) continue;
    append_part(out, fmt::format("{} {}", counts[i], counts[i] == 1 ? words(kind).one : words(kind).many));
  }
  for (std::size_t i = 0; i < registry::kContactChangeKindCount; ++i) {
    const auto kind = static_cast<ContactChangeKind>(i);
    const std::size_t count = difference.count(kind);
    if (count == 0 || is_quiet(kind) != quiet) continue;
    append_part(out, fmt::format("{} contact{} {}", count, count == 1 ? "" : "s", to_string(kind)));
  }
  return out;
}

// The date of the registry stands beside the summary, not in it.
std::string summarize(const Difference& difference, const Counts& counts) {
  std::string out = count_words(difference, counts, false);
  std::string_view told;
  for (const HeadChange& change : difference.head) {
    if (change.part == HeadPart::kUpdated || to_string(change.part) == told) continue;
    told = to_string(change.part);
    append_part(out, fmt::format("{} changed", told));
  }
  if (!out.empty()) return out;
  const std::string quiet = count_words(difference, counts, true);
  if (!quiet.empty()) return "nothing new, only " + quiet;
  return difference.head.empty() ? "no difference" : "no difference but the date";
}

void add_section(Story& story, std::string_view title, std::vector<Entry> entries) {
  if (!entries.empty()) story.sections.push_back({.title = std::string(title), .entries = std::move(entries)});
}

}  // namespace

Story tell(const Difference& difference, bool quiet) {
  const std::vector<Twins> groups = group_twins(difference.records);
  const Counts counts = count_kinds(groups);
  Story story{.dates = {}, .summary = summarize(difference, counts), .sections = {}, .unlisted = {}};
  if (!difference.from.empty() || !difference.to.empty())
    story.dates = fmt::format("{} to {}", difference.from.empty() ? "no date" : to_string(difference.from),
                              difference.to.empty() ? "no date" : to_string(difference.to));
  std::array<std::vector<Entry>, registry::kChangeKindCount> by_kind;
  for (const Twins& twins : groups)
    if (quiet || !is_quiet(twins.change->kind))
      by_kind[static_cast<std::size_t>(twins.change->kind)].push_back(entry_of(twins));
  for (std::size_t i = 0; i < by_kind.size(); ++i)
    add_section(story, words(static_cast<ChangeKind>(i)).title, std::move(by_kind[i]));
  std::array<std::vector<Entry>, registry::kContactChangeKindCount> contacts;
  for (const ContactChange& change : difference.contacts)
    if (quiet || !is_quiet(change.kind)) contacts[static_cast<std::size_t>(change.kind)].push_back(entry_of(change));
  for (std::size_t i = 0; i < contacts.size(); ++i) add_section(story, kContactTitles[i], std::move(contacts[i]));
  std::vector<Entry> head;
  for (const HeadChange& change : difference.head)
    if (change.part != HeadPart::kUpdated) head.push_back(entry_of(change));
  add_section(story, "The registry itself", std::move(head));
  if (!quiet) story.unlisted = count_words(difference, counts, true);
  return story;
}

}  // namespace portolan::app
