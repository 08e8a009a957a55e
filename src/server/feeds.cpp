// SPDX-License-Identifier: Apache-2.0
//
// Atom feeds (RFC 4287): what changed in the registry, in a port, a service, a contact. From the ledger's history;
// where there is none, from the dates of the records, so that there always is a feed.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ranges>

#include "app/query.h"
#include "keeping/changes.h"
#include "proof/hash.h"
#include "server/indexes.h"
#include "server/page_history.h"
#include "server/page_parts.h"
#include "server/site.h"

namespace portolan::server {
namespace {

constexpr std::size_t kSteps = 10;       // of the feed of all changes
constexpr std::size_t kEntries = 25;     // of a section of one
constexpr std::size_t kMostDates = 50;   // of the feed of one subject
constexpr std::size_t kMostDated = 200;  // where there is no ledger
constexpr std::string_view kBeginning = "1970-01-01T00:00:00Z";

struct Entry {
  std::string key;  // tells it from others of the feed, for ever
  std::string title;
  std::string updated;  // RFC 3339
  std::string path;
  Markup content;
};

struct Feed {
  std::string path;   // its own
  std::string title;  // "Changes of port 443"
  std::string page;   // of what it is about
};

// An address that stays (RFC 4287, section 4.2.6): the site's own where it knows what it is called, else a UUID (RFC
// 9562, version 8) made of what the registry is called and of the path, so that it is the same whoever asks.
std::string lasting_id(const Context& context, std::string_view path) {
  const std::string& site = context.site.settings().public_url;
  if (!site.empty()) return fmt::format("{}{}", site, path);
  const proof::Hash hash = proof::sha256({context.view->lookup().title(), "\n", path});
  std::string digits;
  for (std::size_t i = 0; i < 16; ++i) digits += fmt::format("{:02x}", static_cast<unsigned>(hash[i]));
  digits[12] = '8';
  digits[16] = 'a';
  const std::string_view text = digits;
  return fmt::format("urn:uuid:{}-{}-{}-{}-{}", text.substr(0, 8), text.substr(8, 4), text.substr(12, 4),
                     text.substr(16, 4), text.substr(20));
}

// What relative addresses are relative to: what the site is called, or what the client called it.
std::string base_of(const Context& context) {
  if (!context.site.settings().public_url.empty()) return context.site.settings().public_url;
  const std::string_view host = context.request.header("Host");
  return host.empty() ? std::string() : fmt::format("{}://{}", context.request.secure ? "https" : "http", host);
}

Markup entry_tag(const Context& context, const Feed& feed, const Entry& entry) {
  return tag("entry", {}, tag("id", {}, lasting_id(context, fmt::format("{}#{}", feed.path, entry.key))),
             tag("title", {}, entry.title), tag("updated", {}, entry.updated),
             tag("link", {{"rel", "alternate"}, {"type", "text/html"}, {"href", entry.path}}),
             tag("content", {{"type", "html"}}, entry.content.html()));
}

Markup entry_tags(const Context& context, const Feed& feed, const std::vector<Entry>& entries) {
  Markup out;
  for (const Entry& entry : entries) out += entry_tag(context, feed, entry);
  return out;
}

std::string newest_of(const Context& context, const std::vector<Entry>& entries) {
  if (!entries.empty()) return entries.front().updated;
  const Date updated = context.view->updated();
  return updated.empty() ? std::string(kBeginning) : app::timestamp(updated);
}

std::string document(const Context& context, const Feed& feed, std::string_view updated, const Markup& entries) {
  const std::string base = base_of(context);
  const std::string_view title = context.view->lookup().title();
  const Markup head = tag("id", {}, lasting_id(context, feed.path)) + tag("title", {}, feed.title) +
                      tag("subtitle", {}, title) + tag("updated", {}, updated) +
                      tag("author", {}, tag("name", {}, title.empty() ? std::string_view("portolan") : title)) +
                      tag("link", {{"rel", "self"}, {"type", "application/atom+xml"}, {"href", base + feed.path}}) +
                      tag("link", {{"rel", "alternate"}, {"type", "text/html"}, {"href", base + feed.page}}) +
                      tag("generator", {}, "portolan");
  const Markup root = tag("feed",
                          {{"xmlns", "http://www.w3.org/2005/Atom"},
                           {"xml:lang", "en"},
                           {"xml:base", base.empty() ? std::nullopt : std::optional(base + "/")}},
                          head, entries);
  return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + root.html() + "\n";
}

constexpr std::string_view kMediaType = "application/atom+xml; charset=utf-8";

Reply send_feed(Context& context, const Feed& feed, const std::vector<Entry>& entries) {
  return send(context, kMediaType,
              document(context, feed, newest_of(context, entries), entry_tags(context, feed, entries)));
}

// --- entries from the dates of records

std::string subject_words(const app::Dated& one) {
  const std::string_view name = one.record.name();
  const auto ports = one.record.ports();
  if (name.empty()) return ports ? to_string(*ports) : std::string("a record");
  return ports ? fmt::format("{} {}", name, to_string(*ports)) : std::string(name);
}

std::string title_of(std::span<const app::Dated> dates) {
  std::vector<std::string> subjects;
  for (const app::Dated& one : dates) {
    std::string words = fmt::format("{} {}", subject_words(one), app::to_string(one.what));
    if (std::ranges::find(subjects, words) == subjects.end()) subjects.push_back(std::move(words));
  }
  const std::string date = to_string(dates.front().date);
  if (subjects.size() == 1) return fmt::format("{}: {}", date, subjects.front());
  return fmt::format("{}: {} and {} more", date, subjects.front(), subjects.size() - 1);
}

std::vector<Entry> entries_of(const Context& context, std::span<const app::Dated> dates, const std::string& page) {
  std::vector<Entry> entries;
  for (const auto& of_one_date : by_date(dates)) {
    if (entries.size() == kMostDates) break;
    const Date date = of_one_date.front().date;
    entries.push_back({.key = to_string(date),
                       .title = title_of(of_one_date),
                       .updated = app::timestamp(date),
                       .path = page,
                       .content = dated_list(context, of_one_date)});
  }
  return entries;
}

// --- entries from a ledger

std::vector<Entry> entries_of(const Context& context, const std::vector<keeping::Chapter>& chapters,
                              const std::string& page) {
  std::vector<Entry> entries;
  for (const keeping::Chapter& chapter : std::views::reverse(chapters)) {
    if (entries.size() == kMostDates) break;
    const std::string date = to_string(chapter.date);
    const std::string_view what =
        chapter.story.sections.empty() ? std::string_view("changed") : chapter.story.sections.front().title;
    entries.push_back({.key = fmt::format("{}@{}", date, chapter.position),
                       .title = fmt::format("{}: {}", date, what),
                       .updated = app::timestamp(chapter.date),
                       .path = fmt::format("{}#history", page),
                       .content = story(context, chapter.story, 3)});
  }
  return entries;
}

Entry entry_of(const Context& context, const keeping::DatedChanges& step) {
  const std::string date = to_string(step.date);
  const std::string path =
      step.before.empty() ? "/about?as_of=" + step.after : fmt::format("/diff?from={}&to={}", step.before, step.after);
  return {.key = step.position == 0 ? date : fmt::format("{}@{}", date, step.position),
          .title = fmt::format("{}: {}", date, step.story.summary),
          .updated = app::timestamp(step.date),
          .path = path,
          .content = tag("p", {}, step.story.summary) + story(context, step.story, 3, kEntries)};
}

Result<std::vector<Entry>> newest_steps(const Context& context) {
  std::vector<Entry> entries;
  auto done = context.site.views().with_ledger([&](ledger::Ledger& ledger, std::string_view registry) -> Result<void> {
    const auto dates = dates_until(context, ledger, registry);
    if (!dates) return std::unexpected(dates.error());
    for (std::size_t i = 0; i < dates->size() && i < kSteps; ++i) {
      const auto step = keeping::changes_on(ledger, registry, *dates, dates->size() - 1 - i);
      if (!step) return std::unexpected(step.error());
      entries.push_back(entry_of(context, *step));
    }
    return {};
  });
  if (!done) return std::unexpected(std::move(done.error()));
  return entries;
}

// --- routes

// Entries are dear and the same for all; what a client called the site is not, so only the entries are kept.
Reply all_changes(Context& context) {
  const Feed feed{"/feeds/changes.atom", "Changes of the registry", "/changes"};
  const std::string key = fmt::format("feed {} {}", context.state_key(), context.as_of());
  auto kept = context.site.shelf().find(key);
  if (!kept && !context.may_wait) return Reply::kWait;
  if (!kept) {
    auto made = context.site.shelf().get(key, [&]() -> Result<std::shared_ptr<const Body>> {
      auto entries = context.site.views().has_ledger()
                         ? newest_steps(context)
                         : Result<std::vector<Entry>>(
                               entries_of(context, app::newest(context.view->lookup(), kMostDated), feed.page));
      if (!entries) return std::unexpected(std::move(entries.error()));
      // The first line is when the newest of them was.
      return prepare_body("", newest_of(context, *entries) + "\n" + entry_tags(context, feed, *entries).html());
    });
    if (!made) return send_error(context, made.error());
    kept = std::move(*made);
  }
  const std::string_view text = kept->identity;
  const std::size_t line = text.find('\n');
  return send(context, kMediaType,
              document(context, feed, text.substr(0, line), Markup::raw(std::string(text.substr(line + 1)))));
}

// The feed of one subject.
Reply subject_feed(Context& context, const Feed& feed, const Subject& subject, std::span<const RecordView> records) {
  if (!context.site.views().has_ledger())
    return send_feed(context, feed, entries_of(context, app::dated(records), feed.page));
  if (!context.may_wait) return Reply::kWait;
  const auto told = chapters_of(context, subject);
  if (!told) return send_error(context, told.error());
  // What is gone has a history still; what never was has none.
  if (told->chapters.empty() && records.empty() && subject.kind != Subject::Kind::kPorts)
    return send_status(context, 404, "Not found", "Nothing of that name was ever registered");
  return send_feed(context, feed, entries_of(context, told->chapters, feed.page));
}

// "443" of "443.atom"; nothing for other names.
std::optional<std::string> stem(std::string_view file) {
  constexpr std::string_view kEnd = ".atom";
  if (!file.ends_with(kEnd) || file.size() == kEnd.size()) return std::nullopt;
  return std::string(file.substr(0, file.size() - kEnd.size()));
}

Reply no_feed(Context& context) { return send_status(context, 404, "Not found", "A feed's name ends with .atom"); }

Reply ports_feed(Context& context, const std::string& words) {
  const auto query = app::parse_query(words);
  if (!query) return send_error(context, query.error());
  if (!query->ports) return send_status(context, 404, "Not found", "This is no port");
  const std::vector<RecordView> records = app::answer(context.view->lookup(), *query).records;
  const std::string page = "/ports/" + words;
  const Feed feed{feed_path(page), fmt::format("Changes of port {}", words), page};
  return subject_feed(context, feed, {Subject::Kind::kPorts, words, *query->ports}, records);
}

Reply port_feed(Context& context) {
  const auto words = stem(context.parts[0]);
  return words ? ports_feed(context, *words) : no_feed(context);
}

Reply transport_feed(Context& context) {
  const auto transport = stem(context.parts[1]);
  return transport ? ports_feed(context, fmt::format("{}/{}", context.parts[0], *transport)) : no_feed(context);
}

Reply service_feed(Context& context) {
  const auto name = stem(context.parts[0]);
  if (!name) return no_feed(context);
  std::vector<RecordView> records;
  for (const RecordView record : context.view->lookup().named(*name)) records.push_back(record);
  if (records.empty() && !context.site.views().has_ledger())
    return send_status(context, 404, "Not found", "No service has that name");
  const std::string page = service_path(*name);
  return subject_feed(context, {feed_path(page), fmt::format("Changes of the service {}", *name), page},
                      {Subject::Kind::kService, *name, {}}, records);
}

Reply contact_feed(Context& context) {
  const auto id = stem(context.parts[0]);
  if (!id) return no_feed(context);
  const auto indexes = indexes_of(context);
  if (indexes == nullptr) return Reply::kWait;
  std::vector<RecordView> records;
  for (const auto& citation : indexes->citations().of(*id))
    records.push_back(context.view->lookup().record(citation.record));
  if (!context.view->lookup().contact(*id) && !context.site.views().has_ledger())
    return send_status(context, 404, "Not found", "No contact has that id");
  const std::string page = contact_path(*id);
  return subject_feed(context, {feed_path(page), fmt::format("Changes of {}", *id), page},
                      {Subject::Kind::kContact, *id, {}}, records);
}

constexpr std::array kRoutes = {
    Route{.pattern = "/feeds/changes.atom", .answer = all_changes, .programs = true},
    Route{.pattern = "/feeds/ports/{file}", .answer = port_feed, .programs = true},
    Route{.pattern = "/feeds/ports/{port}/{file}", .answer = transport_feed, .programs = true},
    Route{.pattern = "/feeds/services/{file}", .answer = service_feed, .programs = true},
    Route{.pattern = "/feeds/contacts/{file}", .answer = contact_feed, .programs = true},
};

}  // namespace

std::span<const Route> feed_routes() noexcept { return kRoutes; }

}  // namespace portolan::server
