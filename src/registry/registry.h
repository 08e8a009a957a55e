// SPDX-License-Identifier: Apache-2.0
//
// A registry document: its head, its records in order, its footnotes, its contacts.
//
// Thread-safety: values; a const Registry can be read from any number of threads.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "portolan/types.h"
#include "registry/record.h"
#include "registry/text.h"

namespace portolan::registry {

// A person or an organisation that records cite as [id].
struct Contact {
  std::string id;
  // An element that is there but empty is an empty string; one that is not there is nothing.
  std::optional<std::string> name;
  std::optional<std::string> organization;
  std::vector<std::string> uris;  // as written: mail addresses have & for @; address() gives the usable form
  std::optional<Date> updated;

  bool operator==(const Contact&) const = default;
};

// "mailto:jane&example.org" as it is meant: "mailto:jane@example.org". Other addresses stay.
std::string address(std::string_view uri);

struct Note {
  std::optional<std::string> title;
  RichText text;
  bool operator==(const Note&) const = default;
};

struct Footnote {
  std::string anchor;
  RichText text;
  bool operator==(const Footnote&) const = default;
};

// `<?target data?>` before the root element, kept because readers of the published file look at them.
struct ProcessingInstruction {
  std::string target;
  std::string data;
  bool operator==(const ProcessingInstruction&) const = default;
};

struct Registry {
  std::string id;
  std::vector<ProcessingInstruction> instructions;
  std::string title;
  std::string category;
  Date updated;
  References references;
  RichText experts;
  std::vector<Note> notes;
  std::vector<Record> records;  // the order is part of the registry: it decides which name of a port is the first
  std::vector<Footnote> footnotes;
  std::vector<Contact> contacts;

  bool operator==(const Registry&) const = default;
};

// The head of IANA's registry: what a document made from a format without one (CSV, services) gets.
void set_default_head(Registry& registry);

// Contacts by id. Holds pointers into the registry: it must outlive the index unchanged.
class ContactIndex {
 public:
  explicit ContactIndex(const Registry& registry);
  const Contact* find(std::string_view id) const;

 private:
  std::unordered_map<std::string_view, const Contact*> by_id_;
};

}  // namespace portolan::registry
