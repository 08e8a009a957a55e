// SPDX-License-Identifier: Apache-2.0
#include "keeping/proving.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <span>

#include "app/document.h"
#include "app/output.h"
#include "app/query.h"
#include "formats/wrap.h"
#include "keeping/asking.h"
#include "keeping/telling.h"
#include "lookup/compiler.h"
#include "registry/status.h"

namespace portolan::keeping {
namespace {

constexpr std::size_t kMostKeyBytes = 4096;

Result<void> write_secret(const std::string& file, std::string_view text) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0)
    return fail(ErrorCode::kIo, "cannot make the key: " + std::generic_category().message(errno), {file, 0, 0, {}});
  auto written = app::write_all(descriptor, text, file);
  if (written && ::fsync(descriptor) != 0)
    written = fail(ErrorCode::kIo, "cannot keep the key: " + std::generic_category().message(errno), {file, 0, 0, {}});
  ::close(descriptor);
  return written;
}

// What a description or a contact says stands on one line: a line feed in it would make lines that nobody but this
// program should write.
std::string people(const registry::References& references, const registry::ContactIndex& contacts) {
  std::string out;
  for (const registry::Reference& reference : references) {
    const registry::Contact* contact = contacts.find(reference.data);
    out += fmt::format("{}{}", out.empty() ? "" : "; ", registry::published(reference));
    if (contact != nullptr && contact->name && !contact->name->empty()) out += " " + *contact->name;
    if (contact != nullptr && contact->organization && !contact->organization->empty())
      out += ", " + *contact->organization;
  }
  return out.empty() ? "nobody named" : formats::printable_line(out);
}

bool asked_for(const registry::Record& record, const app::Query& query) {
  if (query.ports)
    return record.ports && record.ports->overlaps(*query.ports) &&
           (record.covers().bits() & query.transports.bits()) != 0;
  if (registry::same_name(record.name.text(), query.text)) return true;
  return query.qualified && registry::same_name(record.name.text(), query.qualified->name) &&
         record.covers().contains(query.qualified->transport);
}

// The tree over the events as they are in the database, which a key may sign; it is noted as signed.
Result<proof::TreeHead> checked_tree(ledger::Ledger& ledger) {
  const auto kept = ledger.tree();
  if (!kept) return std::unexpected(kept.error());
  const auto read = ledger.recompute_tree(kept->size);
  if (!read) return std::unexpected(read.error());
  const auto last = ledger.last_signed();
  if (!last) return std::unexpected(last.error());
  const auto before = *last ? ledger.recompute_tree((*last)->size) : Result<proof::TreeHead>(proof::TreeHead());
  if (!before) return std::unexpected(before.error());
  if (*read != *kept || (*last && *before != **last))
    return fail(ErrorCode::kDamaged,
                "the events are not those that the tree was made of, and nothing is signed: run `portolan verify`");
  if (auto noted = ledger.note_signed(*read); !noted) return std::unexpected(std::move(noted.error()));
  return *read;
}

}  // namespace

Result<proof::PrivateKey> signing_key(const std::string& file, std::string_view name, bool create) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) {
    if (!create)
      return fail(ErrorCode::kNotFound, "there is no key here: `portolan checkpoint` makes one", {file, 0, 0, {}});
    auto key = proof::PrivateKey::generate(name);
    if (!key) return key;
    const proof::SecretText text = key->to_text();
    if (auto written = write_secret(file, text.view()); !written) return std::unexpected(std::move(written.error()));
    return key;
  }
  auto text = app::read_file(file, kMostKeyBytes);
  if (!text) return std::unexpected(std::move(text.error()));
  while (text->ends_with('\n')) text->pop_back();
  auto key = proof::PrivateKey::parse(*text);
  proof::wipe(*text);
  if (!key) key.error().place.file = file;
  return key;
}

Result<std::string> signed_checkpoint(ledger::Ledger& ledger, const proof::PrivateKey& key) {
  const auto tree = checked_tree(ledger);
  if (!tree) return std::unexpected(tree.error());
  return proof::sign_checkpoint({.origin = ledger.origin(), .tree = *tree, .extensions = {}}, key);
}

Result<std::string> signed_statement(ledger::Ledger& ledger, std::string_view registry, std::string_view word,
                                     const ledger::Moment& moment, const proof::PrivateKey& key, std::uint64_t now) {
  const auto query = app::parse_query(word);
  if (!query) return std::unexpected(query.error());
  const auto tree = checked_tree(ledger);
  if (!tree) return std::unexpected(tree.error());
  const auto at = ledger.state(registry, moment);
  if (!at) return std::unexpected(at.error());
  const auto found = ledger.materialize(registry, *at);
  if (!found) return std::unexpected(found.error());
  const registry::ContactIndex contacts(*found);
  std::string text =
      fmt::format("Statement of the ledger {}\nabout {} in the registry {}\nas of {}\n\n", ledger.origin(),
                  formats::printable_line(word), formats::printable_line(registry), words(moment));
  std::size_t count = 0;
  for (const registry::Record& record : found->records) {
    if (!asked_for(record, *query)) continue;
    ++count;
    text += fmt::format("{}: {}\n", formats::printable_line(registry::label(record)),
                        registry::to_string(registry::status_of(record)));
    if (!record.description.empty())
      text += fmt::format("  description: {}\n", formats::printable_line(record.description.published()));
    text += fmt::format("  assignee: {}\n", people(record.holders(), contacts));
    if (!record.registered.empty()) text += fmt::format("  registered: {}\n", to_string(record.registered));
    if (!record.modified.empty()) text += fmt::format("  modified: {}\n", to_string(record.modified));
  }
  if (count == 0) text += "No record of the registry says anything about it.\n";
  std::string root;
  for (const std::byte byte : tree->root) root += fmt::format("{:02x}", static_cast<unsigned>(byte));
  text += fmt::format(
      "\nThe state is that behind event {}, of {}.\nThe ledger had {} events when this was said, on {};\n"
      "the root of their tree is {}.\n",
      at->end == 0 ? std::string("none") : std::to_string(at->end - 1),
      at->effective.empty() ? std::string("no date") : to_string(at->effective), tree->size, time_text(now), root);
  return proof::sign_statement(text, key);
}

Result<proof::TreeHead> known_head(std::string_view note, const std::vector<proof::VerifierKey>& keys,
                                   std::string_view origin) {
  const auto checkpoint = proof::open_checkpoint(note, keys);
  if (!checkpoint) return std::unexpected(checkpoint.error());
  if (checkpoint->origin != origin)
    return fail(ErrorCode::kInvalidValue,
                fmt::format("this checkpoint is of the ledger {}, not of {}", checkpoint->origin, origin));
  return checkpoint->tree;
}

}  // namespace portolan::keeping
