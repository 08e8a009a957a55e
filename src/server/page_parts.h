// SPDX-License-Identifier: Apache-2.0
//
// What several pages show: links to ports, services and people, statuses in words, records, stories.
//
// Thread-safety: free functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/difference_story.h"
#include "app/rows.h"
#include "server/page_layout.h"

namespace portolan::server {

// --- addresses: "/ports/443/tcp", "/services/cl%2F1", "/contacts/Jon_Postel"
std::string port_path(PortRange ports, std::optional<Transport> transport = {});
std::string service_path(std::string_view name);
std::string contact_path(std::string_view id);
// The feed of a page: "/feeds/ports/443.atom".
std::string feed_path(std::string_view page);

// --- small things
// "443" as a link; empty without ports.
Markup port_link(const Context& context, std::optional<PortRange> ports);
// A record's name, or what it is called without one.
Markup service_link(const Context& context, std::string_view name);
// "Jon Postel" of the id Jon_Postel.
std::string words_of_id(std::string_view id);
// The person's or organisation's name, or the words of the id where no contact has it, linked to their page.
Markup contact_link(const Context& context, std::string_view id);
Markup people(const Context& context, const registry::References& references);
// A text of the registry with its references as links.
Markup rich_text(const Context& context, const registry::RichText& text);
// Likewise, where its blanks and line breaks matter.
Markup preformatted(const Context& context, const registry::RichText& text);
Markup references(const Context& context, const registry::References& references);
// A mark in the colour of a status, and words. `name` is to_string(Status), "dynamic" or "uncovered".
Markup status_mark(std::string_view name, const Markup& words);
Markup status_mark(RecordView record);
// What a status means for somebody who wants to use the port or name.
std::string_view status_meaning(Status status) noexcept;
// "7107696, as characters “ltp”"
std::string service_code_words(std::uint32_t code);

// Text to be copied.
Markup copy_block(std::string_view label, std::string_view text);

// A table that scrolls sideways where the window is too narrow.
Markup scrolling(std::string_view label, const Markup& table);

// --- records
// Everything that the registry says of a service.
Markup record_card(const Context& context, const app::Row& row);
// One line of a list: name, ports, status, description.
Markup record_line(const Context& context, const app::Row& row);
Markup record_list(const Context& context, const std::vector<app::Row>& rows);
// The records as JSON, one per line, to be copied.
Markup records_json(const Context& context, const std::vector<RecordView>& records);

// --- changes
// Sections with old and new values side by side. `level` is that of the headings of sections, 2 to 5. Of each section
// the first `most` entries.
Markup story(const Context& context, const app::Story& told, int level, std::size_t most = SIZE_MAX);

}  // namespace portolan::server
