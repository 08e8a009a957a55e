// SPDX-License-Identifier: Apache-2.0
#include <expat.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <unordered_map>

#include "formats/line_counter.h"
#include "formats/shown.h"
#include "formats/xml.h"
#include "formats/xml_schema.h"

namespace portolan::formats {
namespace {

using registry::Column;
using registry::Record;
using registry::Reference;
using registry::References;
using registry::RichText;

constexpr std::string_view kNamespace = "http://www.iana.org/assignments";
// What expat is fed at once. A document of a usual size goes in whole: behind every piece but the last, expat looks
// at each byte once more to count lines.
constexpr std::size_t kWhole = std::size_t{8} << 20U;
constexpr std::size_t kChunk = std::size_t{64} << 10U;

bool is_white(std::string_view text) noexcept {
  for (const char c : text)
    if (c != ' ' && c != '\n' && c != '\t' && c != '\r') return false;
  return true;
}

class XmlReader {
 public:
  XmlReader(std::string_view bytes, const ReadOptions& options)
      : bytes_(bytes), options_(options), problems_(options), lines_(bytes), parser_(XML_ParserCreate("UTF-8")) {
    stack_.reserve(options.limits.depth + 1);
  }

  Reading run() {
    Reading reading;
    if (bytes_.size() > options_.limits.bytes)
      problem_at(0, ErrorCode::kLimit,
                 fmt::format("the document has {} bytes, the limit is {}", bytes_.size(), options_.limits.bytes));
    else if (!parser_)
      problem_at(0, ErrorCode::kIo, "out of memory");
    else
      parse();
    reading.problems = problems_.take();
    if (reading.problems.empty()) reading.registry = std::move(registry_);
    reading.record_lines = std::move(record_lines_);
    return reading;
  }

 private:
  struct Attribute {
    std::string_view name;
    std::string_view value;
  };
  struct FreeParser {
    void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
  };

  // --- feeding expat

  void parse() {
    // Moving records while a vector grows is a tenth of the work; IANA's files have one for each 266 bytes, and a
    // contact for each 690. Memory that a wrong guess reserves is never touched.
    registry_.records.reserve(std::min(options_.limits.records, bytes_.size() / 240));
    registry_.contacts.reserve(bytes_.size() / 600);
    XML_Parser parser = parser_.get();
    XML_SetUserData(parser, this);
    XML_SetElementHandler(
        parser, [](void* self, const char* name, const char** attributes) { reader(self).start(name, attributes); },
        [](void* self, const char*) { reader(self).end(); });
    XML_SetCharacterDataHandler(parser, [](void* self, const char* text, int size) {
      reader(self).characters({text, static_cast<std::size_t>(size)});
    });
    XML_SetProcessingInstructionHandler(
        parser, [](void* self, const char* target, const char* data) { reader(self).instruction(target, data); });
    XML_SetXmlDeclHandler(parser, [](void* self, const char*, const char* encoding, int) {
      if (encoding != nullptr) reader(self).declared_encoding(encoding);
    });
    XML_SetStartDoctypeDeclHandler(parser, [](void* self, const char*, const char*, const char*, int) {
      reader(self).stop(ErrorCode::kSyntax, "a DOCTYPE is refused: registry files have none, and it can do harm");
    });
    feed();
  }

  void feed() {
    std::size_t fed = 0;
    do {
      const std::size_t size = bytes_.size() <= kWhole ? bytes_.size() : std::min(kChunk, bytes_.size() - fed);
      const bool last = fed + size == bytes_.size();
      const XML_Status status = XML_Parse(parser_.get(), bytes_.data() + fed, static_cast<int>(size), last);
      fed += size;
      if (status != XML_STATUS_OK) {
        if (!stopped_) syntax_error();
        return;
      }
      // A tag that does not end is held back by expat; without this check a huge attribute would be collected whole.
      if (bytes_.size() > kWhole && fed - offset() > options_.limits.text + kChunk) {
        problem(ErrorCode::kLimit, fmt::format("a tag is longer than {} bytes", options_.limits.text));
        return;
      }
    } while (fed < bytes_.size());
  }

  void syntax_error() {
    const XML_Error code = XML_GetErrorCode(parser_.get());
    std::string message = XML_ErrorString(code);
    if (code == XML_ERROR_NO_ELEMENTS)
      message = bytes_.empty() ? "the document is empty" : "this is not XML: no element found";
    else if (offset() == 0 && stack_.empty() && code == XML_ERROR_SYNTAX)
      message = "this is not XML";
    else if (code == XML_ERROR_INVALID_TOKEN)
      message = "not well-formed: an invalid character or bad UTF-8";
    else if (code == XML_ERROR_UNCLOSED_TOKEN)
      message = "the document ends inside a tag";
    if (code == XML_ERROR_NO_ELEMENTS && !stack_.empty()) message = "the document ends too early";
    problem(ErrorCode::kSyntax, std::move(message));
  }

  // --- expat's events

  static XmlReader& reader(void* self) { return *static_cast<XmlReader*>(self); }

  void start(const char* name, const char** attributes) {
    if (skipping_ > 0) {
      ++skipping_;
      count_element();
      return;
    }
    const Element parent = stack_.empty() ? Element::kNone : stack_.back();
    const Element element = element_named(name);
    if (!count_element() || !check_attributes(attributes)) return;
    if (element == Element::kNone || !may_hold(parent, element)) {
      problem(ErrorCode::kInvalidValue, fmt::format("<{}> is not expected in <{}>", beginning(name), name_of(parent)));
      skipping_ = 1;
      return;
    }
    flush_value_text(parent);
    stack_.push_back(element);
    element_offset_ = offset();
    value_.clear();
    begin(parent, element, attributes);
  }

  void end() {
    if (stopped_) return;  // expat still ends an empty element whose beginning stopped it
    if (skipping_ > 0) {
      --skipping_;
      return;
    }
    const Element element = stack_.back();
    stack_.pop_back();
    finish(stack_.empty() ? Element::kNone : stack_.back(), element);
  }

  void characters(std::string_view text) {
    if (skipping_ > 0) return;
    const Element element = stack_.empty() ? Element::kNone : stack_.back();
    // expat makes newlines of carriage returns, except of `&#13;`, which it hands over alone.
    if (text.size() == 1 && text.front() == '\r') {
      problem(ErrorCode::kInvalidValue, "a text holds a carriage return");
      return;
    }
    switch (content_of(element)) {
      case Content::kValue:
        value_.append(text);
        if (value_.size() > options_.limits.text) too_long();
        break;
      case Content::kMixed:
        if (rich_ == nullptr) break;
        rich_->add_text(text);
        if (rich_->encoded().size() > options_.limits.text) too_long();
        break;
      case Content::kNoText:
      case Content::kEmpty:
        if (!is_white(text))
          problem(ErrorCode::kInvalidValue, fmt::format("text is not expected in <{}>", name_of(element)));
        break;
    }
  }

  void instruction(const char* target, const char* data) {
    if (skipping_ > 0) return;
    if (seen_root_)
      problem(ErrorCode::kInvalidValue, "a processing instruction is not expected behind the start of the registry");
    else if (!is_instruction_target(target))
      problem(ErrorCode::kInvalidValue,
              "the target of a processing instruction is made of ASCII letters, digits, - . _");
    else
      registry_.instructions.push_back({target, data});
  }

  void declared_encoding(std::string_view encoding) {
    if (!registry::same_name(encoding, "UTF-8"))
      stop(ErrorCode::kUnsupported, fmt::format("the encoding is {}: only UTF-8 is read", encoding.substr(0, 40)));
  }

  // --- limits

  bool count_element() {
    if (++elements_ > options_.limits.elements) {
      stop(ErrorCode::kLimit, fmt::format("more than {} elements", options_.limits.elements));
      return false;
    }
    if (stack_.size() + static_cast<std::size_t>(skipping_) >= options_.limits.depth) {
      stop(ErrorCode::kLimit, fmt::format("elements are nested deeper than {}", options_.limits.depth));
      return false;
    }
    return true;
  }

  bool check_attributes(const char** attributes) {
    std::size_t count = 0;
    for (; attributes[count] != nullptr; ++count)
      if (count % 2 == 1 && std::strlen(attributes[count]) > options_.limits.text) return too_long();
    if (count / 2 <= options_.limits.attributes) return true;
    stop(ErrorCode::kLimit, fmt::format("an element has more than {} attributes", options_.limits.attributes));
    return false;
  }

  bool too_long() {
    stop(ErrorCode::kLimit, fmt::format("a text is longer than {} bytes", options_.limits.text));
    return false;
  }

  // --- an element begins

  void begin(Element parent, Element element, const char** attributes) {
    using enum Element;
    switch (element) {
      case kRegistry: begin_registry(attributes); return;
      case kRecord: begin_record(attributes); return;
      case kXref: begin_reference(attributes); return;
      case kPerson: begin_person(attributes); return;
      case kNote: begin_note(parent, attributes); return;
      case kFootnote: begin_footnote(attributes); return;
      default: break;
    }
    only(attributes, {});
    switch (element) {
      case kBreak:
        if (rich_ != nullptr) rich_->add_break();
        return;
      case kParagraph:
        if (rich_ != nullptr) rich_->begin_paragraph();
        return;
      case kDescription: begin_text(record().description, Column::kDescription); return;
      case kUnauthorized: begin_text(record().unauthorized_use, Column::kUnauthorizedUse); return;
      case kExpert:
        once(head_seen_[0], parent, element);
        rich_ = &registry_.experts;
        return;
      case kTitle: once(head_seen_[1], parent, element); return;
      case kCategory: once(head_seen_[2], parent, element); return;
      case kPeople: once(head_seen_[3], parent, element); return;
      case kUpdated:
        if (parent == kRegistry) once(head_seen_[4], parent, element);
        return;
      case kName:
        if (parent == kRecord) once_column(Column::kServiceName);
        return;
      case kProtocol: once_column(Column::kTransportProtocol); return;
      case kAssignee: once_column(Column::kAssignee); return;
      case kNumber: once_column(Column::kPortNumber); return;
      case kServiceCode: once_column(Column::kServiceCode); return;
      default: return;
    }
  }

  void begin_registry(const char** attributes) {
    seen_root_ = true;
    bool named = false;
    for (const Attribute& attribute : only(attributes, {"xmlns", "id", ""})) {
      if (attribute.name == "id") registry_.id = attribute.value;
      if (attribute.name == "xmlns") named = attribute.value == kNamespace;
    }
    if (!named)
      problem(ErrorCode::kInvalidValue, fmt::format("this is no registry: its namespace is not {}", kNamespace),
              "registry");
  }

  void begin_record(const char** attributes) {
    if (registry_.records.size() >= options_.limits.records) {
      stop(ErrorCode::kLimit, fmt::format("more than {} records", options_.limits.records));
      return;
    }
    if (options_.record_lines) record_lines_.push_back(lines_.at(element_offset_).first);
    Record& record = registry_.records.emplace_back();
    seen_columns_ = {};
    for (const Attribute& attribute : only(attributes, {"date", "updated", ""})) {
      const bool registration = attribute.name == "date";
      const auto date = value_of(parse_date_column(attribute.value),
                                 registration ? Column::kRegistrationDate : Column::kModificationDate);
      (registration ? record.registered : record.modified) = date.value_or(Date{});
    }
  }

  void begin_reference(const char** attributes) {
    reference_kind_ = registry::ReferenceKind::kText;
    reference_data_.clear();
    reference_section_.clear();
    bool typed = false;
    for (const Attribute& attribute : only(attributes, {"type", "data", "section"})) {
      if (attribute.name == "data") reference_data_ = attribute.value;
      if (attribute.name == "section") reference_section_ = attribute.value;
      if (attribute.name != "type") continue;
      const auto kind = registry::parse_reference_kind(attribute.value);
      typed = kind.has_value();
      if (kind) reference_kind_ = *kind;
    }
    if (!typed)
      problem(ErrorCode::kInvalidValue, "an xref needs a type: person, rfc, draft, uri, text, note or the like",
              "xref");
  }

  void begin_person(const char** attributes) {
    registry::Contact& contact = registry_.contacts.emplace_back();
    for (const Attribute& attribute : only(attributes, {"id", "", ""})) contact.id = attribute.value;
    if (contact.id.empty()) problem(ErrorCode::kInvalidValue, "a contact has no id", "person");
    const auto [first, added] = contact_offsets_.try_emplace(contact.id, element_offset_);
    if (!added && !contact.id.empty())
      problem(ErrorCode::kInvalidValue,
              fmt::format("the contact id '{}' is given twice, first in line {}", contact.id,
                          LineCounter(bytes_).at(first->second).first),
              "person");
  }

  void begin_note(Element parent, const char** attributes) {
    if (parent == Element::kRecord) {
      only(attributes, {});
      begin_text(record().notes, Column::kAssignmentNotes);
      return;
    }
    registry::Note& note = registry_.notes.emplace_back();
    for (const Attribute& attribute : only(attributes, {"title", "", ""})) note.title = std::string(attribute.value);
    rich_ = &note.text;
  }

  void begin_footnote(const char** attributes) {
    registry::Footnote& footnote = registry_.footnotes.emplace_back();
    for (const Attribute& attribute : only(attributes, {"anchor", "", ""})) footnote.anchor = attribute.value;
    if (footnote.anchor.empty()) problem(ErrorCode::kInvalidValue, "a footnote has no anchor", "footnote");
    rich_ = &footnote.text;
  }

  void begin_text(RichText& text, Column column) {
    once_column(column);
    rich_ = &text;
  }

  // The attributes, each of which must be one of `allowed`. The views live until the handler returns.
  std::span<const Attribute> only(const char** attributes, std::array<std::string_view, 3> allowed) {
    attributes_.clear();
    for (; *attributes != nullptr; attributes += 2) {
      if (std::ranges::find(allowed, std::string_view(attributes[0])) == allowed.end())
        problem(ErrorCode::kInvalidValue, fmt::format("the attribute '{}' is not expected in <{}>",
                                                      beginning(attributes[0]), name_of(stack_.back())));
      else
        attributes_.push_back({attributes[0], attributes[1]});
      // Written again it would be read as a blank.
      if (std::strchr(attributes[1], '\r') != nullptr)
        problem(ErrorCode::kInvalidValue,
                fmt::format("the attribute '{}' holds a carriage return", beginning(attributes[0])),
                std::string(name_of(stack_.back())));
    }
    return attributes_;
  }

  void once(bool& seen, Element parent, Element element) {
    if (seen) problem(ErrorCode::kInvalidValue, fmt::format("a {} has one <{}>", name_of(parent), name_of(element)));
    seen = true;
  }

  void once_column(Column column) {
    if (seen_columns_.contains(column))
      problem(ErrorCode::kInvalidValue, "a record has this element once", std::string(registry::title(column)));
    seen_columns_.add(column);
  }

  // --- an element ends

  void finish(Element parent, Element element) {
    using enum Element;
    switch (element) {
      case kXref: finish_reference(parent); return;
      case kParagraph:
        if (rich_ != nullptr) rich_->end_paragraph();
        return;
      case kDescription: finish_text(Column::kDescription); return;
      case kUnauthorized: finish_text(Column::kUnauthorizedUse); return;
      case kNote:
        if (parent == kRecord) finish_text(Column::kAssignmentNotes);
        rich_ = nullptr;
        return;
      case kExpert:
      case kFootnote: rich_ = nullptr; return;
      case kTitle: registry_.title = value_; return;
      case kCategory: registry_.category = value_; return;
      case kUpdated: finish_updated(parent); return;
      case kName: finish_name(parent); return;
      case kOrg: contact_part(contact().organization, element); return;
      case kUri: finish_uri(); return;
      case kAssignee:
        if (record().assignee.empty()) record().empty_columns.add(Column::kAssignee);
        return;
      case kProtocol: finish_protocol(); return;
      case kNumber: finish_number(); return;
      case kServiceCode: finish_service_code(); return;
      default: return;
    }
  }

  void finish_reference(Element parent) {
    const Reference reference{
        .kind = reference_kind_, .data = reference_data_, .section = reference_section_, .shown = value_};
    if (std::ranges::any_of(reference_data_ + reference_section_,
                            [](char c) { return static_cast<unsigned char>(c) < 0x20; })) {
      problem(ErrorCode::kInvalidValue, "an xref's attributes hold a control character", "xref");
      return;
    }
    if (parent == Element::kRegistry)
      registry_.references.add(reference);
    else if (parent == Element::kAssignee)
      record().assignee.add(reference);
    else if (parent == Element::kRecord)
      (reference.kind == registry::ReferenceKind::kPerson ? record().contacts : record().references).add(reference);
    else if (rich_ != nullptr)
      rich_->add_reference(reference);
  }

  void finish_text(Column column) {
    if (rich_ != nullptr && rich_->empty()) record().empty_columns.add(column);
    rich_ = nullptr;
  }

  void finish_updated(Element parent) {
    const auto date = parse_date_column(value_);
    if (!date) problem_at(element_offset_, date.error().code, date.error().message, "updated");
    if (parent == Element::kRegistry)
      registry_.updated = date.value_or(Date{});
    else if (contact().updated)
      problem(ErrorCode::kInvalidValue, "a contact has one <updated>");
    else
      contact().updated = date.value_or(Date{});
  }

  void finish_name(Element parent) {
    if (parent == Element::kPerson) {
      contact_part(contact().name, Element::kName);
      return;
    }
    record().name = registry::ServiceName(value_);
    if (value_.empty()) record().empty_columns.add(Column::kServiceName);
  }

  void finish_uri() {
    if (value_.find('\n') != std::string::npos)
      problem(ErrorCode::kInvalidValue, "an address holds a line break", "uri");
    contact().uris.push_back(value_);
  }

  void contact_part(std::optional<std::string>& part, Element element) {
    if (part) problem(ErrorCode::kInvalidValue, fmt::format("a contact has one <{}>", name_of(element)));
    part = value_;
  }

  void finish_protocol() {
    if (value_.empty())
      record().empty_columns.add(Column::kTransportProtocol);
    else
      record().transport = value_of(parse_transport_column(value_), Column::kTransportProtocol);
  }

  void finish_number() {
    if (value_.empty())
      record().empty_columns.add(Column::kPortNumber);
    else if (const auto set = set_ports(record(), value_); !set)
      problem_at(element_offset_, set.error().code, set.error().message,
                 std::string(registry::title(Column::kPortNumber)));
  }

  void finish_service_code() {
    if (value_.empty())
      record().empty_columns.add(Column::kServiceCode);
    else
      record().service_code = value_of(parse_service_code(value_), Column::kServiceCode);
  }

  // --- helpers

  // A value that a child interrupts belongs to no element that this reader accepts; nothing to keep.
  void flush_value_text(Element parent) {
    if (content_of(parent) == Content::kValue && !value_.empty()) value_.clear();
  }

  template <class T>
  std::optional<T> value_of(Result<T> value, Column column) {
    if (value) return std::move(*value);
    problem_at(element_offset_, value.error().code, std::move(value.error().message),
               std::string(registry::title(column)));
    return std::nullopt;
  }

  Record& record() { return registry_.records.back(); }
  registry::Contact& contact() { return registry_.contacts.back(); }
  std::size_t offset() const {
    const XML_Index index = XML_GetCurrentByteIndex(parser_.get());
    return index < 0 ? 0 : static_cast<std::size_t>(index);
  }

  void problem(ErrorCode code, std::string message, std::string field = {}) {
    problem_at(offset(), code, std::move(message), std::move(field));
  }

  void problem_at(std::size_t offset, ErrorCode code, std::string message, std::string field = {}) {
    const auto [line, column] = lines_.at(offset);
    problems_.add(code, std::move(message), line, column, std::move(field));
    if (problems_.full()) halt();
  }

  void stop(ErrorCode code, std::string message) {
    if (!stopped_) problem(code, std::move(message));
    halt();
  }

  void halt() {
    stopped_ = true;
    if (parser_) XML_StopParser(parser_.get(), XML_FALSE);
  }

  std::string_view bytes_;
  const ReadOptions& options_;
  Problems problems_;
  LineCounter lines_;
  std::unique_ptr<std::remove_pointer_t<XML_Parser>, FreeParser> parser_;
  registry::Registry registry_;
  std::vector<std::uint64_t> record_lines_;
  std::vector<Element> stack_;
  std::vector<Attribute> attributes_;
  std::unordered_map<std::string, std::size_t> contact_offsets_;
  std::string value_;         // characters of the value element that is open
  RichText* rich_ = nullptr;  // the rich text that is open
  registry::ReferenceKind reference_kind_ = registry::ReferenceKind::kText;
  std::string reference_data_;
  std::string reference_section_;
  std::size_t element_offset_ = 0;  // where the last element began
  std::size_t elements_ = 0;
  int skipping_ = 0;  // depth inside an element that is not understood
  registry::Columns seen_columns_;
  std::array<bool, 5> head_seen_{};
  bool seen_root_ = false;
  bool stopped_ = false;
};

}  // namespace

Reading read_xml(std::string_view bytes, const ReadOptions& options) { return XmlReader(bytes, options).run(); }

}  // namespace portolan::formats
