// SPDX-License-Identifier: Apache-2.0
//
// The registry as a whole, and the description of this API.
#include <fmt/format.h>

#include "app/json_writer.h"
#include "formats/json_text.h"
#include "proof/hash.h"
#include "server/api.h"
#include "server/embedded/description.h"

namespace portolan::server::api {
namespace {

std::string hex(const proof::Hash& hash) {
  std::string out;
  for (const std::byte byte : hash) out += fmt::format("{:02x}", static_cast<unsigned>(byte));
  return out;
}

void write_text(app::JsonWriter& json, std::string_view key, const std::optional<std::string>& text) {
  json.key(key);
  if (text && !text->empty())
    json.text(*text);
  else
    json.null();
}

void write_notes(app::JsonWriter& json, const registry::Registry& registry) {
  json.key("notes").list(registry.notes, [&](const registry::Note& note) {
    json.object([&] {
      write_text(json, "title", note.title);
      json.member("text", note.text.published());
    });
  });
  json.key("footnotes").list(registry.footnotes, [&](const registry::Footnote& note) {
    json.object([&] {
      json.member("anchor", note.anchor);
      json.member("text", note.text.published());
    });
  });
}

std::string registry_json(const app::View& view, const registry::Registry& registry) {
  std::string out;
  app::JsonWriter json(out);
  json.object([&] {
    json.member("id", registry.id);
    json.member("title", registry.title);
    json.member("category", registry.category);
    json.member("updated", registry.updated);
    json.member("description", source_words(view));
    json.key("position");
    if (view.position() != 0)
      json.number(view.position());
    else
      json.null();
    json.member("records", registry.records.size());
    json.member("contacts", registry.contacts.size());
    out += ",\"reference\":[";
    formats::json::write_references(registry.references, false, {}, out);
    out += ']';
    write_text(json, "experts", registry.experts.published());
    write_notes(json, registry);
    json.key("digests").object([&] { json.member("lookup_sha256", hex(proof::sha256({view.bytes()}))); });
  });
  return out += '\n';
}

// A body that is as old as the program: kept for all requests.
Reply send_description(Context& context, std::string_view media_type, std::string_view bytes) {
  if (auto fine = only(context, {}); !fine) return send_error(context, fine.error());
  return send_kept(context, media_type, media_type, [&] { return Result<std::string>(bytes); });
}

}  // namespace

Reply registry(Context& context) {
  if (auto fine = only(context, {}); !fine) return send_error(context, fine.error());
  return send_kept(context, "registry", kJson, [&]() -> Result<std::string> {
    const auto registry = context.view->registry();
    if (!registry) return std::unexpected(registry.error());
    return registry_json(*context.view, *registry);
  });
}

Reply description_yaml(Context& context) {
  return send_description(context, "application/yaml", server::description_yaml());
}

Reply description_json(Context& context) { return send_description(context, kJson, server::description_json()); }

}  // namespace portolan::server::api
