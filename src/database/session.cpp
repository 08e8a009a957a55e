// SPDX-License-Identifier: Apache-2.0
#include "database/session.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>
#include <utility>

namespace portolan::database {
namespace {

bool is_utf8(std::string_view text) {
  const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  auto left = static_cast<utf8proc_ssize_t>(text.size());
  while (left > 0) {
    utf8proc_int32_t codepoint = 0;
    const utf8proc_ssize_t length = *at < 0x80 ? 1 : utf8proc_iterate(at, left, &codepoint);
    if (length < 1) return false;
    at += length;
    left -= length;
  }
  return true;
}

// PostgreSQL would refuse such a text and SQLite would not, so that a record could not move from one to the other.
Result<void> check_texts(std::span<const Value> values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i].kind() != Value::Kind::kText) continue;
    const std::string_view text = values[i].bytes();
    if (text.find('\0') != std::string_view::npos)
      return fail(ErrorCode::kInvalidValue, fmt::format("value {} is a text with a NUL in it", i + 1));
    if (!is_utf8(text))
      return fail(ErrorCode::kInvalidValue, fmt::format("value {} is a text that is not UTF-8", i + 1));
  }
  return {};
}

// The drivers take strings that end at a NUL, and would run the first part only.
Result<void> check_statement(std::string_view sql) {
  if (sql.find('\0') != std::string_view::npos)
    return fail(ErrorCode::kInvalidArgument, "the statement has a NUL in it");
  return {};
}

Result<void> check(std::string_view sql, std::span<const Value> values) {
  if (auto checked = check_statement(sql); !checked) return checked;
  return check_texts(values);
}

// True while it lives.
class Flag {
 public:
  explicit Flag(bool& flag) : flag_(flag) { flag_ = true; }
  ~Flag() { flag_ = false; }
  Flag(const Flag&) = delete;
  Flag& operator=(const Flag&) = delete;

 private:
  bool& flag_;
};

}  // namespace

Result<void> Session::ready() const {
  if (in_query_)
    return fail(ErrorCode::kInvalidArgument, "the function that takes the rows of a query must not use its database");
  if (spoiled_)
    return fail(spoiled_->code, "an earlier statement of this transaction failed: " + spoiled_->message,
                spoiled_->place);
  return {};
}

template <class Call>
auto Session::run(Call call) -> decltype(call()) {
  if (auto may = ready(); !may) return std::unexpected(std::move(may.error()));
  auto result = call();
  if (!result && access_) spoiled_ = result.error();
  return result;
}

Result<std::uint64_t> Session::execute(std::string_view sql, std::span<const Value> values) {
  return run([&]() -> Result<std::uint64_t> {
    if (auto checked = check(sql, values); !checked) return std::unexpected(std::move(checked.error()));
    return do_execute(sql, values);
  });
}

Result<void> Session::post(std::string_view sql, std::span<const Value> values) {
  if (access_ != Access::kWrite) return Database::post(sql, values);
  return run([&]() -> Result<void> {
    if (auto checked = check(sql, values); !checked) return checked;
    return do_post(sql, values);
  });
}

Result<void> Session::query(std::string_view sql, std::span<const Value> values, const EachRow& each) {
  return run([&]() -> Result<void> {
    if (auto checked = check(sql, values); !checked) return checked;
    const Flag flag(in_query_);
    return do_query(sql, values, each);
  });
}

Result<void> Session::insert(std::string_view table, std::span<const std::string_view> columns,
                             std::span<const Value> values) {
  return run([&]() -> Result<void> {
    if (columns.empty() || values.size() % columns.size() != 0)
      return fail(ErrorCode::kInvalidArgument,
                  fmt::format("{} values are no whole rows of {} columns", values.size(), columns.size()));
    if (values.empty()) return {};
    if (auto checked = check_texts(values); !checked) return checked;
    return do_insert(table, columns, values);
  });
}

Result<void> Session::run_script(std::string_view sql) {
  return run([&]() -> Result<void> {
    if (auto checked = check_statement(sql); !checked) return checked;
    return do_run_script(sql);
  });
}

Result<void> Session::begin(Access access) {
  if (auto may = ready(); !may) return may;
  if (access_) return fail(ErrorCode::kInvalidArgument, "a transaction is already open");
  if (auto begun = do_begin(access); !begun) return begun;
  access_ = access;
  return {};
}

Result<void> Session::commit() {
  if (in_query_) return ready();
  if (!access_) return fail(ErrorCode::kInvalidArgument, "no transaction is open");
  if (spoiled_) {
    const Error reason = *spoiled_;
    rollback();
    return fail(reason.code, "nothing was written, a statement failed: " + reason.message, reason.place);
  }
  auto committed = do_commit();
  if (!committed) do_rollback();
  access_.reset();
  return committed;
}

void Session::rollback() noexcept {
  if (!access_) return;
  do_rollback();
  access_.reset();
  spoiled_.reset();
}

std::string with_blob_type(std::string_view sql, std::string_view blob_type) {
  static constexpr std::string_view kWord = "$BLOB";
  std::string out;
  for (std::size_t at = sql.find(kWord); at != std::string_view::npos; at = sql.find(kWord)) {
    out.append(sql.substr(0, at)).append(blob_type);
    sql.remove_prefix(at + kWord.size());
  }
  return out.append(sql);
}

std::string quoted(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) out.append(c == '"' ? 2 : 1, c);
  return out + '"';
}

std::string quoted_list(std::span<const std::string_view> names) {
  std::string out;
  for (const std::string_view name : names) out += (out.empty() ? "" : ", ") + quoted(name);
  return out;
}

}  // namespace portolan::database
