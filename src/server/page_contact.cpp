// SPDX-License-Identifier: Apache-2.0
//
// The page of a contact: a person or an organisation that records cite.
#include <fmt/format.h>

#include <algorithm>

#include "app/dated.h"
#include "formats/html_parts.h"
#include "registry/registry.h"
#include "server/indexes.h"
#include "server/page_history.h"
#include "server/page_parts.h"
#include "server/pages.h"

namespace portolan::server {
namespace {

constexpr int kStaleYears = 10;
constexpr std::size_t kMostRows = 300;

struct Cited {
  std::vector<RecordView> assignee;
  std::vector<RecordView> contact;  // of records that somebody else holds
  std::vector<RecordView> all;
};

Cited records_of(const Context& context, const app::Citations& citations, std::string_view id) {
  Cited cited;
  for (const auto& citation : citations.of(id)) {
    const RecordView record = context.view->lookup().record(citation.record);
    cited.all.push_back(record);
    (citation.assignee ? cited.assignee : cited.contact).push_back(record);
  }
  return cited;
}

Markup addresses(ContactView contact) {
  Markup items;
  for (std::string_view left = contact.uris(); !left.empty();) {
    const std::string_view uri = left.substr(0, left.find('\n'));
    left.remove_prefix(std::min(left.size(), uri.size() + 1));
    const std::string address = registry::address(uri);
    const std::string_view shown = address.starts_with("mailto:") ? std::string_view(address).substr(7) : address;
    items += tag("li", {}, link(formats::safe_href(address).empty() ? std::string_view() : address, shown));
  }
  return items.empty() ? Markup() : tag("ul", {}, items);
}

std::uint32_t position_of(const Lookup& lookup, std::string_view id) {
  std::uint32_t position = 0;
  while (position + 1 < lookup.contact_count() && lookup.contact_at(position).id() != id) ++position;
  return position;
}

// The newest date that says that somebody was there: the contact's own, or that of a record.
Date last_sign(ContactView contact, const Cited& cited) {
  Date last = contact.updated();
  const auto take = [&](Date date) {
    if (!date.empty() && (last.empty() || compare(app::last_day(last), app::last_day(date)) < 0)) last = date;
  };
  for (const RecordView record : cited.all) {
    take(record.registered());
    take(record.modified());
  }
  return last;
}

Markup stale_words(Date last, Date today) {
  if (today.empty()) return {};
  if (last.empty()) return status_mark("reserved", "No date is known: it may be out of date");
  if (today.year - last.year < kStaleYears) return {};
  return status_mark("reserved",
                     fmt::format("No sign of life for {} years: it may be out of date", today.year - last.year));
}

void add(Markup& facts, std::string_view label, const Markup& value) {
  if (value.empty()) return;
  facts += tag("dt", {}, label);
  facts += tag("dd", {}, value);
}

Markup facts_of(const Context& context, ContactView contact, const Cited& cited) {
  const Date last = last_sign(contact, cited);
  Markup facts;
  add(facts, "Name", contact.name());
  add(facts, "Organization", contact.organization());
  add(facts, "Address", addresses(contact));
  add(facts, "Updated", time_tag(to_string(contact.updated())));
  add(facts, "Last sign of life", time_tag(to_string(last)));
  add(facts, "State", stale_words(last, context.view->updated()));
  add(facts, "Cited as", tag("code", {}, "[", contact.id(), "]"));
  return tag("dl", {{"class", "facts"}}, facts);
}

Markup rows_section(const Context& context, std::string_view id, std::string_view title,
                    const std::vector<RecordView>& records, std::string_view more) {
  if (records.empty()) return {};
  std::vector<app::Row> rows = app::join_rows(records);
  const std::size_t all = rows.size();
  rows.resize(std::min(all, kMostRows));
  Markup out = tag("h2", {{"id", std::string(id)}}, title, " ", tag("small", {}, fmt::format("({})", all)));
  out += record_list(context, rows);
  if (all > rows.size()) out += tag("p", {}, site_link(context, more, fmt::format("All {} in the table", all)));
  return out;
}

Page page_of(ContactView contact) {
  const std::string name(!contact.name().empty()           ? contact.name()
                         : !contact.organization().empty() ? contact.organization()
                                                           : contact.id());
  Page page;
  page.title = name;
  page.path = contact_path(contact.id());
  page.section = Section::kRecords;
  page.description = fmt::format("{}: what is assigned to them, and how to reach them", name);
  page.feed = feed_path(page.path);
  page.feed_title = fmt::format("Changes of {}", name);
  page.json = "/api/v1" + page.path;
  return page;
}

Markup records_sections(const Context& context, std::string_view id, const Cited& cited) {
  Markup out =
      rows_section(context, "assignee", "Assigned to them", cited.assignee, "/records?assignee=" + net::encode_uri(id));
  return out +=
         rows_section(context, "contact", "They are the contact", cited.contact, "/records?q=" + net::encode_uri(id)),
         out;
}

// Somebody whom records cite, of whom the registry has nothing else: nobody at all is in the registry inside the
// program.
Reply page_of_the_cited(Context& context, const std::string& id, const Cited& cited) {
  Page page;
  page.title = words_of_id(id);
  page.path = contact_path(id);
  page.section = Section::kRecords;
  page.body = tag("p", {{"class", "crumbs"}}, "Contacts");
  page.body += tag("h1", {}, page.title);
  page.body += tag("p", {{"class", "lead"}}, "Records cite them as ", tag("code", {}, "[", id, "]"),
                   "; the registry does not say who that is.");
  page.body += records_sections(context, id, cited);
  page.body += history_section(context, {Subject::Kind::kContact, id, {}}, cited.all, page.path);
  return send_page(context, page);
}

Reply page_of_the_gone(Context& context, const std::string& id) {
  const Subject subject{Subject::Kind::kContact, id, {}};
  const auto told = chapters_of(context, subject);
  if (!told) return send_error(context, told.error());
  if (told->chapters.empty())
    return send_status(context, 404, "No such contact", "The registry has no contact with this id");
  Page page;
  page.title = id;
  page.path = contact_path(id);
  page.section = Section::kRecords;
  page.feed = feed_path(page.path);
  page.feed_title = fmt::format("Changes of {}", id);
  page.body = tag("h1", {}, id);
  page.body += tag("p", {{"class", "lead"}}, "The registry has no contact with this id ",
                   context.past ? "at this date" : "now", ", but the ledger knows it.");
  page.body += history_section(context, subject, {}, page.path);
  return send_page(context, page);
}

}  // namespace

Reply contact_page(Context& context) {
  const std::string& id = context.parts[0];
  const ContactView contact = context.view->lookup().contact(id);
  const auto indexes = indexes_of(context);
  if (indexes == nullptr || history_waits(context)) return Reply::kWait;
  const Cited cited = records_of(context, indexes->citations(), contact ? contact.id() : std::string_view(id));
  if (!contact && !cited.all.empty()) return page_of_the_cited(context, id, cited);
  if (!contact) return page_of_the_gone(context, id);
  Page page = page_of(contact);
  page.body = tag("p", {{"class", "crumbs"}}, "Contacts");
  page.body += tag("h1", {}, page.title);
  page.body += facts_of(context, contact, cited);
  page.body += records_sections(context, contact.id(), cited);
  if (cited.all.empty()) page.body += tag("p", {{"class", "note"}}, "No record cites this contact.");
  page.body += tag("h2", {}, "To copy");
  page.body += tag("details", {}, tag("summary", {}, "As JSON"),
                   copy_block("JSON", context.view->contact_json(position_of(context.view->lookup(), contact.id()))));
  const Subject subject{Subject::Kind::kContact, std::string(contact.id()), {}};
  page.body += history_section(context, subject, cited.all, page.path);
  return send_page(context, page);
}

}  // namespace portolan::server
