// SPDX-License-Identifier: Apache-2.0
#include "cli/table.h"

#include <algorithm>
#include <array>

#include "formats/wrap.h"

namespace portolan::cli {
namespace {

using formats::display_width;

constexpr std::size_t kGap = 2;
constexpr std::size_t kColumns = 3;         // before the description
constexpr std::size_t kNarrowestText = 30;  // below that, texts begin at kIndent on lines of their own
constexpr std::size_t kIndent = 4;
constexpr std::array<std::size_t, kColumns> kWidest = {20, 11, 18};

using Widths = std::array<std::size_t, kColumns>;

const std::string& cell(const TableLine& line, std::size_t column) {
  return column == 0 ? line.name : column == 1 ? line.ports : line.transports;
}

TableLine cleaned(const TableLine& line) {
  TableLine out{formats::printable_line(line.name),
                formats::printable_line(line.ports),
                formats::printable_line(line.transports),
                formats::printable_line(line.description),
                {}};
  for (const std::string& remark : line.remarks) out.remarks.push_back(formats::printable(remark));
  return out;
}

Widths widths_of(std::span<const TableLine> lines) {
  Widths widths{};
  for (const TableLine& line : lines)
    for (std::size_t i = 0; i < kColumns; ++i)
      widths[i] = std::max(widths[i], std::min(display_width(cell(line, i)), kWidest[i]));
  return widths;
}

class Writer {
 public:
  Writer(const TableLook& look, Widths widths, std::string& out) : look_(look), widths_(widths), out_(out) {
    for (const std::size_t width : widths) text_begin_ += width + kGap;
    beside_ = look.width == 0 || text_begin_ + kNarrowestText <= look.width;
  }

  void write(const TableLine& line, Style name, Style rest) {
    write_cells(line, name, rest);
    const auto texts = wrapped(line.description);
    // What does not fit beside the cells goes below them.
    std::size_t first = 0;
    if (beside_ && !texts.empty()) {
      out_ += styled(texts[first++], rest, look_.colour);
    }
    finish_line();
    for (; first < texts.size(); ++first) write_below(texts[first], rest);
    for (const std::string& remark : line.remarks)
      for (const std::string_view text : wrapped(remark)) write_below(text, Style::kDim);
  }

 private:
  std::size_t indent() const { return beside_ ? text_begin_ : kIndent; }

  std::vector<std::string_view> wrapped(std::string_view text) const {
    if (look_.width == 0) return formats::wrap(text, std::string_view::npos / 2);
    return formats::wrap(text, look_.width > indent() + 1 ? look_.width - indent() : 1);
  }

  void write_cells(const TableLine& line, Style name, Style rest) {
    for (std::size_t i = 0; i < kColumns; ++i) {
      const std::string& text = cell(line, i);
      out_ += styled(text, i == 0 ? name : rest, look_.colour);
      const std::size_t width = display_width(text);
      out_.append(width < widths_[i] ? widths_[i] - width + kGap : kGap, ' ');
    }
  }

  void write_below(std::string_view text, Style style) {
    out_.append(indent(), ' ');
    out_ += styled(text, style, look_.colour);
    out_ += '\n';
  }

  void finish_line() {
    while (out_.ends_with(' ')) out_.pop_back();
    out_ += '\n';
  }

  const TableLook& look_;
  Widths widths_;
  std::string& out_;
  std::size_t text_begin_ = 0;
  bool beside_ = true;
};

}  // namespace

std::string styled(std::string_view text, Style style, bool colour) {
  if (!colour || style == Style::kPlain || text.empty()) return std::string(text);
  std::string out = style == Style::kBold ? "\x1b[1m" : "\x1b[2m";
  return out.append(text).append("\x1b[0m");
}

void write_table(std::span<const TableLine> lines, const TableLook& look, std::string& out) {
  std::vector<TableLine> all;
  all.reserve(lines.size() + 1);
  if (look.header) all.push_back({"NAME", "PORT", "TRANSPORT", "DESCRIPTION", {}});
  for (const TableLine& line : lines) all.push_back(cleaned(line));
  Writer writer(look, widths_of(all), out);
  bool header = look.header;
  for (const TableLine& line : all) {
    writer.write(line, header ? Style::kDim : Style::kBold, header ? Style::kDim : Style::kPlain);
    header = false;
  }
}

}  // namespace portolan::cli
